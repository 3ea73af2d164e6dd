package org.stile.system.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.center.ingest.SimulatedCenter.Grant;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.SyncCodec;

/** What must hold, after each step and at the end (docs/reference/simulation.md). */
final class Invariants {
  private final Evening evening;
  private final SimulatedCenter center;
  private final EventId event;
  private final long newest;
  private final Map<Bytes, Long> acknowledged = new HashMap<>();
  private final Map<Card, Long> versions = new HashMap<>();

  /** A file, until it is begun anew. */
  private record Card(MemoryMaster file, int begunAnew) {}

  Invariants(Evening evening) {
    this.evening = evening;
    center = evening.center;
    event = evening.show.versions.getFirst().master().event();
    newest = evening.show.versions.getLast().master().version();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** The center says something: an acknowledgement must be true when it is said. */
  void told(GateId gate, Bytes payload) {
    try {
      if (SyncCodec.down(payload) instanceof Acknowledged(Bytes logId, long sequence)) {
        long durable = center.contiguous(logId);
        check(
            sequence <= durable,
            gate + " is told that row " + sequence + " is kept, and " + durable + " is the last");
        acknowledged.merge(logId, sequence, Math::max);
      }
    } catch (WireException e) {
      throw new AssertionError("the center said something unreadable", e);
    }
  }

  void afterStep() {
    for (SimulatedGate gate : evening.gates) {
      MemoryMaster master = gate.master();
      long version = master.version(event);
      var file = new Card(master, master.begunAnew());
      Long before = versions.put(file, version);
      check(
          before == null || version >= before,
          gate.gate() + " went from version " + before + " to " + version);
      if (!evening.world.faults.contains(Fault.FORGERY)) {
        Bytes log = gate.pages().logId();
        long believed = master.believed(log);
        check(
            believed <= center.highWater(log),
            gate.gate() + " believes row " + believed + " is at the center, which has not");
      }
    }
    for (Lane lane : evening.lanes) {
      check(lane.waited() == 0, "a tap waited");
    }
  }

  /** Nothing more is to be expected. */
  boolean isHealed() {
    return evening.gates.stream().allMatch(this::isHealed);
  }

  private boolean isHealed(SimulatedGate gate) {
    Bytes log = gate.pages().logId();
    long last = gate.pages().lastSequence();
    return gate.isPowered()
        && center.highWater(log) == last
        && gate.master().believed(log) == last
        && gate.master().version(event) == newest
        && (!toldAll() || missing(gate).isEmpty());
  }

  /**
   * Whether what gates are told reaches them while they are connected. Where a node dies between
   * its commit and telling, or a broker loses what it should hand on, a gate hears of it only with
   * its next hello, if that comes soon enough (docs/reference/simulation.md, "Not promised").
   */
  private boolean toldAll() {
    Set<Fault> faults = evening.world.faults;
    return !faults.contains(Fault.NODE)
        && !faults.contains(Fault.LOSS)
        && !faults.contains(Fault.DISK)
        && !faults.contains(Fault.LIES);
  }

  void atTheEnd() {
    for (SimulatedGate gate : evening.gates) {
      check(gate.isPowered(), "a unit stayed without power");
      kept(gate.pages());
      Bytes log = gate.pages().logId();
      check(
          gate.master().believed(log) == gate.pages().lastSequence(),
          gate.gate() + " was not told that all its rows are there");
      check(
          gate.master().version(event) == newest,
          gate.gate() + " has master " + gate.master().version(event) + ", not " + newest);
      if (toldAll()) {
        List<String> missing = missing(gate);
        check(missing.isEmpty(), gate.gate() + " does not know of " + missing);
      }
      gate.lost().forEach(this::prefix);
    }
    counts();
    walks();
  }

  /** Every row of a journal that is there is at the center, once, unchanged, in its place. */
  private void kept(MemoryJournal journal) {
    List<JournalRow> rows = journal.rowsAfter(0, Integer.MAX_VALUE);
    List<JournalRow> there = center.rows(journal.logId());
    check(
        there.equals(rows),
        journal.gate() + " has " + rows.size() + " rows; the center " + there.size() + " of them");
    check(center.highWater(journal.logId()) == rows.size(), "the high water is not the last row");
  }

  /** Of a card that is gone, at least what was acknowledged is there. */
  private void prefix(MemoryJournal journal) {
    List<JournalRow> rows = journal.rowsAfter(0, Integer.MAX_VALUE);
    List<JournalRow> there = center.rows(journal.logId());
    check(
        there.size() >= acknowledged.getOrDefault(journal.logId(), 0L),
        "rows of a lost card were acknowledged and are not there");
    check(
        there.size() <= rows.size() && rows.subList(0, there.size()).equals(there),
        "of a lost card are other rows there than it had");
  }

  /**
   * Tables equal the fold of the rows that are kept; every double is named, and nothing else is.
   */
  private void counts() {
    List<Grant> table = center.grants();
    check(
        table.stream()
            .map(Invariants::plain)
            .collect(Collectors.toSet())
            .equals(new HashSet<>(center.folded())),
        "the passages are not what the kept rows add up to");
    Map<List<Object>, List<Grant>> byNumber =
        table.stream()
            .collect(
                Collectors.groupingBy(
                    grant -> List.of(grant.ticket(), grant.direction(), grant.number())));
    Set<String> doubled = new HashSet<>();
    byNumber.forEach(
        (_, grants) -> {
          check(
              grants.stream().filter(grant -> !grant.twin()).count() == 1,
              "of the grants of one number, not one alone is the first: " + grants);
          if (grants.size() > 1) {
            Grant one = grants.getFirst();
            doubled.add(one.ticket() + " " + one.direction() + " " + one.number());
          }
        });
    check(
        center.about(Kind.DOUBLE_ADMISSION).equals(doubled),
        "doubled " + doubled + ", named " + center.about(Kind.DOUBLE_ADMISSION));
    if (!evening.world.faults.contains(Fault.LIES)) {
      for (Kind kind : List.of(Kind.CHAIN_BROKEN, Kind.LOG_FORKED, Kind.MALFORMED)) {
        check(center.incidents(kind) == 0, "an honest gate is named " + kind);
      }
    }
  }

  private static Grant plain(Grant grant) {
    return new Grant(
        grant.logId(),
        grant.sequence(),
        grant.ticket(),
        grant.direction(),
        grant.number(),
        grant.state(),
        false);
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

  /** For the report: which kinds of trouble the center named. */
  String incidents() {
    return java.util.Arrays.stream(Kind.values())
        .filter(kind -> center.incidents(kind) > 0)
        .map(kind -> kind + " " + center.incidents(kind))
        .collect(Collectors.joining(", "));
  }
}
