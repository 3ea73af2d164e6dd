package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.sync.Fetch.Fetched;

/** TLS with a certificate at both ends; the certificates are made by OpenSSL. */
class TlsTest {
  @TempDir Path folder;
  private Path pki;

  @BeforeEach
  void makeCertificates() throws Exception {
    pki = Files.createDirectories(folder.resolve("pki"));
    authority("ca");
    authority("stranger");
    issue("broker", "ca", "subjectAltName=IP:127.0.0.1");
    issue("elsewhere", "ca", "subjectAltName=DNS:elsewhere.example");
    issue("north-1", "ca", "extendedKeyUsage=clientAuth");
    issue("forged", "stranger", "extendedKeyUsage=clientAuth");
    issue("expired", "ca", "extendedKeyUsage=clientAuth", "-1");
    for (String who : List.of("north-1", "forged", "expired")) {
      Files.writeString(
          pki.resolve(who + ".pem"),
          Files.readString(pki.resolve(who + ".crt"))
              + Files.readString(pki.resolve(who + ".key")));
    }
    Files.writeString(pki.resolve("password"), "tr0ub4dor\n");
    openssl(
        "pkcs12",
        "-export",
        "-in",
        "north-1.crt",
        "-inkey",
        "north-1.key",
        "-out",
        "north-1.p12",
        "-passout",
        "pass:tr0ub4dor");
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".crt");
  }

  private void issue(String name, String by, String extension) throws Exception {
    issue(name, by, extension, "2");
  }

  private void issue(String name, String by, String extension, String days) throws Exception {
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    Files.writeString(pki.resolve("ext"), extension + "\n");
    openssl(
        "x509",
        "-req",
        "-days",
        days,
        "-in",
        name + ".csr",
        "-CA",
        by + ".crt",
        "-CAkey",
        by + ".key",
        "-CAcreateserial",
        "-extfile",
        "ext",
        "-out",
        name + ".crt");
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Path out = pki.resolve("openssl.log");
    int code =
        new ProcessBuilder(command)
            .directory(pki.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(out)).isZero();
  }

  /** Names a client by its certificate, and lets it speak on its own topics only. */
  private Mosquitto broker(String certificate) throws Exception {
    Files.writeString(
        pki.resolve("acl"),
        """
        pattern write stile/1/7/gate/%u/up
        pattern write stile/1/7/gate/%u/state
        pattern read stile/1/7/gate/%u/down
        """);
    return Mosquitto.start(
        folder.resolve("mq-" + certificate),
        Mosquitto.freePort(),
        """
        cafile %1$s/ca.crt
        certfile %1$s/%2$s.crt
        keyfile %1$s/%2$s.key
        require_certificate true
        use_identity_as_username true
        acl_file %1$s/acl
        user root
        """
            .formatted(pki, certificate));
  }

  private SyncConfig config(AgentRig rig, Mosquitto broker, String identity, boolean password) {
    return new SyncConfig(
        AgentRig.GATE,
        7,
        rig.folder,
        AgentRig.someRoots(),
        URI.create("tls://127.0.0.1:" + broker.port()),
        URI.create("http://127.0.0.1:1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(pki.resolve("ca.crt")),
        Optional.of(pki.resolve(identity)),
        password ? Optional.of(pki.resolve("password")) : Optional.empty(),
        Duration.ofSeconds(2),
        Optional.empty());
  }

  private static boolean isUp(Path folder) {
    try {
      return Files.readString(folder.resolve("mosquitto.log")).contains("as 7-north-1");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_gate_with_its_certificate_is_let_in_and_one_with_a_strangers_is_not() throws Exception {
    try (var broker = broker("broker");
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(config(rig, broker, "forged.pem", false));
      rig.await("refused", () -> rig.log().contains("\"APART\""));
      rig.stop();
      assertThat(isUp(folder.resolve("mq-broker"))).isFalse();
      rig.start(config(rig, broker, "north-1.pem", false));
      rig.await("in", () -> isUp(folder.resolve("mq-broker")));
    }
  }

  @Test
  void one_that_is_turned_away_says_why_in_words_for_people() throws Exception {
    try (var broker = broker("broker");
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(config(rig, broker, "expired.pem", false));
      // The broker's word is lost now and then, with the connection it was to come over.
      rig.await(
          "refused",
          () ->
              rig.log()
                  .contains("the broker turns this gate's certificate away, certificate_expired"));
      assertThat(rig.log())
          .contains("\"CERTIFICATE\"", "has expired", "enrol this gate again (docs/how-to/");
      rig.stop();
    }
    // The other way round: whom it does not believe.
    try (var broker = broker("elsewhere");
        var rig =
            new AgentRig(Files.createDirectory(folder.resolve("two")), AgentRig.someRoots())) {
      rig.start(config(rig, broker, "north-1.pem", false));
      rig.await("refused", () -> rig.log().contains("\"APART\""));
      assertThat(rig.log()).contains("this gate does not believe the broker's certificate");
    }
  }

  @Test
  void its_own_certificate_is_named_in_the_log_from_14_days_before_its_end() throws Exception {
    issue("lasting", "ca", "extendedKeyUsage=clientAuth", "30");
    X509Certificate certificate;
    try (var pem = Files.newInputStream(pki.resolve("lasting.crt"))) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
    var own = new OwnCertificate(certificate);
    Instant from = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    Instant soon = end.minus(OwnCertificate.WARNED_BEFORE);
    assertThat(own.objection(from.minusSeconds(1)).orElseThrow())
        .contains("is good from", "see to its time source");
    assertThat(own.objection(from)).isEmpty();
    assertThat(own.objection(soon.minusSeconds(1))).isEmpty();
    assertThat(own.objection(soon).orElseThrow()).contains("is good until");
    assertThat(own.objection(end.minusSeconds(1)).orElseThrow()).contains("is good until");
    assertThat(own.objection(end).orElseThrow()).contains("has expired", "enrol this gate again");
  }

  @Test
  void an_identity_may_be_pkcs_12() throws Exception {
    try (var broker = broker("broker");
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(config(rig, broker, "north-1.p12", true));
      rig.await("in", () -> isUp(folder.resolve("mq-broker")));
      assertThatThrownBy(() -> Tls.of(config(rig, broker, "north-1.p12", false)))
          .isInstanceOf(CannotRunException.class);
      assertThatThrownBy(() -> Tls.of(config(rig, broker, "ca.crt", false)))
          .hasMessageContaining("no key");
    }
  }

  @Test
  void a_broker_with_a_certificate_for_another_host_is_not_spoken_to() throws Exception {
    try (var broker = broker("elsewhere");
        var rig = new AgentRig(folder, AgentRig.someRoots())) {
      rig.start(config(rig, broker, "north-1.pem", false));
      rig.await("refused", () -> rig.log().contains("\"APART\""));
      assertThat(isUp(folder.resolve("mq-elsewhere"))).isFalse();
    }
  }

  @Test
  void files_come_over_tls_and_from_nobody_with_a_certificate_for_another_host() throws Exception {
    try (var broker = broker("broker");
        var rig = new AgentRig(folder, AgentRig.someRoots());
        var center = TestWeb.secured(server("broker"));
        var other = TestWeb.secured(server("elsewhere"))) {
      var tls = Tls.of(config(rig, broker, "north-1.pem", false));
      for (TestWeb web : List.of(center, other)) {
        web.files.put("/keys", Bytes.of(1, 2, 3));
      }
      assertThat(new Fetch(center::address, tls, Optional::empty).get("/keys", 10))
          .isEqualTo(new Fetched.Whole(Bytes.of(1, 2, 3)));
      assertThat(new Fetch(other::address, tls, Optional::empty).get("/keys", 10))
          .isInstanceOf(Fetched.Unreachable.class);
      assertThat(new Fetch(center::address, Optional.empty(), Optional::empty).get("/keys", 10))
          .isInstanceOf(Fetched.Unreachable.class); // Nobody whom Java trusts vouches for it.
      assertThat(other.asked).isEmpty();
      assertThat(center.asked).hasSize(1);
    }
  }

  private SSLContext server(String name) throws Exception {
    openssl(
        "pkcs12",
        "-export",
        "-in",
        name + ".crt",
        "-inkey",
        name + ".key",
        "-out",
        name + ".p12",
        "-passout",
        "pass:x");
    char[] password = {'x'};
    KeyStore store = KeyStore.getInstance(pki.resolve(name + ".p12").toFile(), password);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
