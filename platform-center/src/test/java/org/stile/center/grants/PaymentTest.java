package org.stile.center.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.core.Bytes;

@CenterTest
class PaymentTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Bytes SECRET = Bytes.copyOf(new byte[32]);

  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;
  @Inject TestClock clock;
  @Inject Expiry expiry;

  private People.Person seller;
  private long event;
  private String reference;

  @BeforeEach
  void begin() {
    seller = people.seller();
    event = samples.publishedEvent(people.organizer(), 1_000);
    reference = "pay-" + NUMBER.incrementAndGet();
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO event_seller (event_id, seller_id, payment_required) VALUES (?, ?, true)",
              event,
              seller.party());
          handle.execute("UPDATE seat SET seller_id = ? WHERE event_id = ?", seller.party(), event);
        });
    as(seller)
        .body("{\"secret\":\"" + SECRET.hex() + "\"}")
        .post("/api/v1/payments/secret")
        .then()
        .statusCode(200);
  }

  private RequestSpecification as(People.Person who) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", "pay-" + NUMBER.incrementAndGet())
        .contentType("application/json");
  }

  private ValidatableResponse ask(String payment) {
    String paid = payment.isEmpty() ? "" : ",\"payment\":\"" + payment + "\"";
    return as(seller)
        .body("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[5]" + paid + "}")
        .post("/api/v1/events/" + event + "/requests")
        .then()
        .statusCode(201);
  }

  private ValidatableResponse tell(String kind) {
    String body = "{\"reference\":\"" + reference + "\",\"kind\":\"" + kind + "\",\"amount\":1}";
    return tell(body, signature(body, SECRET, Duration.ZERO));
  }

  private String signature(String body, Bytes secret, Duration ago) {
    return PaymentSignature.sign(
        secret, clock.instant().minus(ago), Bytes.copyOf(body.getBytes(StandardCharsets.UTF_8)));
  }

  private ValidatableResponse tell(String body, String signature) {
    return given()
        .header("Stile-Signature", signature)
        .contentType("application/json")
        .body(body)
        .post("/api/v1/payments/" + seller.party())
        .then();
  }

  private String state(Object id) {
    return as(seller)
        .get("/api/v1/events/" + event + "/requests/" + id)
        .then()
        .extract()
        .path("state");
  }

  @Test
  void a_grant_waits_for_its_payment_and_has_a_whole_window_from_then() {
    var asked = ask(reference).body("state", equalTo("AWAITING_PAYMENT"));
    Object id = asked.extract().path("id");
    clock.advance(Duration.ofMinutes(20));
    tell("CONFIRMED").statusCode(200).body("result", equalTo("GRANTED"));
    clock.advance(Duration.ofMinutes(20));
    expiry.sweep();
    assertThat(state(id)).isEqualTo("GRANTED");
  }

  @Test
  void a_grant_that_is_not_paid_in_time_gives_its_seats_back_and_the_payment_is_due_back() {
    Object id = ask(reference).extract().path("id");
    clock.advance(Duration.ofMinutes(31));
    tell("CONFIRMED").body("result", equalTo("REFUND_DUE"));
    expiry.sweep();
    assertThat(state(id)).isEqualTo("EXPIRED");
    tell("CONFIRMED").body("result", equalTo("REFUND_DUE"));
    ask(reference).body("state", equalTo("GRANTED")); // The money is there: it pays for this one.
    tell("CONFIRMED").body("result", equalTo("GRANTED"));
  }

  @Test
  void a_payment_confirmed_before_its_request_grants_it_at_once() {
    tell("CONFIRMED").body("result", equalTo("RECORDED"));
    ask(reference).body("state", equalTo("GRANTED"));
  }

  @Test
  void without_a_reference_nothing_is_granted() {
    ask("").body("reason", equalTo("PAYMENT_MISSING"));
  }

  @Test
  void one_payment_pays_for_one_request() {
    ask(reference);
    as(seller)
        .body("{\"chip\":\"04A1B2C3D4E5F6\",\"seats\":[6],\"payment\":\"" + reference + "\"}")
        .post("/api/v1/events/" + event + "/requests")
        .then()
        .body("reason", equalTo("PAYMENT_USED"));
  }

  @Test
  void a_refund_ends_the_grant_and_is_final() {
    Object id = ask(reference).extract().path("id");
    tell("CONFIRMED");
    tell("REFUNDED").body("result", equalTo("REFUNDED"));
    assertThat(state(id)).isEqualTo("REFUNDED");
    tell("REFUNDED").body("result", equalTo("REFUNDED"));
    tell("CONFIRMED").body("result", equalTo("REFUNDED"));
    ask(reference).body("reason", equalTo("PAYMENT_REFUNDED"));
    ask("other-" + reference).body("state", equalTo("AWAITING_PAYMENT"));
  }

  @Test
  void told_twice_a_payment_changes_nothing_more() {
    ask(reference);
    tell("CONFIRMED").body("result", equalTo("GRANTED"));
    tell("CONFIRMED").body("result", equalTo("GRANTED"));
  }

  @Test
  void what_a_seller_refunded_pays_for_nothing_any_more() {
    Object id = ask(reference).extract().path("id");
    as(seller)
        .post("/api/v1/events/" + event + "/requests/" + id + "/refund")
        .then()
        .statusCode(409); // Not paid yet.
    tell("CONFIRMED");
    as(seller)
        .post("/api/v1/events/" + event + "/requests/" + id + "/refund")
        .then()
        .statusCode(200)
        .body("state", equalTo("REFUNDED"));
    ask(reference).body("reason", equalTo("PAYMENT_REFUNDED"));
  }

  @Test
  void only_the_sellers_own_fresh_signature_over_this_very_body_is_believed() {
    Object id = ask(reference).extract().path("id");
    String body = "{\"reference\":\"" + reference + "\",\"kind\":\"CONFIRMED\"}";
    Bytes wrong = Bytes.copyOf(new byte[] {1}).sha256();
    tell(body, signature(body, wrong, Duration.ZERO)).statusCode(401);
    tell(body, signature(body + " ", SECRET, Duration.ZERO)).statusCode(401);
    tell(body, signature(body, SECRET, Duration.ofMinutes(6))).statusCode(401);
    tell(body, signature(body, SECRET, Duration.ofMinutes(-6))).statusCode(401);
    tell(body, "").statusCode(401);
    tell(body, "t=1,v1=").statusCode(401);
    given()
        .header("Stile-Signature", signature(body, SECRET, Duration.ZERO))
        .body(body)
        .post("/api/v1/payments/" + people.seller().party())
        .then()
        .statusCode(401);
    assertThat(state(id)).isEqualTo("AWAITING_PAYMENT");
    tell(body, signature(body, SECRET, Duration.ofMinutes(4))).statusCode(200);
    assertThat(state(id)).isEqualTo("GRANTED");
  }

  @Test
  void hostile_messages_are_refused_even_when_signed() {
    for (String body :
        new String[] {
          "",
          "null",
          "[]",
          "{",
          "{}",
          "{\"reference\":\"a b\",\"kind\":\"CONFIRMED\"}",
          "{\"reference\":\"" + reference + "\",\"kind\":\"PAID\"}",
          "{\"reference\":null,\"kind\":null}",
          "{\"reference\":{},\"kind\":[]}"
        }) {
      tell(body, signature(body, SECRET, Duration.ZERO)).statusCode(400);
    }
  }

  @Test
  void a_secret_is_kept_sealed_and_never_in_the_audit_log() {
    byte[] sealed =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT sealed FROM payment_secret WHERE seller_id = :seller")
                    .bind("seller", seller.party())
                    .mapTo(byte[].class)
                    .one());
    assertThat(Bytes.copyOf(sealed).hex()).doesNotContain(SECRET.hex());
    as(seller)
        .body("{\"secret\":\"short\"}")
        .post("/api/v1/payments/secret")
        .then()
        .statusCode(400);
  }
}
