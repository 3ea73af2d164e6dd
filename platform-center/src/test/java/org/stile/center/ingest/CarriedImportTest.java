package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.Fleet;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.core.Bytes;
import org.stile.core.sync.Carried;
import org.stile.core.sync.CarriedAcknowledgement;
import org.stile.core.sync.CarriedRows;
import org.stile.core.sync.SyncCodec;

/** Rows that were carried here on a stick: the same way in, the same once. */
@CenterTest
class CarriedImportTest {
  private static final Instant OPEN = GateJournal.OPEN;

  @Inject Fleet fleet;
  @Inject Database database;
  @Inject Batches batches;
  @Inject Enrolments enrolments;
  @Inject People people;

  private final Random random = new Random();
  private Fleet.Ground ground;
  private GateJournal journal;
  private Pair gate;

  /** What a gate signs with. */
  private record Pair(PrivateKey key, X509Certificate certificate, String serial) {}

  @BeforeEach
  void furnish() throws Exception {
    ground = fleet.ground();
    journal = new GateJournal(ground.gates().get(0), random);
    gate = enrolled(journal.gate);
  }

  private Pair enrolled(GateName name) throws Exception {
    Enrolments.Enrolled enrolled = fleet.enrol(ground, name);
    PrivateKey key = null;
    List<X509Certificate> chain = new ArrayList<>();
    try (var parser = new PEMParser(new StringReader(enrolled.pem()))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo info) {
          key = new JcaPEMKeyConverter().getPrivateKey(info);
        } else {
          chain.add(new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) part));
        }
      }
    }
    return new Pair(key, chain.getFirst(), enrolled.serial());
  }

  /** As {@code ./stile sync export} writes it. */
  private byte[] file(Pair by, long venue, GateJournal from, long first, int size)
      throws Exception {
    List<Bytes> messages = new ArrayList<>();
    for (long at = first; at <= from.last(); at += size) {
      messages.add(SyncCodec.encode(from.message(at, Math.min(from.last(), at + size - 1))));
    }
    return signed(by, new CarriedRows(venue, from.gate.gate(), messages).encode());
  }

  private byte[] file(long first) throws Exception {
    return file(gate, ground.venue(), journal, first, 7);
  }

  private static byte[] signed(Pair by, Bytes body) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(by.key);
    signature.update(Carried.toBeSigned(Carried.Kind.ROWS, body).toArray());
    return new Carried(
            Bytes.copyOf(by.certificate.getEncoded()), body, Bytes.copyOf(signature.sign()))
        .encode()
        .toArray();
  }

  private RequestSpecification organizer() {
    return RestAssured.given()
        .redirects()
        .follow(false)
        .header("Sec-Fetch-Site", "same-origin")
        .cookie("stile_session", ground.organizer().session());
  }

  private ValidatableResponse bring(byte[] file) {
    return organizer()
        .multiPart("file", "rows", file, "application/octet-stream")
        .post("/venues/" + ground.venue() + "/carried")
        .then();
  }

  private void refused(byte[] file, String why) {
    bring(file)
        .statusCode(409)
        .body(containsString("nothing was changed"))
        .body(containsString(why));
    assertThat(highWater()).isZero();
    assertThat(count("passage WHERE event_id = " + ground.event())).isZero();
  }

  private long highWater() {
    return count(
        "(SELECT generate_series(1, high_water) FROM gate_log WHERE log_id = '\\x"
            + journal.logId.hex()
            + "') AS rows");
  }

  private long count(String from) {
    return database.read(
        handle -> handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
  }

  private void admit(int tickets) {
    for (int i = 0; i < tickets; i++) {
      journal.admit(ground.event(), (int) (journal.last() + i), OPEN.plusSeconds(i));
    }
  }

  @Test
  void a_file_counts_every_admission_once_however_often_it_is_brought() throws Exception {
    admit(20);
    byte[] file = file(1);
    String to = bring(file).statusCode(303).extract().header("Location");
    assertThat(highWater()).isEqualTo(journal.last());
    assertThat(count("passage WHERE event_id = " + ground.event())).isEqualTo(20);
    String page = organizer().get(to).then().statusCode(200).extract().asString();
    assertThat(page).contains("taken in", "Download the acknowledgement");
    bring(file).statusCode(303).header("Location", containsString("fresh=0"));
    assertThat(count("passage WHERE event_id = " + ground.event())).isEqualTo(20);
  }

  @Test
  void the_acknowledgement_says_how_far_the_center_is_and_is_signed_by_the_authority()
      throws Exception {
    admit(5);
    bring(file(1)).statusCode(303);
    byte[] back =
        organizer()
            .get(
                "/venues/%d/carried/%s/acknowledgement?log=%s"
                    .formatted(ground.venue(), journal.gate.gate(), journal.logId.hex()))
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    Carried carried = Carried.decode(Bytes.copyOf(back));
    assertThat(CarriedAcknowledgement.decode(carried.body()))
        .isEqualTo(
            new CarriedAcknowledgement(
                ground.venue(), journal.gate.gate(), journal.logId, journal.last()));
  }

  @Test
  void what_came_over_the_network_meanwhile_is_not_counted_again() throws Exception {
    admit(20);
    batches.take(List.of(journal.delivered(journal.message(1, 13))));
    bring(file(1)).statusCode(303);
    assertThat(highWater()).isEqualTo(journal.last());
    assertThat(count("passage WHERE event_id = " + ground.event())).isEqualTo(20);
  }

  @Test
  void whoever_was_interrupted_brings_the_same_file_once_more() throws Exception {
    admit(40);
    byte[] file = file(1);
    // As far as a center came that was killed between two transactions of the same file.
    batches.takeCarried(
        journal.messages(7).subList(0, 5).stream().map(journal::delivered).toList());
    bring(file).statusCode(303);
    assertThat(count("passage WHERE event_id = " + ground.event())).isEqualTo(40);
  }

  @Test
  void what_is_carried_does_not_make_its_gate_look_connected() throws Exception {
    admit(3);
    bring(file(1)).statusCode(303);
    organizer()
        .get("/venues/" + ground.venue() + "/gates")
        .then()
        .statusCode(200)
        .body(containsString("never"));
  }

  @Test
  void a_file_that_begins_after_a_gap_says_which_one_is_missing() throws Exception {
    admit(20);
    refused(file(15), "begins with row 15, and the center has up to 0");
  }

  @Test
  void a_forged_signature_and_a_changed_row_are_refused() throws Exception {
    admit(5);
    Pair other = enrolled(ground.gates().get(1));
    refused(
        file(new Pair(other.key, gate.certificate, gate.serial), ground.venue(), journal, 1, 7),
        "changed on its way");
    byte[] changed = file(1);
    changed[changed.length / 2] ^= 1;
    refused(changed, "refused");
  }

  @Test
  void one_gate_does_not_speak_for_another() throws Exception {
    admit(5);
    Pair other = enrolled(ground.gates().get(1));
    refused(file(other, ground.venue(), journal, 1, 7), "another gate than the one that signed");
    refused(file(gate, ground.venue() + 1, journal, 1, 7), "another gate than the one that signed");
  }

  @Test
  void a_revoked_certificate_signs_nothing_any_more() throws Exception {
    admit(5);
    database.change(
        handle ->
            enrolments.revoke(
                handle, Samples.caller(ground.organizer()), ground.venue(), gate.serial, "lost"));
    refused(file(1), "was revoked");
    gate = enrolled(journal.gate);
    bring(file(1)).statusCode(303);
  }

  @Test
  void a_certificate_of_somebody_else_is_refused() throws Exception {
    admit(5);
    Fleet.Ground elsewhere = fleet.ground();
    Fleet.Ground here = ground;
    ground = elsewhere;
    Pair theirs = enrolled(elsewhere.gates().get(0));
    ground = here;
    var alien = new GateJournal(elsewhere.gates().get(0), random);
    alien.admit(elsewhere.event(), 1, OPEN);
    bring(file(theirs, elsewhere.venue(), alien, 1, 7))
        .statusCode(409)
        .body(containsString("not of this venue"));
  }

  @Test
  void a_torn_file_is_refused_at_whatever_byte() throws Exception {
    admit(3);
    byte[] whole = file(1);
    for (int length : new int[] {1, 5, 200, whole.length / 2, whole.length - 1}) {
      refused(Arrays.copyOf(whole, length), "no whole file");
    }
    refused("venue,gate\n1,north".getBytes(java.nio.charset.StandardCharsets.UTF_8), "no whole");
    bring(new byte[0]).statusCode(400);
    bring(whole).statusCode(303);
  }

  @Test
  void a_journal_that_goes_another_way_is_counted_too_and_told() throws Exception {
    admit(4);
    bring(file(1)).statusCode(303);
    var forked = new GateJournal(journal.gate, journal.logId, Bytes.hex("77".repeat(16)));
    for (int i = 0; i < 8; i++) {
      forked.admit(ground.event(), 900 + i, OPEN);
    }
    bring(file(gate, ground.venue(), forked, 1, 7))
        .statusCode(409)
        .body(containsString("goes another way"));
    assertThat(highWater()).isEqualTo(journal.last());
    assertThat(count("passage WHERE event_id = " + ground.event())).isEqualTo(4 + 8);
    assertThat(count("gate_incident WHERE kind = 'LOG_FORKED' AND venue_id = " + ground.venue()))
        .isEqualTo(1);
  }

  @Test
  void the_page_takes_a_file_in_and_is_accessible() throws Exception {
    admit(6);
    try (Browser browser = Browser.of(ground.organizer())) {
      var page = browser.open("/venues/" + ground.venue() + "/gates");
      page.getByText("Take in what was carried here from it").click();
      browser.assertAccessible();
      page.locator("#file")
          .setInputFiles(
              new com.microsoft.playwright.options.FilePayload(
                  "north-1.rows", "application/octet-stream", file(1)));
      page.getByText("Take it in").click();
      page.getByText("taken in.").waitFor();
      browser.assertAccessible();
      browser.screenshot("carried");
    }
  }
}
