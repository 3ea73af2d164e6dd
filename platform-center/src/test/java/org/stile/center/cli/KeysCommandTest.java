package org.stile.center.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.center.db.Database;
import org.stile.center.keys.KeySets;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.TestClock;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

/**
 * The ceremonies of docs/how-to/keys.md, played with the commands, the center and a gate's eyes.
 */
@CenterTest
class KeysCommandTest {
  private static final Bytes CHIP = Bytes.hex("04112233445566");

  @Inject People people;
  @Inject Samples samples;
  @Inject Grants grants;
  @Inject Database center;
  @Inject KeySets keySets;
  @Inject TestClock clock;

  @ConfigProperty(name = "stile.home")
  String home;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String database;

  @TempDir Path offline;

  /** Commands go by the machine's clock, and tests before this one may have set the center's. */
  @BeforeEach
  void oneTime() {
    clock.showMachineTime();
  }

  private People.Person organizer;
  private People.Person seller;
  private long event;

  @Test
  void a_root_of_ones_own_takes_over_and_gates_with_it_believe_the_center() throws IOException {
    Path root = offline.resolve("root");
    run(0, "keys", "root", "new", "--out", root.toString(), "--id", "9");
    run(0, "keys", "root", "trust", root + ".pub");
    long before = keySetVersion();
    signAndInstall(root);

    assertThat(keySetVersion()).isEqualTo(before + 1);
    TrustChain gate = TrustChain.of(List.of(root(root.resolveSibling("root.pub"))));
    assertThat(gate.accept(keySet())).isInstanceOf(Trusted.Accepted.class);
    // The same key set once more changes nothing; another of that version is refused.
    run(0, "keys", "install", offline.resolve("set").toString());
    assertThat(run(0, "keys", "list")).contains("in use").contains(":eddsa:");
  }

  @Test
  void a_key_set_of_a_root_that_is_not_trusted_is_refused() throws IOException {
    Path root = offline.resolve("stranger");
    run(0, "keys", "root", "new", "--out", root.toString(), "--id", "77");
    long before = keySetVersion();
    request();
    run(
        0,
        "keys",
        "sign",
        "--root",
        root.toString(),
        "--yes",
        offline.resolve("request").toString(),
        "--out",
        offline.resolve("set").toString());
    assertThat(run(1, "keys", "install", offline.resolve("set").toString()))
        .contains("a root this center does not trust");
    assertThat(run(1, "keys", "install", offline.resolve("request").toString()))
        .contains("not a key set");
    assertThat(keySetVersion()).isEqualTo(before);
  }

  @Test
  void a_root_is_never_written_over_and_needs_a_real_passphrase() throws IOException {
    Path root = offline.resolve("root");
    run(0, "keys", "root", "new", "--out", root.toString());
    byte[] sealed = Files.readAllBytes(root);
    assertThat(run(1, "keys", "root", "new", "--out", root.toString()))
        .contains("is there already");
    assertThat(Files.readAllBytes(root)).isEqualTo(sealed);
    var weak = new HashMap<>(environment());
    weak.put("STILE_ROOT_PASSPHRASE", "short");
    assertThat(run(1, weak, "keys", "root", "new", "--out", root + "2")).contains("12 bytes");
    weak.put("STILE_ROOT_PASSPHRASE", "another passphrase");
    request();
    assertThat(
            run(
                1,
                weak,
                "keys",
                "sign",
                "--root",
                root.toString(),
                "--yes",
                offline.resolve("request").toString(),
                "--out",
                offline.resolve("set").toString()))
        .contains("does not open");
    assertThat(offline.resolve("set")).doesNotExist();
  }

  @Test
  void what_is_not_a_request_is_not_signed() throws IOException {
    Path root = offline.resolve("root");
    run(0, "keys", "root", "new", "--out", root.toString());
    request();
    String good = Files.readString(offline.resolve("request"));
    for (String bad :
        List.of(
            "",
            "{}",
            "[]",
            "{\"format\":\"stile key set request 1\"}",
            good.replace("request 1", "request 2"),
            good.replaceFirst("\"version\" : \\d+", "\"version\" : 0"),
            good.replaceFirst("\"publicKey\" : \"[0-9a-f]{2}", "\"publicKey\" : \""),
            good.replaceFirst("\"id\"", "\"more\" : 1, \"id\""))) {
      Files.writeString(offline.resolve("bad"), bad);
      run(
          1,
          "keys",
          "sign",
          "--root",
          root.toString(),
          "--yes",
          offline.resolve("bad").toString(),
          "--out",
          offline.resolve("set").toString());
      assertThat(offline.resolve("set")).as(bad).doesNotExist();
    }
  }

  @Test
  void a_lost_vault_is_survived_and_a_stolen_key_is_shut_out() throws IOException {
    publishAnEvent();
    String before = ticket(1);
    SignedMaster first = newestMaster();
    assertThat(admits(first, before)).isTrue();
    String oldKey = issuingKeyOf(before);

    Path vault = Path.of(home, "vault.sealed");
    Files.move(vault, offline.resolve("lost"));
    run(0, "keys", "replace-lost");
    signAndInstall(Path.of(home, "root.sealed"));
    await(() -> newestMaster().master().version() > first.master().version());
    await(() -> newestMaster().master().keys().size() > first.master().keys().size());

    // Lost is not stolen: what the lost key signed admits beside what the new one signs.
    SignedMaster second = newestMaster();
    String after = ticket(2);
    assertThat(admits(second, before)).isTrue();
    assertThat(admits(second, after)).isTrue();
    assertThat(issuingKeyOf(after)).isNotEqualTo(oldKey);
    assertThat(admits(first, after)).isFalse();

    run(0, "keys", "retire", "issuing", oldKey, "--compromised");
    await(() -> newestMaster().master().version() > second.master().version());
    SignedMaster third = newestMaster();
    assertThat(admits(third, before)).isFalse();
    assertThat(admits(third, after)).isTrue();
    // The honest holder's seller asks again, and gets it signed by a key that is believed.
    String again = ticket(1);
    assertThat(again).isNotEqualTo(before);
    assertThat(admits(third, again)).isTrue();
  }

  @Test
  void the_last_key_is_not_retired_by_mistake() throws IOException {
    String keys = run(0, "keys", "list");
    String id =
        keys.lines()
            .filter(line -> line.startsWith("ISSUING") && line.endsWith("in use"))
            .map(line -> line.split("\\s+")[1])
            .findFirst()
            .orElseThrow();
    long inUse =
        keys.lines().filter(line -> line.startsWith("ISSUING") && line.endsWith("in use")).count();
    if (inUse == 1) {
      assertThat(run(1, "keys", "retire", "issuing", id)).contains("only ISSUING key");
    }
    assertThat(run(1, "keys", "retire", "issuing", "250")).contains("no such ISSUING key");
    assertThat(run(2, "keys", "retire", "issuing")).contains("Missing required parameter");
    assertThat(run(1, "keys", "rotate", "gates")).contains("master or issuing");
  }

  @Test
  void a_new_issuing_key_is_told_before_it_signs() throws IOException {
    publishAnEvent();
    SignedMaster first = newestMaster();
    String before = ticket(5);
    run(0, "keys", "rotate", "issuing", "--lead", "PT10H");
    await(() -> newestMaster().master().keys().size() > first.master().keys().size());
    String meanwhile = ticket(6);
    assertThat(issuingKeyOf(meanwhile)).isEqualTo(issuingKeyOf(before));
    assertThat(admits(newestMaster(), before)).isTrue();
    assertThat(admits(newestMaster(), meanwhile)).isTrue();
    assertThat(run(0, "keys", "list")).contains("announced");
  }

  private final Map<Integer, Long> requests = new HashMap<>();

  private void publishAnEvent() {
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    await(() -> master().statusCode() == 200);
  }

  /** The ticket of this seat, as its seller's terminal gets it now. */
  private String ticket(int seat) {
    long request =
        requests.computeIfAbsent(seat, each -> grants.granted(event, seller, CHIP, each));
    var answer =
        given()
            .header("Authorization", "Bearer " + seller.token())
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .post("/api/v1/events/" + event + "/requests/" + request + "/tickets");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer.jsonPath().getString("tickets[0].signed");
  }

  private static String issuingKeyOf(String ticket) {
    return String.valueOf(Bytes.hex(ticket).at(7));
  }

  private static boolean admits(SignedMaster master, String ticket) {
    return TicketVerifier.verify(Bytes.hex(ticket), List.of(master.master()))
        instanceof Verification.Verified;
  }

  private io.restassured.response.Response master() {
    return given()
        .header("Authorization", "Bearer " + organizer.token())
        .get("/api/v1/events/" + event + "/master");
  }

  /** Judged as a gate would that was flashed with the roots the center goes by. */
  private SignedMaster newestMaster() {
    List<RootKey> roots = center.read(keySets::roots);
    TrustChain chain =
        switch (TrustChain.of(roots).accept(keySet())) {
          case Trusted.Accepted<TrustChain>(TrustChain accepted) -> accepted;
          case Trusted.Rejected<TrustChain> no -> throw new AssertionError(no.toString());
        };
    return switch (chain.master(Bytes.copyOf(master().asByteArray()), Map.of())) {
      case Trusted.Accepted<SignedMaster>(SignedMaster accepted) -> accepted;
      case Trusted.Rejected<SignedMaster> no -> throw new AssertionError(no.toString());
    };
  }

  private void request() throws IOException {
    run(0, "keys", "request", "--out", offline.resolve("request").toString());
  }

  private void signAndInstall(Path root) throws IOException {
    request();
    run(
        0,
        "keys",
        "sign",
        "--root",
        root.toString(),
        "--yes",
        offline.resolve("request").toString(),
        "--out",
        offline.resolve("set").toString());
    run(0, "keys", "install", offline.resolve("set").toString());
  }

  private static Bytes keySet() {
    return Bytes.copyOf(given().get("/api/v1/key-set").asByteArray());
  }

  private long keySetVersion() throws IOException {
    return run(0, "keys", "list")
        .lines()
        .filter(line -> line.startsWith("key set"))
        .map(line -> Long.parseLong(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElseThrow();
  }

  private static RootKey root(Path file) {
    try {
      String[] parts = Files.readString(file).strip().split(":");
      return new RootKey(
          Integer.parseInt(parts[0]), new VerifyingKey(Algorithm.EDDSA, Bytes.hex(parts[2])));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "STILE_HOME",
        home,
        "STILE_DB_URL",
        database + (database.contains("?") ? "&" : "?") + "user=postgres",
        "STILE_ROOT_PASSPHRASE",
        "correct horse battery");
  }

  private String run(int exit, String... arguments) throws IOException {
    return run(exit, environment(), arguments);
  }

  private static String run(int exit, Map<String, String> environment, String... arguments) {
    var said = new ByteArrayOutputStream();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int answered = CenterCommands.run(arguments, environment, out, out);
    assertThat(answered).as("%s", said.toString(StandardCharsets.UTF_8)).isEqualTo(exit);
    return said.toString(StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
