package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.stile.chips.desfire.ChipKeys;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.system.SmallDisk;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.OnCenterClasses;

/**
 * One evening: a center with its own broker over TLS, two gates with their agents, everything a
 * process; the tests follow each other, since starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SyncTest {
  /**
   * kB; the budget is 60 MB (docs/benchmarks.md), and another machine's libraries may take more.
   */
  private static final long RESIDENT_MAX = 66 * 1024;

  private static final List<String> GATES = List.of("north-1", "north-2", "north-3", "north-4");

  @TempDir static Path folder;
  private static ChipKeys keys;
  private static Launch launch;
  private static Path home;
  private static int brokerPort;
  private static CenterProcess center;
  private static Office office;
  private static GateUnit.Place place;
  private static GateUnit one;
  private static GateUnit two;
  private static final List<GateUnit> units = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    keys = SampleChipKeys.chipKeys();
    home = folder.resolve("center");
    brokerPort = Ports.free();
    launch =
        Launch.at(home)
            .with("STILE_PORT", "" + Ports.free())
            .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + brokerPort)
            .with("STILE_BROKER_TLS", "on");
    center = launch.ready();
    office = Office.open(center, home, keys, GATES);
    place =
        new GateUnit.Place(office.venue, Files.readString(home.resolve("root.pub")).strip(), keys);
    one = GateUnit.furnish(folder.resolve("one"), GATES.get(0), place);
    two = GateUnit.furnish(folder.resolve("two"), GATES.get(1), place);
    units.addAll(List.of(one, two));
    for (GateUnit unit : units) {
      unit.sync(URI.create("tls://localhost:" + brokerPort), center.uri());
    }
  }

  @AfterAll
  static void close() {
    for (GateUnit unit : new GateUnit[] {one, two}) {
      if (unit != null) {
        unit.close();
      }
    }
    if (center != null) {
      center.close();
    }
    keys.close();
  }

  @Test
  @Order(1)
  void a_gate_enrolled_by_command_and_one_by_page_get_the_master_and_admit() throws Exception {
    Path file = folder.resolve("north-1.pem");
    try (CenterProcess command =
        launch
            .running(
                "gate",
                "enrol",
                "--venue",
                "" + office.venue,
                "--gate",
                "north-1",
                "--out",
                file + "")
            .start()) {
      assertThat(command.exitCode()).isZero();
    }
    one.identity(Files.readString(file));
    two.identity(office.enrolByPage(center, "north-2"));
    one.startGate().startAgent();
    two.startGate().startAgent();
    one.gate().ready();
    two.gate().ready();
    for (GateUnit unit : List.of(one, two)) {
      Until.holds(
          unit.name + " has a master", () -> unit.master(office.event) > 0, unit.agent()::said);
    }
    Office.Visitor visitor = office.visitor(center);
    assertThat(one.tap(visitor.chip())).contains("\"opened\":true");
    awaitCounted();
  }

  @Test
  @Order(2)
  void a_ticket_taken_back_is_refused_at_every_gate_as_soon_as_the_delta_is_there()
      throws Exception {
    Office.Visitor visitor = office.visitor(center);
    long before = one.master(office.event);
    office.revoke(center, visitor);
    for (GateUnit unit : List.of(one, two)) {
      Until.holds(
          unit.name + " has a newer master",
          () -> unit.master(office.event) > before,
          unit.agent()::said);
      Until.holds(
          unit.name + " refuses it",
          () -> unit.tap(visitor.chip()).contains("R04-REVOKED"),
          unit.agent()::said);
    }
    assertThat(one.agent().times("NOT-THERE") + one.agent().times("NOT-BELIEVED")).isZero();
  }

  @Test
  @Order(3)
  void a_chip_copied_before_the_entry_is_refused_at_the_other_gate() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    Office.Visitor copy = visitor.copied(new SecureRandom());
    assertThat(one.tap(visitor.chip())).contains("\"opened\":true");
    Until.holds(
        "the other gate heard of it", () -> two.peers(visitor.ticket()) > 0, two.agent()::said);
    // Whether it heard of the grant alone or of the passage too: it is the same rule.
    assertThat(two.tap(copy.chip())).contains("\"code\":\"R09-").contains("\"opened\":false");
    awaitCounted();
  }

  @Test
  @Order(4)
  void what_is_admitted_while_the_agent_is_dead_comes_when_it_lives_again() throws Exception {
    Office.Visitor first = office.visitor(center);
    Office.Visitor second = office.visitor(center);
    assertThat(one.tap(first.chip())).contains("\"opened\":true");
    one.agent().kill();
    assertThat(one.tap(second.chip())).contains("\"opened\":true");
    one.startAgent();
    awaitCounted();
  }

  @Test
  @Order(5)
  void a_center_killed_between_commit_and_acknowledgement_counts_once() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    Office.Visitor meanwhile = office.visitor(center);
    try (Connection database = Office.database(home);
        var statement = database.createStatement()) {
      // A commit of passages is on disk then, and its answer waits for a standby that never comes.
      statement.execute("ALTER SYSTEM SET synchronous_commit = 'local'");
      statement.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      statement.execute(
          """
          CREATE FUNCTION await_standby() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM set_config('synchronous_commit', 'on', true); RETURN NEW; END $$
          """);
      statement.execute(
          "CREATE TRIGGER slow BEFORE INSERT ON passage FOR EACH ROW EXECUTE FUNCTION await_standby()");
      statement.execute("SELECT pg_reload_conf()");
      Until.holds(
          "the setting is read",
          () -> {
            try (ResultSet row = statement.executeQuery("SHOW synchronous_standby_names")) {
              return row.next() && row.getString(1).equals("nobody");
            }
          },
          one.agent()::said);
      assertThat(one.tap(visitor.chip())).contains("\"opened\":true");
      Until.holds(
          "a commit that nobody is told of",
          () -> {
            try (ResultSet row =
                statement.executeQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
              return row.next() && row.getLong(1) > 0;
            }
          },
          one.agent()::said);
      center.kill();
      statement.execute("ALTER SYSTEM RESET synchronous_standby_names");
      statement.execute("ALTER SYSTEM RESET synchronous_commit");
      statement.execute("SELECT pg_reload_conf()");
      Until.holds(
          "it is committed",
          () -> {
            try (ResultSet row =
                statement.executeQuery(
                    "SELECT count(*) FROM passage WHERE ticket_index = "
                        + visitor.ticket().index())) {
              return row.next() && row.getLong(1) == 1;
            }
          },
          one.agent()::said);
      statement.execute("DROP TRIGGER slow ON passage");
    }
    assertThat(two.tap(meanwhile.chip())).contains("\"opened\":true");
    center = launch.ready();
    awaitCounted();
  }

  @Test
  @Order(6)
  void a_revoked_certificate_ends_the_connection_and_the_gate_goes_on_admitting() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    long apart = two.agent().times("\"kind\":\"APART\"");
    office.form(
        center,
        "/venues/" + office.venue + "/gates/revoke",
        "serial=" + serial("north-2") + "&reason=lost");
    Until.holds(
        "it is thrown out",
        () -> two.agent().times("\"kind\":\"APART\"") > apart + 1,
        two.agent()::said);
    assertThat(two.tap(visitor.chip())).contains("\"opened\":true");
    awaitIncident("north-2 CERTIFICATE_REFUSED");
    two.agent().close();
    two.identity(office.enrolByPage(center, "north-2"));
    two.startAgent();
    awaitCounted();
  }

  @Test
  @Order(7)
  void a_certificate_that_has_run_out_is_named_at_both_ends_and_no_row_is_lost() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    two.agent().close();
    Instant then = Instant.now().minus(Duration.ofDays(400));
    two.identity(enrolledThen("north-2", then, 399));
    two.startAgent();
    Until.holds(
        "it is not let in", () -> two.agent().times("\"kind\":\"APART\"") > 1, two.agent()::said);
    assertThat(two.agent().said())
        .contains("\"kind\":\"CERTIFICATE\"", "has expired", "enrol this gate again")
        .contains("the broker turns this gate away");
    assertThat(two.tap(visitor.chip())).contains("\"opened\":true");
    assertThat(two.agent().times("TOGETHER")).isZero();
    awaitDetail("north-2 CERTIFICATE_REFUSED", "has expired");
    two.agent().close();
    two.identity(office.enrolByPage(center, "north-2"));
    two.startAgent();
    awaitCounted();
  }

  @Test
  @Order(8)
  void a_unit_whose_clock_is_years_off_connects_is_named_and_admits() throws Exception {
    Path faketime = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    assumeTrue(Files.exists(faketime), "SKIPPED: needs Debian's faketime");
    try (GateUnit three = GateUnit.furnish(folder.resolve("three"), GATES.get(2), place)) {
      three.identity(office.enrolByPage(center, "north-3"));
      three.sync(URI.create("tls://localhost:" + brokerPort), center.uri());
      three
          .startGate()
          .startAgent(
              Map.of(
                  "LD_PRELOAD",
                  faketime.toString(),
                  "FAKETIME",
                  "@2019-06-01 00:00:00",
                  "FAKETIME_DONT_FAKE_MONOTONIC",
                  "1"));
      three.gate().ready();
      Until.holds("it has a master", () -> three.master(office.event) > 0, three.agent()::said);
      assertThat(three.tap(office.visitor(center).chip())).contains("\"opened\":true");
      awaitIncident("north-3 CLOCK_SUSPECT");
      units.add(three);
      awaitCounted();
      assertThat(three.agent().said()).contains("2019-06-01");
    }
  }

  @Test
  @Order(9)
  void a_unit_restored_from_an_old_copy_of_its_card_is_named_and_counted_in_full()
      throws Exception {
    GateUnit restored = two.copy(folder.resolve("two-restored"));
    Office.Visitor before = office.visitor(center);
    assertThat(two.tap(before.chip())).contains("\"opened\":true");
    awaitCounted();
    two.close();
    restored.startGate().startAgent();
    restored.gate().ready();
    assertThat(restored.tap(office.visitor(center).chip())).contains("\"opened\":true");
    assertThat(restored.tap(office.visitor(center).chip())).contains("\"opened\":true");
    awaitIncident("north-2 LOG_FORKED");
    units.add(restored);
    awaitCountedOnce();
    two = restored;
  }

  @Test
  @Order(10)
  void a_fresh_card_in_an_old_unit_is_named_and_counted() throws Exception {
    two.close();
    GateUnit fresh = GateUnit.furnish(folder.resolve("two-fresh"), GATES.get(1), place);
    fresh.identity(Files.readString(two.identityFile()));
    fresh.sync(URI.create("tls://localhost:" + brokerPort), center.uri());
    fresh.startGate().startAgent();
    fresh.gate().ready();
    Until.holds("it has a master", () -> fresh.master(office.event) > 0, fresh.agent()::said);
    assertThat(fresh.tap(office.visitor(center).chip())).contains("\"opened\":true");
    awaitIncident("north-2 LOG_REPLACED");
    units.add(fresh);
    awaitCountedOnce();
    two = fresh;
  }

  @Test
  @Order(11)
  void two_units_with_one_identity_are_named_and_both_are_counted() throws Exception {
    try (GateUnit second = GateUnit.furnish(folder.resolve("one-second"), GATES.get(0), place)) {
      second.identity(Files.readString(one.identityFile()));
      second.sync(URI.create("tls://localhost:" + brokerPort), center.uri());
      second.startGate().startAgent();
      second.gate().ready();
      Until.holds("it has a master", () -> second.master(office.event) > 0, second.agent()::said);
      assertThat(second.tap(office.visitor(center).chip())).contains("\"opened\":true");
      assertThat(one.tap(office.visitor(center).chip())).contains("\"opened\":true");
      awaitIncident("north-1 IDENTITY_SHARED");
      units.add(second);
      awaitCountedOnce();
    }
  }

  @Test
  @Order(12)
  void an_agent_at_rest_takes_little_memory() throws Exception {
    assumeTrue(
        Files.exists(CenterProcess.root().resolve("sync-agent/target/runtime/parts")),
        "SKIPPED: this JDK links no runtime for the agent");
    Until.holds(
        "no more than " + RESIDENT_MAX + " kB, of " + one.agent().resident(),
        () -> one.agent().resident() <= RESIDENT_MAX,
        one.agent()::said);
  }

  @Test
  @Order(13)
  void on_a_full_disk_an_agent_says_so_uploads_on_keeps_what_it_has_and_heals() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    try (SmallDisk disk = SmallDisk.mount(small, 1_024);
        GateUnit four = GateUnit.furnish(folder.resolve("four"), GATES.get(3), place)) {
      // Of the two files the agent's alone: where the journal cannot grow either, nobody is let in
      // (DiskFaultTest).
      Files.createSymbolicLink(four.data().resolve("master.db"), small.resolve("master.db"));
      four.identity(office.enrolByPage(center, GATES.get(3)));
      four.sync(URI.create("tls://localhost:" + brokerPort), center.uri());
      four.startGate().startAgent();
      four.gate().ready();
      Until.holds("it has a master", () -> four.master(office.event) > 0, four.agent()::said);
      Office.Visitor revoked = office.visitor(center);
      long had = four.master(office.event);
      Path ballast = disk.fill();
      office.revoke(center, revoked);
      Until.holds("it says so", () -> four.agent().times("disk is full") > 0, four.agent()::said);
      units.add(four);
      assertThat(four.tap(office.visitor(center).chip())).contains("\"opened\":true");
      awaitCountedOnce();
      four.agent().kill();
      four.startAgent();
      assertThat(four.tap(office.visitor(center).chip())).contains("\"opened\":true");
      awaitCountedOnce();
      assertThat(four.master(office.event)).isEqualTo(had);
      assertThat(four.agent().times("disk is full")).isPositive();

      Files.delete(ballast);
      Until.holds(
          "it has the newer master", () -> four.master(office.event) > had, four.agent()::said);
      Until.holds(
          "it has what waited",
          () -> four.acknowledged() == four.rows().size(),
          four.agent()::said);
      Until.holds("it says so", () -> four.agent().times("MASTER-WELL") > 0, four.agent()::said);
      Until.holds(
          "its gate refuses who was taken back",
          () -> four.tap(revoked.chip()).contains("R04-REVOKED"),
          four.agent()::said);
    }
  }

  /** What enrolling it would have made on that day. */
  private static String enrolledThen(String gate, Instant then, int days) throws Exception {
    String port = Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(3).strip();
    return OnCenterClasses.run(
        "org.stile.center.broker.LateCertificateMain",
        home.toString(),
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        Files.readString(home.resolve("postgres.password")).strip(),
        "" + office.venue,
        gate,
        then.toString(),
        "" + days);
  }

  private static void awaitDetail(String incident, String detail) throws Exception {
    String like =
        "SELECT count(*) FROM gate_incident WHERE gate || ' ' || kind = '%s' AND detail LIKE '%%%s%%'"
            .formatted(incident, detail);
    Until.holds(
        incident + ": " + detail,
        () -> {
          try (Connection database = Office.database(home);
              var statement = database.createStatement();
              ResultSet row = statement.executeQuery(like)) {
            return row.next() && row.getLong(1) == 1;
          }
        },
        () -> incident);
  }

  private static void awaitIncident(String incident) throws Exception {
    Until.holds(
        incident,
        () -> office.incidents(center).contains(incident),
        () -> {
          try {
            return office.incidents(center).toString();
          } catch (Exception e) {
            return e.toString();
          }
        });
  }

  /** The certificate a gate was enrolled with last. */
  private static String serial(String gate) throws Exception {
    try (Connection database = Office.database(home);
        var statement =
            database.prepareStatement(
                "SELECT serial FROM gate_certificate WHERE gate = ? ORDER BY issued_at DESC LIMIT 1")) {
      statement.setString(1, gate);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  /** The same where one journal is the copy of another: what both have is one entry. */
  private static void awaitCountedOnce() throws Exception {
    Map<String, Long> walked = Passages.walked(units);
    Until.holds(
        "the center counts each of " + walked.keySet() + " once",
        () ->
            Passages.counted(home).keySet().equals(walked.keySet())
                && Passages.counted(home).values().stream().allMatch(times -> times == 1),
        () -> {
          try {
            return Passages.counted(home)
                + "\n"
                + units.stream().map(unit -> unit.agent().said()).collect(Collectors.joining("\n"));
          } catch (Exception e) {
            return e.toString();
          }
        });
  }

  /** Waits until the center has each entry of each unit's journal, once, and none besides. */
  private static void awaitCounted() throws Exception {
    Passages.await(home, units);
  }
}
