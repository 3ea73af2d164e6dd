package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.MasterStore;
import org.stile.core.Bytes;
import org.stile.core.config.RootKeys;
import org.stile.core.id.EventId;
import org.stile.core.trust.Trusted;
import org.stile.system.center.CenterProcess.Launch;

/**
 * docs/how-to/keys.md, word by word, with the commands as processes, and a gate's own master store
 * that believes what comes of it.
 */
class KeysCeremonyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Path stick(String name) {
    return folder.resolve("stick").resolve(name);
  }

  private Launch launch() {
    return Launch.at(home()).with("STILE_BROKER", "off");
  }

  /** Runs a command as its user would; what it said. */
  private String run(int exit, String... command) throws Exception {
    Launch launch = launch().with("STILE_ROOT_PASSPHRASE", "correct horse battery");
    try (var process = launch.running(command).start()) {
      assertThat(process.exitCode()).as(process.said()).isEqualTo(exit);
      assertThat(process.said()).doesNotContain("\tat ");
      return process.said();
    }
  }

  /** The three steps that every change of a master key ends with. */
  private void ceremony() throws Exception {
    Files.deleteIfExists(stick("keyset"));
    run(0, "keys", "request", "--out", stick("request").toString());
    String root = stick("root").toString();
    String request = stick("request").toString();
    String keySet = stick("keyset").toString();
    run(0, "keys", "sign", "--root", root, "--yes", request, "--out", keySet);
    run(0, "keys", "install", keySet);
  }

  @Test
  void a_root_taken_out_signs_when_brought_back_and_a_lost_vault_is_survived() throws Exception {
    Files.createDirectories(folder.resolve("stick"));
    long event;
    CenterClient organizer;
    try (var center = launch().ready()) {
      organizer = organizer(center);
      event = published(organizer);
    }
    String roots = Files.readString(home().resolve("root.pub")).strip();
    try (MasterStore gate = MasterStore.open(folder.resolve("master.db"), RootKeys.parse(roots))) {
      run(0, "keys", "root", "take-out", "--out", stick("root").toString());
      assertThat(home().resolve("root.sealed")).doesNotExist();
      assertThat(Files.readString(stick("root.pub")).strip()).isEqualTo(roots);

      long version;
      try (var center = launch().ready()) { // Without its root, as every day from now on.
        CenterClient here = organizer.at(center.uri());
        accept(gate.installKeySet(served(here, "/api/v1/key-set")));
        version = follow(gate, here, event, 0);
        String said = run(0, "keys", "rotate", "issuing", "--lead", "PT0S");
        assertThat(said).contains("It signs from");
        version = follow(gate, here, event, version);

        run(0, "keys", "rotate", "master");
        ceremony();
        Bytes keySet = served(here, "/api/v1/key-set");
        accept(gate.installKeySet(keySet));
        version = follow(gate, here, event, version);
      }

      Files.delete(home().resolve("vault.sealed"));
      try (var center = launch().start()) {
        assertThat(center.exitCode()).isEqualTo(1);
        assertThat(center.said()).contains("vault").contains("center: ").doesNotContain("\tat ");
      }
      run(0, "keys", "replace-lost");
      ceremony();
      try (var center = launch().ready()) {
        CenterClient here = organizer.at(center.uri());
        String master = "/api/v1/events/" + event + "/master";
        awaitNewer(here, event, version);
        // Nobody believes the new key before a root has said so.
        assertThat(gate.install(served(here, master))).isInstanceOf(Trusted.Rejected.class);
        accept(gate.installKeySet(served(here, "/api/v1/key-set")));
        assertThat(follow(gate, here, event, version)).isGreaterThan(version);
      }
    }
  }

  @Test
  void what_a_command_cannot_do_it_says_in_a_line() throws Exception {
    assertThat(run(1, "keys", "list")).contains("start the center once first");
    try (var center = launch().ready()) {
      assertThat(center.uri()).isNotNull();
      assertThat(run(2, "kees")).contains("Unmatched argument", "Did you mean: center keys?");
      assertThat(run(2, "gate", "enrol", "--venue", "one", "--gate", "north-1"))
          .contains("--venue", "Usage: center gate enrol");
      Path out = stick("out.pem");
      Files.createDirectories(out.getParent());
      String enrol = out.toString();
      assertThat(run(1, "gate", "enrol", "--venue", "99", "--gate", "north-1", "--out", enrol))
          .contains("center: ");
      assertThat(out).doesNotExist();
      assertThat(run(1, "gate", "broker", "--names", "a b", "--out", enrol)).contains("a b");
      assertThat(run(1, "keys", "install", "/nowhere")).contains("/nowhere", "is not there");
    }
  }

  private CenterClient organizer(CenterProcess center) throws Exception {
    String port = Files.readAllLines(home().resolve("postgres/postmaster.pid")).get(3).strip();
    String password = Files.readString(home().resolve("postgres.password")).strip();
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", password)) {
      return CenterClient.of(center.uri(), new CenterData(connection).organizer("Ours").token());
    }
  }

  private static long published(CenterClient organizer) throws Exception {
    String hall =
        """
        {"name":"Hall","place":"Here","timeZone":"UTC","zones":[{"number":0,"name":"All"}],
         "gates":[{"name":"north-1","zones":[0]}]}
        """;
    long venue = id(organizer.post("/api/v1/venues", key(), hall));
    String seats =
        """
        {"format":"stile-seat-plan","version":1,"types":[{"number":0,"name":"Seat"}],
         "blocks":[{"name":"A","zone":0,"rows":[{"name":"1","runs":[{"first":1,"count":40,"type":0,
          "line":{"x":0,"y":0,"dx":55,"dy":0}}]}]}]}
        """;
    String plans = "/api/v1/venues/" + venue + "/plans?name=Hall";
    long plan = id(organizer.post(plans, key(), seats));
    Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(9));
    String form =
        """
        {"name":"Concert","venue":%d,"seatPlan":%d,"startsAt":"%s","doorsOpen":"%s","lastEntry":"%s"}
        """
            .formatted(venue, plan, start, start.minusSeconds(3600), start.plusSeconds(3600));
    long event = id(organizer.post("/api/v1/events", key(), form));
    var answer = organizer.post("/api/v1/events/" + event + "/publish", key(), "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return event;
  }

  private static long id(CenterClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("id").asLong();
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static Bytes served(CenterClient by, String path) throws Exception {
    HttpResponse<byte[]> answer =
        HTTP.send(by.request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
    return answer.statusCode() == 200 ? Bytes.copyOf(answer.body()) : Bytes.of();
  }

  /** Takes the next master that the center makes, as a gate does; its version. */
  private static long follow(MasterStore gate, CenterClient center, long event, long before)
      throws Exception {
    awaitNewer(center, event, before);
    accept(gate.install(served(center, "/api/v1/events/" + event + "/master")));
    return gate.versions().get(new EventId(event));
  }

  private static void awaitNewer(CenterClient center, long event, long before) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String path = "/api/v1/events/" + event + "/master/manifest";
    while (true) {
      CenterClient.Answer answer = center.get(path);
      if (answer.status() == 200 && answer.json().get("version").asLong() > before) {
        return;
      }
      assertThat(System.nanoTime()).as("no newer master: " + answer.text()).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static <T> void accept(Trusted<T> judged) {
    assertThat(judged).as(judged.toString()).isInstanceOf(Trusted.Accepted.class);
  }
}
