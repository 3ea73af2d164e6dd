package org.stile.system.simulation;

import static org.stile.system.simulation.Invariants.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.center.ingest.SimulatedCenter.Grant;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.SyncCodec;

/** What a center, or a venue's unit, has and said, and what must hold of it. */
final class Books {
  final SimulatedCenter center;
  private final String whose;
  private final Map<Bytes, Long> acknowledged = new HashMap<>();

  Books(SimulatedCenter center, String whose) {
    this.center = center;
    this.whose = whose;
  }

  /** It says something: an acknowledgement must be true when it is said. */
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
      throw new AssertionError(whose + " said something unreadable", e);
    }
  }

  /** Every row of a journal that is there is here, once, unchanged, in its place. */
  void kept(MemoryJournal journal) {
    List<JournalRow> rows = journal.rowsAfter(0, Integer.MAX_VALUE);
    List<JournalRow> here = center.rows(journal.logId());
    check(
        here.equals(rows),
        journal.gate() + " has " + rows.size() + " rows; " + whose + " " + here.size());
    check(center.highWater(journal.logId()) == rows.size(), "the high water is not the last row");
  }

  /** What is here of a journal is what it began with. */
  void prefix(MemoryJournal journal) {
    List<JournalRow> rows = journal.rowsAfter(0, Integer.MAX_VALUE);
    List<JournalRow> here = center.rows(journal.logId());
    check(
        here.size() <= rows.size() && rows.subList(0, here.size()).equals(here),
        whose + " has other rows of a lost card than it had");
  }

  /** What was acknowledged of a log is at the center, whoever acknowledged it. */
  void isAt(SimulatedCenter there, Bytes logId) {
    check(
        there.rows(logId).size() >= acknowledged.getOrDefault(logId, 0L),
        whose + " acknowledged rows of a lost card, which are not there");
  }

  /**
   * Tables equal the fold of the rows that are kept; every number of which two grants stand is
   * named, and nothing else is.
   */
  void counts() {
    List<Grant> table = center.grants();
    check(
        table.stream()
            .map(Books::plain)
            .collect(Collectors.toSet())
            .equals(new HashSet<>(center.folded())),
        "the passages of " + whose + " are not what the kept rows add up to");
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
          if (grants.stream().filter(Books::stands).count() > 1) {
            Grant one = grants.getFirst();
            doubled.add(one.ticket() + " " + one.direction() + " " + one.number());
          }
        });
    check(
        center.about(Kind.DOUBLE_ADMISSION).equals(doubled),
        whose + ": standing twice " + doubled + ", named " + center.about(Kind.DOUBLE_ADMISSION));
  }

  /** Whether somebody may have gone through by it. */
  private static boolean stands(Grant grant) {
    return grant.state() != State.WITHDRAWN && grant.state() != State.NOT_PASSED;
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

  /** No honest gate is accused. */
  void accusesNobody() {
    for (Kind kind : List.of(Kind.CHAIN_BROKEN, Kind.LOG_FORKED, Kind.MALFORMED)) {
      check(center.incidents(kind) == 0, whose + " names an honest gate " + kind);
    }
  }

  /** Whether it names two units that have one name. */
  boolean namesTwins() {
    return center.incidents(Kind.IDENTITY_SHARED) > 0;
  }
}
