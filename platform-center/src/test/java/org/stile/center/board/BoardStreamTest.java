package org.stile.center.board;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stile.center.board.Matchday.Evening;
import org.stile.center.db.Database;
import org.stile.center.ingest.Turnstiles;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.TestClock;

@CenterTest
@Timeout(90) // A stream that says nothing would be waited for for ever.
class BoardStreamTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Inject Matchday matchday;
  @Inject Turnstiles turnstiles;
  @Inject People people;
  @Inject Streams streams;
  @Inject Boards boards;
  @Inject Database database;
  @Inject TestClock clock;
  @Inject ObjectMapper json;

  @AfterEach
  void showMachineTime() {
    clock.showMachineTime();
  }

  @Test
  void a_stream_tells_the_whole_board_once_and_then_only_what_changed() throws Exception {
    Evening evening = matchday.evening(500);
    matchday.admitted(evening, 0, 0, 20);
    matchday.admitted(evening, 1, 20, 20);
    try (Listener listener = listen(evening, evening.manager())) {
      assertThat(listener.header("Content-Type")).startsWith("text/event-stream");
      assertThat(listener.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(listener.header("Cache-Control")).isEqualTo("no-store");
      JsonNode whole = listener.next("board");
      assertThat(whole.at("/head/total/admitted").asLong()).isEqualTo(40);
      assertThat(whole.at("/gates").size()).isEqualTo(evening.ground().gates().size());
      Instant now = clock.instant();
      turnstiles.admit(evening.gate(0), evening.event(), 90, now);
      turnstiles.send(evening.gate(0));
      JsonNode change = listener.until(41);
      // The other's minute may have moved on as well.
      assertThat(change.at("/gates").size()).isBetween(1, 2);
      assertThat(change.at("/gates").findParents("name"))
          .filteredOn(each -> each.at("/name").asText().equals(evening.gate(0).gate().value()))
          .singleElement()
          .satisfies(each -> assertThat(each.at("/counts/admitted").asLong()).isEqualTo(21));
      assertThat(json.writeValueAsBytes(change).length).isLessThan(4_000);
    }
  }

  @Test
  void the_board_is_read_once_for_all_who_look() throws Exception {
    Evening evening = matchday.evening(500);
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      listeners.add(listen(evening, evening.manager()));
    }
    for (Listener listener : listeners) {
      listener.next("board");
    }
    matchday.admitted(evening, 0, 0, 3);
    List<JsonNode> told = new ArrayList<>();
    for (Listener listener : listeners) {
      told.add(listener.until(3));
    }
    assertThat(told).allMatch(told.getFirst()::equals);
    assertThat(streams.viewers(evening.event())).isEqualTo(20);
    for (Listener listener : listeners) {
      listener.close();
    }
    clock.advance(Streams.PULSE_EVERY);
    await(
        () -> {
          matchday.open(evening, 3); // Something must be said before who is gone is noticed.
          clock.advance(Streams.PULSE_EVERY);
          return streams.viewers(evening.event()) == 0;
        });
  }

  @Test
  void a_stream_lives_through_the_loss_of_all_connections_to_the_database() throws Exception {
    Evening evening = matchday.evening(500);
    try (Listener listener = listen(evening, evening.manager())) {
      listener.next("board");
      try {
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                    .mapTo(long.class)
                    .one());
      } finally {
        await(() -> admits(evening)); // A pooled connection may be one of those.
      }
      listener.until(2);
    }
  }

  private boolean admits(Evening evening) {
    try {
      matchday.admitted(evening, 0, 0, 2);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void a_reader_that_does_not_keep_up_is_dropped_and_told() throws Exception {
    Evening evening = matchday.evening(500);
    try (Socket socket = new Socket();
        Listener other = listen(evening, evening.manager())) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress("localhost", RestAssured.port));
      String request =
          "GET /api/v1/events/%d/board/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(evening.event(), evening.manager().token());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await(() -> streams.viewers(evening.event()) == 2);
      BoardView board = other.board();
      Change much =
          new Change(
              board.asOf(),
              board.head(),
              board.zones(),
              Collections.nCopies(300, board.gates().getFirst()),
              List.of(),
              null,
              null);
      for (int i = 0; i < 2_000 && streams.viewers(evening.event()) == 2; i++) {
        streams.tell(evening.event(), board, much);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5)); // Who reads keeps up.
      }
      assertThat(streams.viewers(evening.event())).isEqualTo(1);
      // What it reads at last says why.
      socket.setSoTimeout(20_000);
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String last = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.startsWith("data:") ? line : last;
        if (last.contains("too_slow")) {
          break;
        }
      }
      assertThat(last).contains("too_slow");
    }
  }

  @Test
  void a_stream_ends_when_the_token_is_revoked_or_its_time_is_over() throws Exception {
    Evening evening = matchday.evening(500);
    try (Listener revoked = listen(evening, evening.manager());
        Listener renewed = listen(evening, evening.ground().organizer())) {
      revoked.next("board");
      renewed.next("board");
      database.change(
          handle ->
              handle.execute(
                  "UPDATE api_token SET revoked_at = now() WHERE account_id = ?",
                  evening.manager().account()));
      clock.advance(Duration.ofSeconds(10));
      assertThat(revoked.next("end").at("/why").asText()).isEqualTo("signed_out");
      clock.advance(Duration.ofHours(1));
      assertThat(renewed.next("end").at("/why").asText()).isEqualTo("renew");
    }
  }

  @Test
  void a_node_has_no_more_streams_than_it_can_serve() {
    Sse sse = new org.jboss.resteasy.reactive.server.jaxrs.SseImpl();
    long nobodys = -1;
    int there = 0;
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i <= Streams.VIEWERS_MAX; i++) {
                  streams.join(
                      nobodys, new Viewer(new Deaf(), null, null, Instant.MAX, () -> {}), sse);
                }
              })
          .hasMessageContaining("as many streams as it can");
      there = streams.viewers(nobodys);
    } finally {
      streams.end(nobodys, Streams.Last.NODE_STOPS);
    }
    assertThat(there).isBetween(Streams.VIEWERS_MAX - 100, Streams.VIEWERS_MAX);
    assertThat(streams.viewers(nobodys)).isZero();
  }

  @Test
  void metrics_of_an_event_are_for_its_organizer_and_name_gates_and_states() {
    Evening evening = matchday.evening(500);
    matchday.admitted(evening, 0, 0, 20);
    turnstiles.refuse(evening.gate(0), evening.event(), 3, "PULLED-AWAY", clock.instant());
    turnstiles.refuseUnread(evening.gate(0), "PULLED-AWAY", clock.instant());
    turnstiles.send(evening.gate(0));
    turnstiles.health(evening.gate(0), Duration.ZERO, 2, 5_000_000, 81, true, false);
    String gate = evening.gate(0).gate().value();
    String event = "{event=\"" + evening.event() + "\"";
    String metrics =
        as(evening.manager())
            .get("/api/v1/events/{event}/board/metrics", evening.event())
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(metrics.lines())
        .contains(
            "stile_admitted" + event + "} 20",
            "stile_expected" + event + "} 500",
            "stile_gates" + event + ",state=\"live\"} 1",
            "stile_gate_admitted" + event + ",gate=\"" + gate + "\"} 20",
            "stile_gate_state" + event + ",gate=\"" + gate + "\",state=\"live\"} 1",
            "stile_refused" + event + ",reason=\"PULLED-AWAY\",ticket=\"read\"} 1",
            "stile_refused" + event + ",reason=\"PULLED-AWAY\",ticket=\"none\"} 1",
            "stile_gate_troubles" + event + ",gate=\"" + gate + "\"} 4",
            "stile_gate_reader_faults" + event + ",gate=\"" + gate + "\"} 2",
            "stile_gate_disk_free_bytes" + event + ",gate=\"" + gate + "\"} 5000000",
            "stile_gate_temperature_celsius" + event + ",gate=\"" + gate + "\"} 81",
            "stile_gate_under_voltage" + event + ",gate=\"" + gate + "\"} 1",
            "stile_gate_runs" + event + ",gate=\"" + gate + "\"} 0");
    // Prometheus drops a series that comes twice.
    assertThat(metrics.lines().filter(line -> !line.startsWith("#")).map(BoardStreamTest::series))
        .doesNotHaveDuplicates();
    assertThat(metrics).contains("stile_ingest_lag_seconds" + event + ",quantile=\"0.5\"}");
    assertThat(as(people.administrator()).get("/q/metrics").asString())
        .contains("stile_board_viewers", "stile_board_fold_seconds")
        .doesNotContain("gate=\"" + gate);
  }

  @Test
  void tickets_taken_back_and_of_another_center_hide_nothing_of_what_a_silent_gate_may_do()
      throws IOException {
    Evening evening = matchday.evening(50);
    matchday.admitted(evening, 0, 0, 30);
    matchday.admitted(evening, 0, 5_000, 40); // Another center's.
    database.change(
        handle ->
            handle.execute(
                "UPDATE ticket SET status = 'REVOKED' WHERE event_id = ? AND ticket_index >= 30",
                evening.event()));
    turnstiles.cut(evening.gate(0));
    clock.advance(Duration.ofMinutes(30)); // It may have admitted hundreds by now.
    for (String path : List.of("board", "counts")) {
      String answer =
          as(evening.manager()).get("/api/v1/events/" + evening.event() + "/" + path).asString();
      JsonNode counts = json.readTree(answer).get(path.equals("board") ? "head" : "counts");
      assertThat(counts.at("/expected").asLong()).as(answer).isEqualTo(30);
      assertThat(counts.at("/total/admitted").asLong()).isEqualTo(70);
      // Twenty were taken back, of which it heard nothing.
      assertThat(counts.at("/unknown/upTo").asLong()).as(answer).isEqualTo(20);
    }
  }

  private static String series(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }

  @Test
  void a_wrong_length_of_a_stream_is_refused_with_the_right_one() {
    Evening evening = matchday.evening(500);
    assertThat(
            as(evening.manager())
                .get("/api/v1/events/{event}/board/stream?seconds=3601", evening.event())
                .then()
                .statusCode(400)
                .extract()
                .asString())
        .contains("from 0 to 3600");
  }

  private static io.restassured.specification.RequestSpecification as(People.Person person) {
    return given().header("Authorization", "Bearer " + person.token());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private Listener listen(Evening evening, People.Person person) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:%d/api/v1/events/%d/board/stream"
                        .formatted(RestAssured.port, evening.event())))
            .header("Authorization", "Bearer " + person.token())
            .build();
    return new Listener(HTTP.send(request, HttpResponse.BodyHandlers.ofLines()), evening.event());
  }

  /** One open stream; what does not come in time fails the test by its timeout. */
  private final class Listener implements AutoCloseable {
    private final HttpResponse<Stream<String>> answer;
    private final java.util.Iterator<String> lines;
    private final long event;

    Listener(HttpResponse<Stream<String>> answer, long event) {
      assertThat(answer.statusCode()).isEqualTo(200);
      this.answer = answer;
      this.lines = answer.body().iterator();
      this.event = event;
    }

    String header(String name) {
      return answer.headers().firstValue(name).orElse("");
    }

    BoardView board() {
      return boards.now(event);
    }

    /** The data of the next event of that name. */
    JsonNode next(String name) throws IOException {
      String event = "";
      while (lines.hasNext()) {
        String line = lines.next();
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:") && event.equals(name)) {
          return json.readTree(line.substring(5));
        }
      }
      throw new AssertionError("the stream ended before " + name);
    }

    /** The change that says that so many, or more, were admitted. */
    JsonNode until(long admitted) throws IOException {
      while (true) {
        JsonNode change = next("change");
        if (change.at("/head/total/admitted").asLong() >= admitted) {
          return change;
        }
      }
    }

    @Override
    public void close() {
      answer.body().close();
    }
  }

  /** A sink that takes everything and is never told of. */
  private static final class Deaf implements jakarta.ws.rs.sse.SseEventSink {
    private volatile boolean closed;

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public java.util.concurrent.CompletionStage<?> send(jakarta.ws.rs.sse.OutboundSseEvent event) {
      return java.util.concurrent.CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
