package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.admission.Direction;

/**
 * Everything that can be killed is killed, and every line cut, while people tap at three gates
 * without a pause ({@code ./stile test --rig}; each run of all tests plays a short round). However
 * it went: every row of every journal is at the center once, and no gate ever waited for anybody.
 * The tests follow each other, since starting all of it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultedRigTest {
  private static final boolean LONG = Boolean.getBoolean("stile.long");
  private static final int FAULTS = LONG ? 16 : 6;
  private static final Set<String> NONE_DEAD = Set.of();

  /** Named by the center if it is told what no honest gate tells. */
  private static final List<String> NEVER =
      List.of(
          "IDENTITY_SHARED",
          "LOG_REPLACED",
          "LOG_FORKED",
          "CHAIN_BROKEN",
          "FOREIGN_LOG",
          "FOREIGN_EVENT",
          "MALFORMED");

  @TempDir static Path folder;
  private static FaultedRig rig;

  @BeforeAll
  static void open() throws Exception {
    rig = new FaultedRig(folder, FAULTS);
  }

  @AfterAll
  static void close() {
    if (rig != null) {
      rig.report.print();
      rig.close();
    }
  }

  private static void nothing() {}

  private static void othersAreCounted(String but) throws Exception {
    rig.awaitCounted(FaultedRig.GATES.stream().filter(gate -> !gate.equals(but)).toList());
  }

  private static void allAreCounted() throws Exception {
    rig.awaitCounted(FaultedRig.GATES);
  }

  @Test
  @Order(1)
  void with_nothing_wrong_who_comes_is_counted() throws Exception {
    rig.endure(
        "nothing",
        NONE_DEAD,
        FaultedRigTest::nothing,
        FaultedRigTest::allAreCounted,
        FaultedRigTest::nothing);
  }

  @Test
  @Order(2)
  void an_agent_is_killed() throws Exception {
    for (String gate : LONG ? FaultedRig.GATES : FaultedRig.GATES.subList(0, 1)) {
      GateUnit unit = rig.unit(gate);
      rig.endure(
          "agent of " + gate + " killed",
          NONE_DEAD,
          () -> unit.agent().kill(),
          () -> othersAreCounted(gate),
          unit::startAgent);
    }
  }

  @Test
  @Order(3)
  void a_broker_is_killed_and_the_other_goes_on() throws Exception {
    for (BrokerNode broker : LONG ? rig.brokers : rig.brokers.subList(0, 1)) {
      rig.endure(
          "broker " + rig.brokers.indexOf(broker) + " killed",
          NONE_DEAD,
          broker::kill,
          FaultedRigTest::allAreCounted,
          () -> broker.start().awaitUp());
    }
  }

  @Test
  @Order(4)
  void a_node_of_the_center_is_killed_and_the_other_goes_on() throws Exception {
    for (int node = LONG ? 0 : 1; node < 2; node++) {
      int killed = node;
      rig.endure(
          "center node " + node + " killed",
          NONE_DEAD,
          () -> rig.node(killed).kill(),
          FaultedRigTest::allAreCounted,
          () -> rig.startNode(killed));
    }
  }

  @Test
  @Order(5)
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void a_gate_is_killed_with_somebody_before_it() throws Exception {
    for (String gate : FaultedRig.GATES) {
      GateUnit unit = rig.unit(gate);
      rig.endure(
          "gate " + gate + " killed",
          Set.of(gate),
          () -> unit.gate().kill(),
          FaultedRigTest::allAreCounted,
          unit::startGateAgain);
    }
  }

  @Test
  @Order(6)
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void the_database_is_restarted() throws Exception {
    rig.endure(
        "PostgreSQL stopped, fast",
        NONE_DEAD,
        () -> rig.database.stop(),
        FaultedRigTest::nothing,
        () -> rig.database.start());
    rig.endure(
        "PostgreSQL stopped, immediate",
        NONE_DEAD,
        () -> rig.database.stopAtOnce(),
        FaultedRigTest::nothing,
        () -> rig.database.start());
  }

  @Test
  @Order(7)
  void a_gates_cable_is_pulled() throws Exception {
    Wiring wiring = wiring();
    String gate = FaultedRig.ENTRIES.getLast();
    rig.endure(
        "cable of " + gate + " pulled",
        NONE_DEAD,
        () -> wiring.cut(gate),
        () -> othersAreCounted(gate),
        () -> wiring.join(gate));
  }

  @Test
  @Order(8)
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void all_cables_are_pulled_until_every_agent_has_noticed() throws Exception {
    Wiring wiring = wiring();
    long before = apart();
    rig.endure(
        "all cables pulled",
        NONE_DEAD,
        () -> {
          for (String gate : FaultedRig.GATES) {
            wiring.cut(gate);
          }
        },
        () ->
            Until.holds(
                "all notice",
                () -> apart() >= before + FaultedRig.GATES.size(),
                () -> "" + apart()),
        () -> {
          for (String gate : FaultedRig.GATES) {
            wiring.join(gate);
          }
        });
  }

  private static long apart() {
    return rig.units.stream().mapToLong(unit -> unit.agent().times("\"kind\":\"APART\"")).sum();
  }

  @Test
  @Order(9)
  void over_bad_lines_all_is_counted_and_an_agent_that_starts_anew_comes_through()
      throws Exception {
    Wiring wiring = wiring();
    Optional<String> missing = wiring.spoilMissing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    GateUnit unit = rig.unit(FaultedRig.ENTRIES.getFirst());
    rig.endure(
        "bad lines",
        NONE_DEAD,
        () -> {
          rig.report.note("bad lines: " + wiring.spoil());
          unit.agent().kill();
          unit.startAgent();
        },
        FaultedRigTest::allAreCounted,
        wiring::mend);
  }

  private static Wiring wiring() {
    assumeTrue(rig.wiring.isPresent(), () -> Wiring.missing().orElse(""));
    return rig.wiring.orElseThrow();
  }

  @Test
  @Order(10)
  void in_the_end_every_row_is_at_the_center_once_and_both_nodes_count_the_same() throws Exception {
    rig.closeDoors();
    allAreCounted();
    try (Reckoning reckoning = rig.reckoning()) {
      reckoning.everything();
      reckoning.opened(rig.turnout.opened());
      for (int node = 0; node < 2; node++) {
        reckoning.counts(rig.office.counts(rig.node(node)), rig.office.event);
        reckoning.counts(rig.office.board(rig.node(node)), rig.office.event);
      }
      rig.report.note(
          "%d admissions and %d exits in %d rows"
              .formatted(
                  reckoning.granted(Direction.ENTRY),
                  reckoning.granted(Direction.EXIT),
                  Reckoning.lastRows(rig.units).values().stream().mapToLong(last -> last).sum()));
    }
    assertThat(rig.office.incidents(rig.node(0)))
        .noneMatch(each -> NEVER.stream().anyMatch(each::endsWith));
    rig.turnout.check();
  }
}
