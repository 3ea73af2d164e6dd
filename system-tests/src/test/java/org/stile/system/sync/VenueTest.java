package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.stile.chips.desfire.ChipKeys;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;

/**
 * A venue's unit between two gates and a center, all processes; the internet between unit and
 * center can be cut. The tests follow each other, since starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VenueTest {
  private static final List<String> GATES = List.of("north-1", "north-2");
  private static final String CUT = "SELECT count(*) FROM venue_unit WHERE NOT online";
  private static final String ISSUED = "SELECT count(*) FROM ticket";
  private static final String GOOD = "SELECT count(*) FROM ticket WHERE status = 'VALID'";
  private static final String TOLD_ISSUED =
      "SELECT coalesce(max((told_parts ->> 'issued')::bigint), 0) FROM event";
  private static final String TOLD_BY_ZONE = told("zones");
  private static final String TOLD_BY_SELLER = told("sellers");
  private static final String WAIT = "SELECT coalesce(sum(rows), 0) FROM rows_to_forward";

  @TempDir static Path folder;
  private static ChipKeys keys;
  private static Path centerHome;
  private static Path venueHome;
  private static Launch centerLaunch;
  private static Launch venueLaunch;
  private static CenterProcess center;
  private static CenterProcess venue;
  private static int centerBroker;
  private static Line mqtt;
  private static Line http;
  private static Line past; // The unit, to the center's broker.
  private static Office office;
  private static GateUnit.Place place;
  private static final List<GateUnit> units = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    keys = SampleChipKeys.chipKeys();
    centerHome = folder.resolve("center");
    venueHome = folder.resolve("venue");
    centerBroker = Ports.free();
    int centerPort = Ports.free();
    centerLaunch =
        Launch.at(centerHome)
            .with("STILE_PORT", "" + centerPort)
            .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + centerBroker)
            .with("STILE_BROKER_TLS", "on");
    center = centerLaunch.ready();
    office = Office.open(center, centerHome, keys, GATES);
    mqtt = Line.to(centerBroker);
    http = Line.to(centerPort);
    past = Line.to(centerBroker);
    place =
        new GateUnit.Place(
            office.venue, Files.readString(centerHome.resolve("root.pub")).strip(), keys);
    int venueBroker = Ports.free();
    venueLaunch =
        Launch.at(venueHome)
            .running("venue")
            .with("STILE_PORT", "" + Ports.free())
            .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + venueBroker)
            .with("STILE_BROKER_TLS", "on")
            .with("STILE_CENTER", "http://localhost:" + http.port())
            .with("STILE_CENTER_BROKER", "mqtts://localhost:" + mqtt.port());
    enrolUnit();
    venue = venueLaunch.ready();
    for (String gate : GATES) {
      GateUnit unit = GateUnit.furnish(folder.resolve(gate), gate, place);
      // The first of them goes to the center itself while the unit is down.
      String[] second =
          gate.equals(GATES.getFirst())
              ? new String[] {
                "second-broker = tls://localhost:" + past.port(), "second-center = " + center.uri()
              }
              : new String[0];
      unit.sync(URI.create("tls://localhost:" + venueBroker), venue.uri(), second);
      unit.identity(office.enrolByPage(center, gate));
      units.add(unit);
      unit.startGate().startAgent();
    }
    for (GateUnit unit : units) {
      unit.gate().ready();
    }
  }

  private static void enrolUnit() throws Exception {
    Files.createDirectories(venueHome);
    try (CenterProcess command =
        centerLaunch
            .running(
                "venue",
                "enrol",
                "--venue",
                "" + office.venue,
                "--names",
                "localhost",
                "--out",
                venueHome.resolve("venue.unit").toString())
            .start()) {
      assertThat(command.exitCode()).as(command.said()).isZero();
    }
  }

  @AfterAll
  static void close() throws Exception {
    units.forEach(GateUnit::close);
    for (CenterProcess process : new CenterProcess[] {venue, center}) {
      if (process != null) {
        process.close();
      }
    }
    for (Line line : new Line[] {mqtt, http, past}) {
      if (line != null) {
        line.close();
      }
    }
    keys.close();
  }

  @Test
  @Order(1)
  void gates_have_masters_from_their_unit_and_the_center_has_their_entries() throws Exception {
    awaitMasters(1);
    Office.Visitor visitor = office.visitor(center);
    assertThat(units.get(0).tap(visitor.chip())).contains("\"opened\":true");
    Passages.await(venueHome, units);
    Passages.await(centerHome, units);
  }

  @Test
  @Order(2)
  void a_ticket_taken_back_at_the_center_is_refused_at_the_gates() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    long before = units.get(0).master(office.event);
    office.revoke(center, visitor);
    awaitMasters(before + 1);
    for (GateUnit unit : units) {
      Until.holds(
          unit.name + " refuses it",
          () -> unit.tap(visitor.chip()).contains("R04-REVOKED"),
          unit.agent()::said);
      assertThat(unit.agent().times("NOT-THERE")).as(unit.agent().said()).isZero();
    }
    Until.holds(
        "the unit knows whom each zone and seller has to expect, and of whose ticket is taken back",
        () ->
            number(venueHome, TOLD_ISSUED) == number(centerHome, ISSUED)
                && number(venueHome, TOLD_BY_ZONE) == number(centerHome, GOOD)
                && number(venueHome, TOLD_BY_SELLER) == number(centerHome, GOOD),
        units.getFirst().agent()::said);
  }

  @Test
  @Order(3)
  void with_the_internet_down_the_venue_goes_on_in_full_and_heals() throws Exception {
    Office.Visitor visitor = office.visitor(center);
    Office.Visitor copy = visitor.copied(new SecureRandom());
    Office.Visitor other = office.visitor(center);
    mqtt.cut();
    http.cut();
    assertThat(units.get(0).tap(visitor.chip())).contains("\"opened\":true");
    Until.holds(
        "the other gate heard of it",
        () -> units.get(1).peers(visitor.ticket()) > 0,
        units.get(1).agent()::said);
    // First it hears of the grant, then that they went through.
    Until.holds(
        "the copy is refused as who is inside",
        () -> units.get(1).tap(copy.chip()).contains("R09-ALREADY-INSIDE"),
        units.get(1).agent()::said);
    assertThat(units.get(1).tap(other.chip())).contains("\"opened\":true");
    Passages.await(venueHome, units);
    assertThat(Passages.counted(centerHome)).isNotEqualTo(Passages.walked(units));
    awaitBoard("shows unit and gates offline", "OFFLINE", GATES);
    assertThat(office.wholeBoard(center).get("head").get("summary").asText())
        .contains("unknown (2 gates offline)");
    Until.holds(
        "the unit says that it is cut off and what waits",
        () -> number(venueHome, CUT) == 1 && number(venueHome, WAIT) > 0,
        units.getFirst().agent()::said);
    mqtt.join();
    http.join();
    Passages.await(centerHome, units);
    awaitBoard("shows unit and gates live", "LIVE", GATES);
    Until.holds(
        "the unit says that nothing waits",
        () -> number(venueHome, CUT) == 0 && number(venueHome, WAIT) == 0,
        units.getFirst().agent()::said);
  }

  @Test
  @Order(4)
  void with_the_unit_killed_gates_go_on_alone_or_with_the_center_and_each_entry_counts_once()
      throws Exception {
    Office.Visitor one = office.visitor(center);
    Office.Visitor two = office.visitor(center);
    venue.kill();
    // Its gates may have moved by now; the one that cannot is known through the unit alone.
    awaitBoard("shows the unit and its gate offline", "OFFLINE", GATES.subList(1, 2));
    assertThat(units.get(0).tap(one.chip())).contains("\"opened\":true");
    assertThat(units.get(1).tap(two.chip())).contains("\"opened\":true");
    Until.holds(
        "the gate that may goes to the center",
        () -> Passages.counted(centerHome).containsKey(one.ticket().index() + " 1"),
        units.get(0).agent()::said);
    venue = venueLaunch.ready();
    Passages.await(venueHome, units);
    Passages.await(centerHome, units);
  }

  @Test
  @Order(5)
  void with_the_center_killed_nothing_is_lost_or_doubled() throws Exception {
    Office.Visitor one = office.visitor(center);
    Office.Visitor two = office.visitor(center);
    assertThat(units.get(0).tap(one.chip())).contains("\"opened\":true");
    center.kill();
    assertThat(units.get(1).tap(two.chip())).contains("\"opened\":true");
    Passages.await(venueHome, units);
    center = centerLaunch.ready();
    Passages.await(centerHome, units);
    assertThat(incidents(centerHome)).isEmpty();
    assertThat(incidents(venueHome)).isEmpty();
  }

  @Test
  @Order(6)
  void where_the_units_database_is_gone_and_its_broker_is_not_a_gate_goes_past_it_and_comes_back()
      throws Exception {
    GateUnit unit = units.getFirst();
    Office.Visitor visitor = office.visitor(center);
    var database = new OwnDatabase(venueHome);
    database.take();
    assertThat(unit.tap(visitor.chip())).contains("\"opened\":true");
    // Either its connection with the unit's broker stays, and nobody answers on it, or the broker
    // cannot look its certificate up and ends it: that depends on when it last did.
    Until.holds(
        "the center has it, past the unit",
        () -> Passages.counted(centerHome).containsKey(visitor.ticket().index() + " 1"),
        unit.agent()::said);
    assertThat(unit.tap(office.visitor(center).chip())).contains("\"opened\":true");
    Passages.await(centerHome, units);
    database.giveBack();
    Until.holds("its database is there again", database::isThere, unit.agent()::said);
    past.cut(); // Rather than waiting for the knock at the unit.
    Passages.await(venueHome, units);
    past.join();
    Passages.await(centerHome, units);
  }

  @Test
  @Order(7)
  void a_settlement_waits_for_what_is_stuck_at_the_unit_and_then_says_what_the_journals_say()
      throws Exception {
    Office.Visitor stuck = office.visitor(center);
    Office.Visitor unheard = office.visitor(center);
    awaitBoard("shows all live", "LIVE", GATES);
    mqtt.cut();
    http.cut();
    assertThat(units.get(1).tap(stuck.chip())).contains("\"opened\":true");
    Passages.await(venueHome, units);
    change("UPDATE event SET starts_at = now(), last_entry = now() WHERE id = " + office.event);
    Until.holds(
        "it says who is missing, as soon as last entry is over",
        () -> office.settlement(center).get("missing").findValuesAsText("gate").equals(GATES),
        VenueTest::settled);
    JsonNode provisional = office.settlement(center);
    assertThat(provisional.get("standing").asText()).isEqualTo("PROVISIONAL");
    long entries = Passages.walked(units).size();
    assertThat(provisional.get("total").get("entries").asLong()).isEqualTo(entries - 1);
    // What this gate does from now on is in no database but its own.
    units.get(1).agent().close();
    assertThat(units.get(1).tap(unheard.chip())).contains("\"opened\":true");
    mqtt.join();
    http.join();
    Until.holds(
        "all is there but what nobody told",
        () -> Passages.counted(centerHome).size() == entries,
        VenueTest::settled);
    Until.holds(
        "it waits for the gate's own word",
        () ->
            office
                .settlement(center)
                .get("missing")
                .findValuesAsText("why")
                .equals(List.of("NOT_HEARD_SINCE")),
        VenueTest::settled);
    assertThat(office.settlement(center).get("missing").findValuesAsText("gate"))
        .containsExactly("north-2");
    units.get(1).startAgent();
    Passages.await(centerHome, units);
    Until.holds(
        "it is final",
        () -> office.settlement(center).get("standing").asText().equals("FINAL"),
        () -> settled() + "\n" + units.get(1).agent().said());
    JsonNode settlement = office.settlement(center);
    assertThat(settlement.get("total").get("entries").asLong()).isEqualTo(entries + 1);
    // Whose ticket was taken back may have come in before the gates heard of it.
    assertThat(
            settlement.get("total").get("attended").asLong()
                + settlement.get("total").get("attendedRevoked").asLong())
        .isEqualTo(entries + 1);
    assertThat(settlement.get("doubled").asLong()).isZero();
    for (int i = 0; i < GATES.size(); i++) {
      JsonNode line = settlement.get("gates").get(i);
      assertThat(line.get("gate").asText()).isEqualTo(GATES.get(i));
      assertThat(line.get("entries").asLong()).isEqualTo(units.get(i).entries().size());
    }
  }

  private static String settled() {
    try {
      return office.settlement(center).get("missing").toString();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  @Order(8)
  void a_gate_revoked_at_the_center_is_thrown_out_by_the_unit() throws Exception {
    long apart = units.get(1).agent().times("\"kind\":\"APART\"");
    office.form(
        center,
        "/venues/" + office.venue + "/gates/revoke",
        "serial=" + serial("north-2") + "&reason=lost");
    Until.holds(
        "it is thrown out, and not let in again",
        () -> units.get(1).agent().times("\"kind\":\"APART\"") > apart + 1,
        units.get(1).agent()::said);
    assertThat(incidents(venueHome)).containsExactly("north-2 CERTIFICATE_REFUSED");
  }

  private static void awaitBoard(String what, String state, List<String> gates) throws Exception {
    Until.holds(
        "the center's board " + what,
        () -> {
          JsonNode board = office.wholeBoard(center);
          List<String> states = new ArrayList<>();
          states.add(board.get("head").path("unit").path("state").asText());
          for (JsonNode gate : board.get("gates")) {
            if (gates.contains(gate.get("name").asText())) {
              states.add(gate.get("state").asText());
            }
          }
          return states.stream().allMatch(state::equals);
        },
        units.getFirst().agent()::said);
  }

  /** At the unit: who is expected, added up over the parts. */
  private static String told(String parts) {
    return "SELECT coalesce(sum((part ->> 'expected')::bigint), 0)"
        + " FROM event, jsonb_array_elements(told_parts -> '%s') AS part".formatted(parts);
  }

  private static long number(Path home, String sql) throws Exception {
    try (Connection database = Office.database(home);
        var statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private static void change(String sql) throws Exception {
    try (Connection database = Office.database(centerHome);
        var statement = database.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private static void awaitMasters(long version) throws Exception {
    for (GateUnit unit : units) {
      Until.holds(
          unit.name + " has master " + version,
          () -> unit.master(office.event) >= version,
          unit.agent()::said);
    }
  }

  private static List<String> incidents(Path home) throws Exception {
    List<String> incidents = new ArrayList<>();
    try (Connection database = Office.database(home);
        var statement = database.createStatement();
        ResultSet row = statement.executeQuery("SELECT gate || ' ' || kind FROM gate_incident")) {
      while (row.next()) {
        incidents.add(row.getString(1));
      }
    }
    return incidents;
  }

  private static String serial(String gate) throws Exception {
    try (Connection database = Office.database(centerHome);
        var statement =
            database.prepareStatement(
                "SELECT serial FROM gate_certificate WHERE gate = ? ORDER BY issued_at DESC")) {
      statement.setString(1, gate);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }
}
