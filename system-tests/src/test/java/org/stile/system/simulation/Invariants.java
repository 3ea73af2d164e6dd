package org.stile.system.simulation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.center.ingest.SimulatedCenter.Grant;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.PeerPassage;

/** What must hold, after each step and at the end (docs/reference/simulation.md). */
final class Invariants {
  /** Where these were drawn, a gate may hear of its peers late (see {@link #toldAll}). */
  private static final Set<Fault> UNTOLD =
      EnumSet.of(
          Fault.NODE,
          Fault.LOSS,
          Fault.DISK,
          Fault.LIES,
          Fault.VENUE,
          Fault.COPY,
          Fault.TWIN,
          Fault.OUTAGE);

  /** Where these were drawn, what a gate says of itself may come in another order. */
  private static final Set<Fault> OUT_OF_ORDER =
      EnumSet.of(Fault.DISORDER, Fault.NODE, Fault.DATABASE, Fault.LIES, Fault.OUTAGE);

  private final Evening evening;
  private final SimulatedCenter center;
  private final Books books;
  private final Optional<Books> unitBooks;
  private final EventId event;
  private final long newest;
  private final Map<Card, Long> versions = new HashMap<>();
  private final Map<Bytes, Long> beforeOutage = new HashMap<>();

  /** A file, until it is begun anew. */
  private record Card(MemoryMaster file, int begunAnew) {}

  Invariants(Evening evening) {
    this.evening = evening;
    center = evening.center;
    books = new Books(center, "the center");
    unitBooks = evening.unit.map(unit -> new Books(unit.center, "the unit"));
    event = evening.show.versions.getFirst().master().event();
    newest = evening.show.versions.getLast().master().version();
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  void toldByCenter(GateId gate, Bytes payload) {
    books.told(gate, payload);
  }

  void toldByUnit(GateId gate, Bytes payload) {
    unitBooks.orElseThrow().told(gate, payload);
  }

  void afterStep() {
    for (SimulatedGate gate : evening.gates) {
      MemoryMaster master = gate.master();
      long version = master.version(event);
      var file = new Card(master, master.begunAnew());
      Long before = versions.put(file, version);
      check(
          before == null || version >= before,
          gate.name() + " went from version " + before + " to " + version);
      if (!drawn(Fault.FORGERY) && !lostACopy()) {
        Bytes log = gate.pages().logId();
        check(
            master.believed(log) <= Math.max(center.highWater(log), atUnit(log)),
            gate.name() + " believes row " + master.believed(log) + " is kept, which it is not");
      }
    }
    for (Lane lane : evening.lanes) {
      check(lane.waited() == 0, "a tap waited");
    }
    if (!drawn(Fault.FORGERY) && !drawn(Fault.LIES)) {
      evening.unit.ifPresent(this::forwarded);
    }
  }

  private boolean drawn(Fault fault) {
    return evening.world.faults.contains(fault);
  }

  /** Whether the unit's disk was lost: then it has less than it acknowledged. */
  private boolean lostACopy() {
    return evening.unit.isPresent() && evening.unit.get().restored() > 0;
  }

  private long atUnit(Bytes log) {
    return evening.unit.isEmpty() ? 0 : evening.unit.get().center.highWater(log);
  }

  /** What the unit takes to be at the center is there. */
  private void forwarded(SimulatedUnit unit) {
    for (Bytes log : unit.center.logs()) {
      check(
          unit.center.forwarded(log) <= center.highWater(log),
          "the unit takes row " + unit.center.forwarded(log) + " to be at the center");
    }
  }

  /** The unit's database is gone for long: gates that know another way are to go it. */
  void outageBegins() {
    for (SimulatedGate gate : evening.gates) {
      if (gate.places() > 1) {
        beforeOutage.merge(gate.pages().logId(), gate.pages().lastSequence(), Math::max);
      }
    }
  }

  void outageEnds() {
    if (drawn(Fault.FORGERY) || drawn(Fault.LIES) || drawn(Fault.TWIN)) {
      return; // Told that all is there, or without a name of its own, it need not, or cannot.
    }
    for (SimulatedGate gate : evening.gates) {
      Bytes log = gate.pages().logId();
      check(
          center.highWater(log) >= beforeOutage.getOrDefault(log, 0L),
          gate.name() + " stayed where nobody answered it");
    }
  }

  /** Nothing more is to be expected. */
  boolean isHealed() {
    return evening.gates.stream().allMatch(this::isHealed)
        && evening.unit.stream().allMatch(this::isHealed)
        && (!hasTwins() || books.namesTwins());
  }

  private boolean isHealed(SimulatedGate gate) {
    Bytes log = gate.pages().logId();
    long last = gate.pages().lastSequence();
    return gate.isPowered()
        && center.highWater(log) == last
        && gate.master().believed(log) == last
        && gate.master().version(event) == newest
        && (evening.unit.isEmpty() || atUnit(log) == last)
        && (!toldAll() || missing(gate).isEmpty());
  }

  private boolean isHealed(SimulatedUnit unit) {
    return unit.isPowered()
        && unit.center.logs().stream()
            .allMatch(log -> !isHandedOn(log) || center.highWater(log) >= atUnit(log));
  }

  /**
   * Whether all of a log must come from the unit to the center. Who is told that the center has it,
   * which is not so, hands on what a gate still speaks of, as the center notices; not what its gate
   * has left behind.
   */
  private boolean isHandedOn(Bytes log) {
    return !drawn(Fault.FORGERY) && !drawn(Fault.LIES)
        || evening.gates.stream().anyMatch(gate -> gate.pages().logId().equals(log));
  }

  /** Whether two units with rows speak under one name. */
  private boolean hasTwins() {
    return evening.gates.stream()
        .filter(gate -> gate.pages().lastSequence() > 0)
        .anyMatch(
            gate ->
                evening.gates.stream()
                    .anyMatch(
                        other ->
                            other != gate
                                && other.name().equals(gate.name())
                                && other.pages().lastSequence() > 0));
  }

  /**
   * Whether what gates are told reaches them while they are connected. Where a node dies between
   * its commit and telling, or a broker loses what it should hand on, a gate hears of it only with
   * its next hello, if that comes soon enough (docs/reference/simulation.md, "Not promised").
   */
  private boolean toldAll() {
    return evening.world.faults.stream().noneMatch(UNTOLD::contains);
  }

  void atTheEnd() {
    for (SimulatedGate gate : evening.gates) {
      check(gate.isPowered(), "a unit stayed without power");
      books.kept(gate.pages());
      unitBooks.ifPresent(unit -> unit.kept(gate.pages()));
      Bytes log = gate.pages().logId();
      check(
          gate.master().believed(log) == gate.pages().lastSequence(),
          gate.name() + " was not told that all its rows are there");
      check(
          gate.master().version(event) == newest,
          gate.name() + " has master " + gate.master().version(event) + ", not " + newest);
      if (toldAll()) {
        List<String> missing = missing(gate);
        check(missing.isEmpty(), gate.name() + " does not know of " + missing);
      }
      gate.lost().forEach(this::lost);
    }
    evening.unit.ifPresent(this::handedOn);
    books.counts();
    unitBooks.ifPresent(Books::counts);
    if (!drawn(Fault.LIES)) {
      books.accusesNobody();
      unitBooks.ifPresent(Books::accusesNobody);
    }
    twins();
    walks();
  }

  private void twins() {
    check(!hasTwins() || books.namesTwins(), "two units under one name are not named");
    // A unit that does not know yet that a gate was cut off from it may greet for its old card.
    boolean late = evening.unit.isPresent() && drawn(Fault.PARTITION);
    if (!drawn(Fault.TWIN)
        && !late
        && evening.world.faults.stream().noneMatch(OUT_OF_ORDER::contains)) {
      check(
          !books.namesTwins() && unitBooks.stream().noneMatch(Books::namesTwins),
          "a unit that is alone is taken for two");
    }
  }

  /** Of a card that is gone, at least what was acknowledged is there. */
  private void lost(MemoryJournal journal) {
    books.prefix(journal);
    books.isAt(center, journal.logId());
    if (unitBooks.isPresent()) {
      unitBooks.get().prefix(journal);
      if (!lostACopy() && isHandedOn(journal.logId())) {
        unitBooks.get().isAt(center, journal.logId());
      }
    }
  }

  /** All that the unit has is at the center. */
  private void handedOn(SimulatedUnit unit) {
    for (Bytes log : unit.center.logs()) {
      check(
          !isHandedOn(log) || center.highWater(log) >= atUnit(log),
          "the unit has row " + atUnit(log) + ", the center " + center.highWater(log));
    }
  }

  /** Whoever went through has a row; it is at the center unless its card is gone. */
  private void walks() {
    Map<Bytes, MemoryJournal> journals = new HashMap<>();
    for (SimulatedGate gate : evening.gates) {
      journals.put(gate.pages().logId(), gate.pages());
      gate.lost().forEach(lost -> journals.put(lost.logId(), lost));
    }
    for (Lane lane : evening.lanes) {
      for (Lane.Walk walk : lane.walks()) {
        boolean written =
            journals.get(walk.logId()).rowsAfter(0, Integer.MAX_VALUE).stream()
                .anyMatch(
                    row ->
                        row.entry() instanceof Granted granted
                            && granted.ticket().equals(walk.ticket())
                            && granted.direction() == walk.direction()
                            && granted.number() == walk.number());
        check(written, "somebody went through and no row says so: " + walk);
      }
    }
  }

  /** Passages of other journals that the center has and the gate does not know so. */
  private List<String> missing(SimulatedGate gate) {
    return center.grants().stream()
        .filter(grant -> !grant.logId().equals(gate.pages().logId()))
        .filter(
            grant -> {
              Optional<PeerPassage> known = gate.master().peer(grant.logId(), grant.sequence());
              return known.isEmpty() || known.get().state() != grant.state();
            })
        .map(Grant::toString)
        .toList();
  }
}
