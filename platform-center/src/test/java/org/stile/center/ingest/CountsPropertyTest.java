package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stile.center.board.BoardView;
import org.stile.center.board.Boards;
import org.stile.center.board.Counting;
import org.stile.center.board.Counts;
import org.stile.center.board.Tally;
import org.stile.center.broker.Fleet;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Seeds;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;

/**
 * Counts against a fold that knows nothing of SQL, batches or order: over random histories at
 * several gates, sent in random pieces, twice, in any order, lost and sent again.
 */
@CenterTest
class CountsPropertyTest {
  private static final int HISTORIES = 25;
  private static final List<String> CODES = List.of("WRONG_GATE", "REVOKED", "ALREADY_INSIDE");

  @Inject Fleet fleet;
  @Inject Batches batches;
  @Inject Counting counting;
  @Inject Boards boards;
  @Inject Database database;

  @Test
  void counts_are_the_fold_of_the_journals_however_their_rows_came() {
    Seeds.play(HISTORIES, this::history);
  }

  private void history(Random random) {
    Fleet.Ground ground = fleet.ground();
    Instant now = Instant.now();
    List<GateJournal> journals = new ArrayList<>();
    for (int gate = 0; gate < 3; gate++) {
      var journal = new GateJournal(ground.gates().get(gate), random);
      write(journal, ground.event(), random, now);
      journals.add(journal);
    }
    send(journals, ground.event(), random);
    Counts counts = database.read(handle -> counting.of(handle, ground.event()));
    var naive = new Naive(journals, ground.event(), now);
    assertThat(counts.total()).isEqualTo(naive.total);
    assertThat(counts.zones()).isEqualTo(naive.zones);
    assertThat(counts.seatTypes()).isEqualTo(naive.types);
    assertThat(counts.doubled()).isEqualTo(naive.doubled);
    assertThat(counts.refused()).isEqualTo(naive.refused);
    for (int gate = 0; gate < 3; gate++) {
      String name = journals.get(gate).gate.gate().value();
      assertThat(counts.gates().stream().filter(each -> each.gate().equals(name)))
          .singleElement()
          .satisfies(each -> assertThat(each.counts()).isEqualTo(naive.gates.get(name)));
    }
    compare(boards.now(ground.event()), counts);
    // The two windows may have moved on by the time of the test itself.
    assertThat(counts.perFiveMinutes()).isEqualTo(naive.within(Duration.ofMinutes(5), counts));
    assertThat(counts.perMinute()).isEqualTo(naive.within(Duration.ofMinutes(1), counts));
  }

  /** A board follows in memory what the counts ask the database for. */
  private static void compare(BoardView board, Counts counts) {
    assertThat(board.head().total()).isEqualTo(counts.total());
    assertThat(board.head().doubled()).isEqualTo(counts.doubled());
    assertThat(board.head().refused()).isEqualTo(counts.refused());
    assertThat(tallies(board.head().sellers())).isEqualTo(some(counts.sellers()));
    assertThat(tallies(board.head().seatTypes())).isEqualTo(some(counts.seatTypes()));
    board.zones().stream()
        .filter(zone -> counts.zones().containsKey(zone.number()))
        .forEach(zone -> assertThat(zone.counts()).isEqualTo(counts.zones().get(zone.number())));
    Map<String, Tally> gates = new TreeMap<>();
    counts.gates().forEach(gate -> gates.put(gate.gate(), gate.counts()));
    assertThat(board.gates())
        .allSatisfy(gate -> assertThat(gate.counts()).isEqualTo(gates.get(gate.name())));
    long drawn = board.arrivals().minutes().stream().mapToLong(minute -> minute[1]).sum();
    assertThat(drawn + board.arrivals().elsewhere()).isEqualTo(counts.total().admitted());
  }

  private static Map<Long, Tally> tallies(List<BoardView.Part> parts) {
    Map<Long, Tally> tallies = new TreeMap<>();
    parts.forEach(part -> tallies.put(part.number(), part.counts()));
    return some(tallies);
  }

  /** Without those of whom only withdrawn grants are there. */
  private static Map<Long, Tally> some(Map<Long, Tally> tallies) {
    Map<Long, Tally> some = new TreeMap<>(tallies);
    some.values().removeIf(new Tally(0, 0, 0)::equals);
    return some;
  }

  /** What a gate might write, and some that none would. */
  private static void write(GateJournal journal, long event, Random random, Instant now) {
    List<Long> grants = new ArrayList<>();
    int rows = random.nextInt(200);
    for (int i = 0; i < rows; i++) {
      Instant at = now.minusMillis(random.nextInt(600_000));
      int ticket = random.nextInt(60);
      switch (random.nextInt(10)) {
        case 0, 1, 2 ->
            grants.add(
                journal.grant(
                    event,
                    ticket,
                    random.nextInt(4) == 0 ? Direction.EXIT : Direction.ENTRY,
                    1 + random.nextInt(2) + 2 * journal.gate.gate().value().length() % 2,
                    at));
        case 3 ->
            journal.refuse(
                Optional.of(new TicketId(new EventId(event), ticket)),
                CODES.get(random.nextInt(CODES.size())),
                at);
        case 4 -> journal.note("READER-RECOVERED", at);
        default -> {
          if (!grants.isEmpty()) {
            journal.progress(
                grants.get(random.nextInt(grants.size())),
                Outcome.values()[random.nextInt(Outcome.values().length)],
                at);
          }
        }
      }
    }
  }

  private void send(List<GateJournal> journals, long event, Random random) {
    List<Batches.Message> messages = new ArrayList<>();
    for (GateJournal journal : journals) {
      for (int copy = 0; copy < 2; copy++) {
        for (long from = 1; from <= journal.last(); ) {
          long to = Math.min(journal.last(), from + random.nextInt(30));
          messages.add(journal.delivered(journal.message(from, to)));
          from = to + 1;
        }
      }
    }
    Collections.shuffle(messages, random);
    // A third is lost on the way; then all is sent again, as gates do that are not acknowledged.
    deliver(messages.subList(0, messages.size() * 2 / 3), event, random);
    Collections.shuffle(messages, random);
    deliver(messages, event, random);
  }

  private void deliver(List<Batches.Message> messages, long event, Random random) {
    for (int from = 0; from < messages.size(); ) {
      int to = Math.min(messages.size(), from + 1 + random.nextInt(12));
      batches.take(messages.subList(from, to));
      if (random.nextInt(3) == 0) {
        boards.now(event); // Somebody looks: from then on the board follows what changes.
      }
      from = to;
    }
  }

  /** The fold as one would write it on paper. */
  private static final class Naive {
    private final List<Granted> entered = new ArrayList<>();
    private final Map<String, Tally> gates = new HashMap<>();
    private final Map<Long, Tally> zones = new TreeMap<>();
    private final Map<Long, Tally> types = new TreeMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private Tally total = new Tally(0, 0, 0);
    private long doubled;

    Naive(List<GateJournal> journals, long event, Instant now) {
      Map<String, Integer> walked = new HashMap<>();
      for (GateJournal journal : journals) {
        String gate = journal.gate.gate().value();
        gates.put(gate, new Tally(0, 0, 0));
        List<JournalRow> rows = journal.rows();
        Set<Long> once = new HashSet<>();
        for (JournalRow row : rows) {
          assertThat(once.add(row.sequence())).isTrue();
          if (row.entry() instanceof Granted granted) {
            count(gate, granted, journal.fate(row.sequence()), walked);
          } else if (row.entry() instanceof Refused refusal) {
            refused.merge(refusal.code(), 1L, Long::sum);
          }
        }
      }
      doubled = walked.values().stream().filter(times -> times > 1).count();
    }

    private void count(String gate, Granted granted, String fate, Map<String, Integer> walked) {
      boolean entry = granted.direction() == Direction.ENTRY;
      boolean passed = fate.equals("PASSED");
      var one =
          new Tally(
              entry && passed ? 1 : 0,
              !entry && passed ? 1 : 0,
              entry && fate.equals("PENDING") ? 1 : 0);
      total = sum(total, one);
      gates.merge(gate, one, Naive::sum);
      zones.merge((long) granted.zone(), one, Naive::sum);
      types.merge((long) granted.seatType(), one, Naive::sum);
      if (entry && passed) {
        entered.add(granted);
        walked.merge(granted.ticket() + " " + granted.number(), 1, Integer::sum);
      }
    }

    private static Tally sum(Tally a, Tally b) {
      return new Tally(a.admitted() + b.admitted(), a.left() + b.left(), a.pending() + b.pending());
    }

    long within(Duration window, Counts counts) {
      return entered.stream()
          .map(granted -> granted.at().now())
          .filter(at -> at.isAfter(counts.asOf().minus(window)) && !at.isAfter(counts.asOf()))
          .count();
    }
  }
}
