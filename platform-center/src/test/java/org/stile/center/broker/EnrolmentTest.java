package org.stile.center.broker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.StringWriter;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

@CenterTest
class EnrolmentTest {
  @Inject Fleet fleet;
  @Inject People people;
  @Inject GateAuthority authority;
  @Inject Database database;
  @Inject InstantSource clock;

  private Fleet.Ground ground;
  private String gate;

  @BeforeEach
  void ground() {
    ground = fleet.ground();
    gate = ground.gates().getFirst().gate().value();
  }

  @Test
  void a_request_is_certified_for_the_gate_whatever_name_it_asks_for() throws Exception {
    String pem =
        certify(ground.organizer(), request("EC", "CN=some-other-gate"))
            .statusCode(201)
            .extract()
            .path("pem");
    assertThat(pem).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE KEY");
    var certificate =
        (java.security.cert.X509Certificate)
            java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new java.io.ByteArrayInputStream(
                        pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    assertThat(GateCertificates.named(certificate)).contains(ground.gates().getFirst());
  }

  @Test
  void after_a_lost_vault_a_new_authority_certifies_and_the_old_one_is_known() throws Exception {
    var old = authority.certificate();
    var lost = new GateAuthority(database, new AnotherVault(), new SecureRandom(), clock);
    var made = lost.forGate(ground.gates().getFirst(), Duration.ofDays(1));
    made.certificate().verify(lost.certificate().getPublicKey());
    assertThat(lost.certificate().getPublicKey()).isNotEqualTo(old.getPublicKey());
    assertThat(lost.certificate()).isEqualTo(lost.certificate());
    assertThat(lost.all()).contains(old, lost.certificate());
    assertThat(authority.certificate()).as("by the vault that is here").isEqualTo(old);
  }

  @Test
  void another_organizer_certifies_and_revokes_nothing_here() throws Exception {
    People.Person stranger = people.organizer();
    certify(stranger, request("EC", "CN=x")).statusCode(404);
    String serial = fleet.enrol(ground, ground.gates().getFirst()).serial();
    revoke(stranger, serial).statusCode(404);
    given()
        .header("Authorization", "Bearer " + stranger.token())
        .get("/api/v1/venues/" + ground.venue() + "/gates/certificates")
        .then()
        .statusCode(404);
    revoke(ground.organizer(), serial).statusCode(200);
    revoke(ground.organizer(), serial).statusCode(404);
  }

  @Test
  void what_is_no_request_or_of_another_kind_of_key_is_refused() throws Exception {
    certify(ground.organizer(), "nonsense")
        .statusCode(400)
        .body("detail", containsString("PKCS#10"));
    certify(ground.organizer(), request("RSA", "CN=x")).statusCode(400);
    certify(ground.organizer(), "x".repeat(Enrolments.REQUEST_LENGTH_MAX + 1)).statusCode(400);
    String good = request("EC", "CN=x");
    int middle = good.length() / 2;
    char swapped = good.charAt(middle) == 'A' ? 'B' : 'A';
    certify(ground.organizer(), good.substring(0, middle) + swapped + good.substring(middle + 1))
        .statusCode(400);
  }

  @Test
  void a_seller_enrols_nothing() throws Exception {
    certify(people.seller(), request("EC", "CN=x")).statusCode(403);
  }

  @Test
  void an_organizer_enrols_a_gate_and_takes_it_back_on_the_page() throws Exception {
    try (var browser = Browser.of(ground.organizer())) {
      Page page = browser.open("/venues/" + ground.venue() + "/gates");
      browser.assertAccessible();
      Download download =
          page.waitForDownload(
              () ->
                  page.getByRole(
                          AriaRole.BUTTON,
                          new Page.GetByRoleOptions().setName("Enrol " + gate).setExact(true))
                      .click());
      assertThat(Files.readString(download.path()))
          .contains("PRIVATE KEY")
          .contains("BEGIN CERTIFICATE");
      assertThat(download.suggestedFilename()).isEqualTo(ground.venue() + "-" + gate + ".pem");
      page.reload();
      browser.assertAccessible();
      browser.screenshot("gates");
      page.getByLabel("Revoke because").fill("unit lost");
      page.getByRole(
              AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Revoke " + gate).setExact(true))
          .click();
      assertThat(page.content()).contains("unit lost");
    }
  }

  private ValidatableResponse certify(People.Person person, String request) {
    return given()
        .header("Authorization", "Bearer " + person.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body(Map.of("request", request, "days", 30))
        .post("/api/v1/venues/" + ground.venue() + "/gates/" + gate + "/certificates")
        .then();
  }

  private ValidatableResponse revoke(People.Person person, String serial) {
    return given()
        .header("Authorization", "Bearer " + person.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json")
        .body(Map.of("reason", "lost"))
        .post("/api/v1/venues/" + ground.venue() + "/gates/certificates/" + serial + "/revoke")
        .then();
  }

  private static String request(String kind, String name) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(kind.equals("EC") ? 256 : 2048);
    KeyPair pair = generator.generateKeyPair();
    var request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name(name), pair.getPublic())
            .build(
                new JcaContentSignerBuilder(kind.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                    .build(pair.getPrivate()));
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(request);
    }
    return text.toString();
  }
}
