package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** Two nodes of one center: what is done at one is true at the other at once, and done once. */
class TwoNodesTest {
  private static final Duration EXPIRED_MAX = Duration.ofSeconds(30);

  /** How long a node may believe what it knows of a token (docs/reference/center.md). */
  private static final Duration REMEMBERED = Duration.ofSeconds(3);

  @TempDir static Path folder;
  private static PostgresServer database;
  private static CenterProcess one;
  private static CenterProcess two;
  private static Connection connection;
  private static CenterData data;

  @BeforeAll
  static void start() throws Exception {
    database = PostgresServer.start(folder.resolve("database"));
    one = Launch.node(folder.resolve("one"), database).ready();
    two = Launch.further(folder.resolve("two"), database, folder.resolve("one")).ready();
    connection = database.connect();
    data = new CenterData(connection);
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    two.close();
    one.close();
    database.close();
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  @Test
  void what_is_made_at_one_is_seen_at_the_other_at_once_and_a_repetition_there_makes_nothing()
      throws Exception {
    CenterClient here = CenterClient.of(one.uri(), data.organizer("Organizer of a venue").token());
    CenterClient there = here.at(two.uri());
    String key = key();
    String venue = "{\"name\":\"Hall\",\"place\":\"Here\",\"timeZone\":\"Europe/Berlin\"}";
    CenterClient.Answer made = here.post("/api/v1/venues", key, venue);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(there.get(location(made)).json().at("/venue/name").asText()).isEqualTo("Hall");
    CenterClient.Answer again = there.post("/api/v1/venues", key, venue);
    assertThat(again.text()).isEqualTo(made.text());
    assertThat(location(again)).isEqualTo(location(made));
  }

  @Test
  void a_seat_granted_at_one_is_refused_at_the_other() throws Exception {
    CenterData.Party seller = data.seller("Seller of one seat");
    long event = data.event(data.organizer("Organizer of one seat"), 200);
    data.allot(event, seller, 0, 200);
    CenterClient here = CenterClient.of(one.uri(), seller.token());
    String path = "/api/v1/events/" + event + "/requests";
    assertThat(state(here.post(path, key(), "{\"chip\":\"04010203\",\"seats\":[7]}")))
        .isEqualTo("GRANTED");
    CenterClient there = here.at(two.uri());
    assertThat(state(there.post(path, key(), "{\"chip\":\"04010204\",\"seats\":[7]}")))
        .isEqualTo("REFUSED");
    assertThat(state(there.post(path, key(), "{\"chip\":\"04010204\",\"seats\":[8]}")))
        .isEqualTo("GRANTED");
  }

  @Test
  void a_token_taken_back_is_refused_at_both_after_what_they_remember() throws Exception {
    CenterData.Party organizer = data.organizer("Organizer with a token");
    CenterClient here = CenterClient.of(one.uri(), organizer.token());
    CenterClient there = here.at(two.uri());
    assertThat(here.get("/api/v1/events").status()).isEqualTo(200);
    assertThat(there.get("/api/v1/events").status()).isEqualTo(200);
    long _ =
        data.id(
            """
            UPDATE api_token t SET revoked_at = now() FROM account a
            WHERE a.id = t.account_id AND a.organizer_id = ? RETURNING t.id
            """,
            organizer.id());
    Thread.sleep(REMEMBERED.toMillis());
    assertThat(here.get("/api/v1/events").status()).isEqualTo(401);
    assertThat(there.get("/api/v1/events").status()).isEqualTo(401);
  }

  @Test
  void a_grant_that_lapses_is_ended_once_though_both_nodes_look_for_such() throws Exception {
    int grants = 40;
    CenterData.Party seller = data.seller("Seller with a short window");
    long event = data.event(data.organizer("Organizer of a short window"), 200);
    data.allot(event, seller, 0, 200);
    long _ =
        data.id(
            "UPDATE event_seller SET issuing_window = '1 second' WHERE event_id = ? RETURNING 1",
            event);
    CenterClient client = CenterClient.of(one.uri(), seller.token());
    for (int i = 0; i < grants; i++) {
      String body = "{\"chip\":\"0401%06x\",\"count\":1}".formatted(i);
      assertThat(state(client.post("/api/v1/events/" + event + "/requests", key(), body)))
          .isEqualTo("GRANTED");
    }
    long end = System.nanoTime() + EXPIRED_MAX.toNanos();
    while (expired(event) < grants && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(expired(event)).isEqualTo(grants);
    assertThat(
            data.id(
                """
                SELECT count(*) FROM audit
                WHERE action = 'request.expire' AND subject LIKE 'request:' || ? || '/%'
                """,
                event))
        .isEqualTo(grants);
    assertThat(
            data.id(
                "SELECT count(*) FROM seat WHERE event_id = ? AND request_id IS NOT NULL", event))
        .isZero();
  }

  private static long expired(long event) throws SQLException {
    return data.id("SELECT count(*) FROM request WHERE event_id = ? AND state = 'EXPIRED'", event);
  }

  /** Without the node that said it. */
  private static String location(CenterClient.Answer answer) {
    return URI.create(answer.header("Location")).getPath();
  }

  private static String state(CenterClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("state").asText();
  }
}
