package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.MasterReader;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.Carried;
import org.stile.core.sync.CarriedAcknowledgement;
import org.stile.core.sync.CarriedRows;
import org.stile.core.sync.UpMessage.Rows;

/** Rows out on a stick, acknowledgements in; keys and certificates are made by OpenSSL. */
class CarryTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private AgentRig rig;
  private Path file;

  @BeforeEach
  void furnish() throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ca"
            + " -keyout ca.key -out ca.crt");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ca"
            + " -keyout stranger.key -out stranger.crt");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=north-1"
            + " -keyout gate.key -out gate.csr");
    openssl("x509 -req -in gate.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out gate.crt");
    Files.writeString(
        folder.resolve("identity.pem"),
        Files.readString(folder.resolve("gate.key"))
            + Files.readString(folder.resolve("gate.crt")));
    rig = new AgentRig(folder, AgentRig.someRoots());
    file = folder.resolve("rows");
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private void openssl(String arguments) throws Exception {
    var command = ("openssl " + arguments).split(" ", -1);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
  }

  private SyncConfig config() {
    return config(folder);
  }

  private SyncConfig config(Path data) {
    return new SyncConfig(
        AgentRig.GATE,
        7,
        data,
        AgentRig.someRoots(),
        URI.create("tcp://127.0.0.1:1"),
        URI.create("http://127.0.0.1:1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(folder.resolve("identity.pem")),
        Optional.empty(),
        Duration.ofSeconds(2),
        Optional.empty());
  }

  private Carry carry() {
    return new Carry(config(), new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private List<Rows> exported() throws Exception {
    assertThat(carry().export(file)).isEqualTo(ExitCode.STOPPED);
    Carried carried = Carried.decode(Bytes.copyOf(Files.readAllBytes(file)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(certificate(carried.certificate().toArray()));
    signature.update(Carried.toBeSigned(Carried.Kind.ROWS, carried.body()).toArray());
    assertThat(signature.verify(carried.signature().toArray())).isTrue();
    CarriedRows rows = CarriedRows.decode(carried.body());
    assertThat(rows.venue()).isEqualTo(7);
    assertThat(rows.gate()).isEqualTo(AgentRig.GATE);
    return rows.rows();
  }

  private static X509Certificate certificate(byte[] encoded) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /** As a center with this authority answers. */
  private Path acknowledgement(String authority, CarriedAcknowledgement body) throws Exception {
    return acknowledgement(authority, Carried.Kind.ACKNOWLEDGEMENT, body);
  }

  private Path acknowledgement(String authority, Carried.Kind kind, CarriedAcknowledgement body)
      throws Exception {
    String pem = Files.readString(folder.resolve(authority + ".key"));
    byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(Carried.toBeSigned(kind, body.encode()).toArray());
    Bytes certificate =
        Bytes.copyOf(
            certificate(Files.readAllBytes(folder.resolve(authority + ".crt"))).getEncoded());
    Bytes whole = new Carried(certificate, body.encode(), Bytes.copyOf(signature.sign())).encode();
    return Files.write(folder.resolve("acknowledged"), whole.toArray());
  }

  private CarriedAcknowledgement upTo(long sequence) {
    return new CarriedAcknowledgement(7, AgentRig.GATE, rig.logId, sequence);
  }

  private long acknowledged() throws Exception {
    try (var masters = MasterReader.open(folder.resolve("master.db"), AgentRig.someRoots())) {
      return masters.acknowledged(rig.logId);
    }
  }

  @Test
  void every_row_goes_out_signed_and_after_the_acknowledgement_only_later_ones() throws Exception {
    rig.grants(250);
    assertThat(exported().stream().mapToInt(each -> each.rows().size()).sum()).isEqualTo(250);
    assertThat(carry().take(acknowledgement("ca", upTo(250)))).isEqualTo(ExitCode.STOPPED);
    assertThat(acknowledged()).isEqualTo(250);
    Files.delete(file);
    assertThat(carry().export(file)).isEqualTo(ExitCode.STOPPED);
    assertThat(file).doesNotExist();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("nothing to carry");
    rig.grants(3);
    List<Rows> later = exported();
    assertThat(later).hasSize(1);
    assertThat(later.getFirst().rows().getFirst().sequence()).isEqualTo(251);
    assertThat(later.getFirst().isChained()).isTrue();
  }

  @Test
  void a_file_that_was_there_is_replaced_whole_and_nothing_else_is_left() throws Exception {
    rig.grants(2);
    Files.writeString(file, "last week's");
    Files.writeString(folder.resolve("rows.part"), "of a stick that was pulled out");
    assertThat(exported()).hasSize(1);
    assertThat(folder.resolve("rows.part")).doesNotExist();
  }

  @Test
  void an_older_acknowledgement_changes_nothing() throws Exception {
    rig.grants(20);
    carry().take(acknowledgement("ca", upTo(20)));
    assertThat(carry().take(acknowledgement("ca", upTo(5)))).isEqualTo(ExitCode.STOPPED);
    assertThat(acknowledged()).isEqualTo(20);
  }

  @Test
  void what_this_gates_authority_did_not_sign_for_this_gate_and_journal_is_refused()
      throws Exception {
    rig.grants(20);
    refused(acknowledgement("stranger", upTo(20)), "not signed by the authority");
    refused(acknowledgement("ca", Carried.Kind.ROWS, upTo(20)), "not signed by the authority");
    var elsewhere = new CarriedAcknowledgement(7, new GateId("north-2"), rig.logId, 20);
    refused(acknowledgement("ca", elsewhere), "for gate north-2");
    refused(
        acknowledgement("ca", new CarriedAcknowledgement(8, AgentRig.GATE, rig.logId, 20)),
        "of venue 8");
    Bytes other = Bytes.hex("ab".repeat(16));
    refused(
        acknowledgement("ca", new CarriedAcknowledgement(7, AgentRig.GATE, other, 20)),
        "another journal");
    refused(acknowledgement("ca", upTo(21)), "there are 20 here");
    assertThat(carry().take(acknowledgement("ca", upTo(20)))).isEqualTo(ExitCode.STOPPED);
  }

  @Test
  void an_acknowledgement_with_any_byte_changed_or_missing_is_refused() throws Exception {
    rig.grants(20);
    byte[] good = Files.readAllBytes(acknowledgement("ca", upTo(20)));
    var random = new Random(3);
    Path bad = folder.resolve("bad");
    for (int round = 0; round < 60; round++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(bad, round % 2 == 0 ? bytes : java.util.Arrays.copyOf(good, at));
      try {
        assertThat(carry().take(bad)).as("byte " + at).isEqualTo(ExitCode.REFUSED);
      } catch (CannotRunException e) {
        assertThat(e.code()).isEqualTo(ExitCode.REFUSED);
      }
      assertThat(acknowledged()).isZero();
    }
  }

  private void refused(Path ack, String why) throws Exception {
    assertThatThrownBy(() -> carry().take(ack))
        .isInstanceOf(CannotRunException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("nothing was changed");
    assertThat(acknowledged()).isZero();
  }

  @Test
  void what_cannot_be_written_or_read_is_said_in_words_and_nothing_is_left_behind()
      throws Exception {
    rig.grants(2);
    Path nowhere = folder.resolve("no-stick/rows");
    assertThatThrownBy(() -> carry().export(nowhere))
        .hasMessageEndingWith(
            "cannot be written: there is no such file or folder; is the stick there?");
    assertThatThrownBy(() -> carry().take(nowhere))
        .hasMessageEndingWith(
            "cannot be read: there is no such file or folder; is the stick there?");
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> carry().export(file)).hasMessageContaining("cannot be written");
    assertThat(folder.resolve("rows.part")).doesNotExist();
  }

  @Test
  void a_gate_that_never_ran_has_nothing_to_tell_and_says_so() throws Exception {
    Path nothing = Files.createDirectories(folder.resolve("new"));
    SyncConfig fresh = config(nothing);
    var carry = new Carry(fresh, new PrintStream(said, true, StandardCharsets.UTF_8));
    assertThatThrownBy(() -> carry.export(file)).hasMessageContaining("this gate never ran");
    assertThat(file).doesNotExist();
  }

  @Test
  void what_is_imported_and_not_believed_is_said_in_a_sentence() throws Exception {
    rig.grants(2);
    exported();
    refused(file, "holds rows for the center");
    refused(Files.writeString(folder.resolve("photo"), "JFIF"), "copy it again");
  }

  @Test
  void without_an_identity_nothing_can_be_signed_and_it_says_so() throws Exception {
    rig.grants(1);
    Files.delete(folder.resolve("identity.pem"));
    assertThatThrownBy(() -> carry().export(file)).hasMessageContaining("identity");
    assertThat(file).doesNotExist();
  }
}
