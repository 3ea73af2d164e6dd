package org.stile.center.masters;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.keys.KeySets;
import org.stile.center.register.Tickets;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.core.Bytes;
import org.stile.core.master.SignedMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

@CenterTest
class MastersTest {
  private static final Bytes CHIP = Bytes.hex("04112233445566");

  @Inject People people;
  @Inject Samples samples;
  @Inject Grants grants;
  @Inject Database database;
  @Inject KeySets keySets;
  @Inject Masters masters;
  @Inject Tickets tickets;

  private People.Person organizer;
  private People.Person seller;
  private long event;

  @BeforeEach
  void anEventIsPublished() {
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    masterAtLeast(1);
  }

  @Test
  void a_published_event_has_a_master_that_gates_believe() {
    SignedMaster master = accept(whole());
    assertThat(master.master().event().value()).isEqualTo(event);
    assertThat(master.master().seats().size()).isEqualTo(1_000);
    assertThat(master.master().status().size()).isEqualTo(1_000);
  }

  @Test
  void a_ticket_the_center_issued_is_good_and_after_its_revocation_the_next_delta_says_so() {
    SignedMaster before = accept(whole());
    long request = grants.granted(event, seller, CHIP, 7, 8);
    List<String> signed = issue(request).jsonPath().getList("tickets.signed");
    for (String ticket : signed) {
      assertThat(TicketVerifier.verify(Bytes.hex(ticket), List.of(before.master())))
          .isInstanceOf(Verification.Verified.class);
    }
    database.change(handle -> tickets.revoke(handle, "test", event, request, "refund"));
    masterAtLeast(before.master().version() + 1);

    SignedMaster after =
        switch (trust().delta(delta(before.master().version()), before)) {
          case Trusted.Accepted<SignedMaster>(SignedMaster made) -> made;
          case Trusted.Rejected<SignedMaster> no -> throw new AssertionError(no.toString());
        };
    assertThat(after.bytes()).isEqualTo(whole());
    assertThat(after.master().status().of(7)).isEqualTo(TicketStatus.REVOKED);
    assertThat(after.master().status().of(8)).isEqualTo(TicketStatus.REVOKED);
    assertThat(after.master().status().of(9)).isEqualTo(TicketStatus.VALID);
  }

  @Test
  void a_change_that_a_killed_node_left_is_published_by_the_sweep() {
    long request = grants.granted(event, seller, CHIP, 3);
    issue(request);
    // What Tickets.revoke commits, without the bell that the killed process can no longer ring.
    database.change(
        handle -> {
          handle.execute("UPDATE ticket SET status = 'REVOKED' WHERE event_id = ?", event);
          handle.execute("INSERT INTO master_due (event_id) VALUES (?)", event);
        });
    masterAtLeast(2);
    assertThat(accept(whole()).master().status().of(3)).isEqualTo(TicketStatus.REVOKED);
  }

  @Test
  void nothing_new_makes_no_new_version_and_many_changes_make_few() {
    assertThat(masters.publish(event)).isEmpty();
    long[] requests =
        IntStream.range(0, 60)
            .mapToLong(seat -> grants.granted(event, seller, CHIP, seat))
            .toArray();
    for (long request : requests) {
      database.change(handle -> tickets.issue(handle, sellerCaller(), event, request));
    }
    for (long request : requests) {
      database.change(handle -> tickets.revoke(handle, "test", event, request, "recall"));
    }
    masterAtLeast(2);
    awaitStatus(59, TicketStatus.REVOKED);
    assertThat(accept(whole()).master().version()).isLessThan(30);
  }

  @Test
  void two_that_publish_at_once_make_one_line_of_versions() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 5; round++) {
        long request = grants.granted(event, seller, CHIP, 100 + round);
        database.change(handle -> tickets.issue(handle, sellerCaller(), event, request));
        database.change(handle -> tickets.revoke(handle, "test", event, request, "recall"));
        threads.invokeAll(
            IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(_ -> () -> masters.publish(event))
                .toList());
      }
    }
    awaitStatus(104, TicketStatus.REVOKED);
    List<Long> versions =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT version FROM master_version WHERE event_id = ? ORDER BY version")
                    .bind(0, event)
                    .mapTo(Long.class)
                    .list());
    assertThat(versions)
        .isEqualTo(IntStream.rangeClosed(1, versions.size()).mapToLong(i -> i).boxed().toList());
    assertThat(versions).hasSizeBetween(2, 6);
  }

  @Test
  void who_has_the_newest_is_told_so_and_a_broken_download_goes_on() {
    Response first = get(organizer, "/master");
    byte[] all = first.asByteArray();
    String tag = first.header("ETag");
    assertThat(tag).isEqualTo("\"" + Bytes.copyOf(all).sha256().hex() + "\"");
    assertThat(first.header("Content-Encoding")).isNull();

    request(organizer).header("If-None-Match", tag).get(path("/master")).then().statusCode(304);
    Response rest =
        request(organizer)
            .header("Range", "bytes=1000-")
            .header("If-Range", tag)
            .get(path("/master"));
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.header("Content-Range"))
        .isEqualTo("bytes 1000-" + (all.length - 1) + "/" + all.length);
    assertThat(Bytes.copyOf(rest.asByteArray())).isEqualTo(Bytes.copyOf(all).from(1000));
    assertThat(range("bytes=0-0").asByteArray()).containsExactly(all[0]);
    assertThat(Bytes.copyOf(range("bytes=-5").asByteArray()))
        .isEqualTo(Bytes.copyOf(all).from(all.length - 5));
    assertThat(range("bytes=" + all.length + "-").statusCode()).isEqualTo(416);
    for (String nonsense :
        List.of(
            "bytes=5-4",
            "bytes=0-1,3-4",
            "octets=0-1",
            "bytes=--1",
            "bytes=-",
            "bytes=99999999999999999999-")) {
      assertThat(range(nonsense).statusCode()).as(nonsense).isEqualTo(200);
    }
    assertThat(
            request(organizer)
                .header("Range", "bytes=0-1")
                .header("If-Range", "\"other\"")
                .get(path("/master"))
                .statusCode())
        .isEqualTo(200);
    assertThat(request(organizer).head(path("/master")).header("Content-Length"))
        .isEqualTo("" + all.length);
  }

  @Test
  void a_base_that_is_not_there_is_told_apart_from_one_that_is_gone() {
    get(organizer, "/master/delta?from=1")
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:stile:problem:delta-base-unknown"));
    for (String from : List.of("0", "-1", "2", "9223372036854775807")) {
      get(organizer, "/master/delta?from=" + from).then().statusCode(404);
    }
    for (String odd : List.of("x", "1e3", "9223372036854775808")) {
      assertThat(get(organizer, "/master/delta?from=" + odd).statusCode()).as(odd).isIn(400, 404);
    }
    database.change(
        handle ->
            handle.execute("DELETE FROM master_version WHERE event_id = ? AND version = 1", event));
    database.change(
        handle ->
            handle.execute(
                """
                INSERT INTO master_version (event_id, version, signed, sha256, created_at)
                VALUES (?, 3, '\\x00', '\\x00', now())
                """,
                event));
    get(organizer, "/master/delta?from=1").then().statusCode(410);
  }

  @Test
  void nobody_elses_event_has_a_master() {
    for (String path :
        List.of("/master", "/master/1", "/master/manifest", "/master/delta?from=1")) {
      get(people.organizer(), path).then().statusCode(404);
      get(seller, path).then().statusCode(403);
      given().get(path(path)).then().statusCode(401);
    }
  }

  @Test
  void the_manifest_says_what_the_master_is() {
    Map<String, Object> manifest = get(organizer, "/master/manifest").jsonPath().getMap("");
    assertThat(manifest)
        .containsEntry("sha256", whole().sha256().hex())
        .containsEntry("size", whole().length());
  }

  private Response range(String header) {
    return request(organizer).header("Range", header).get(path("/master"));
  }

  private Response issue(long request) {
    Response answer =
        request(seller)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .post("/api/v1/events/" + event + "/requests/" + request + "/tickets");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer;
  }

  private org.stile.center.web.Caller sellerCaller() {
    var roles = java.util.Set.of(org.stile.center.web.Role.SELLER);
    return new org.stile.center.web.Caller(
        seller.account(),
        java.util.OptionalLong.empty(),
        "test",
        roles,
        org.stile.center.web.Role.scopesOf(roles),
        java.util.OptionalLong.empty(),
        java.util.OptionalLong.of(seller.party()));
  }

  private Bytes whole() {
    return Bytes.copyOf(get(organizer, "/master").asByteArray());
  }

  private Bytes delta(long from) {
    Response answer = get(organizer, "/master/delta?from=" + from);
    assertThat(answer.statusCode()).isEqualTo(200);
    return Bytes.copyOf(answer.asByteArray());
  }

  private Response get(People.Person who, String path) {
    return request(who).get(path(path));
  }

  private String path(String path) {
    return "/api/v1/events/" + event + path;
  }

  private static io.restassured.specification.RequestSpecification request(People.Person who) {
    return given().header("Authorization", "Bearer " + who.token());
  }

  /** As a gate knows it: its roots from when it was flashed, the key set from the center. */
  private TrustChain trust() {
    Bytes keySet = Bytes.copyOf(given().get("/api/v1/key-set").asByteArray());
    return switch (TrustChain.of(database.read(keySets::roots)).accept(keySet)) {
      case Trusted.Accepted<TrustChain>(TrustChain chain) -> chain;
      case Trusted.Rejected<TrustChain> no -> throw new AssertionError(no.toString());
    };
  }

  private SignedMaster accept(Bytes signed) {
    return switch (trust().master(signed, Map.of())) {
      case Trusted.Accepted<SignedMaster>(SignedMaster master) -> master;
      case Trusted.Rejected<SignedMaster> no -> throw new AssertionError(no.toString());
    };
  }

  private void awaitStatus(int ticket, TicketStatus status) {
    await(() -> accept(whole()).master().status().of(ticket) == status);
  }

  private void masterAtLeast(long version) {
    await(
        () ->
            database
                .read(handle -> MasterStore.head(handle, event))
                .filter(head -> head.version() >= version)
                .isPresent());
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
