package org.stile.center.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.Fleet;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlans;
import org.stile.center.settlement.Settlement;
import org.stile.center.settlement.Settlement.Figures;
import org.stile.center.settlement.Settlement.GateLine;
import org.stile.center.settlement.Settling;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.Grants;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;
import org.stile.center.testing.Seeds;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.master.SeatMap;

/**
 * Settlements against a fold over journals and sold tickets as one would write it on paper, over
 * random histories: with tickets walked twice, revoked, never issued, and grants without an end.
 */
@CenterTest
class SettlementPropertyTest {
  private static final int HISTORIES = 8;
  private static final Figures NOTHING = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0);

  @Inject Fleet fleet;
  @Inject Batches batches;
  @Inject Settling settling;
  @Inject Database database;
  @Inject Grants grants;
  @Inject People people;
  @Inject SeatPlans plans;

  @Test
  void a_settlement_is_the_fold_of_journals_and_sold_tickets() {
    Seeds.play(HISTORIES, this::history);
  }

  private void history(Random random) {
    Fleet.Ground ground = fleet.ground();
    var sellers = List.of(people.seller(), people.seller());
    // Tickets 0 to 9 and from 50 on were not issued here.
    SoldOut sold = SoldOut.of(database, grants, ground, sellers, 10, 50, random);
    List<GateJournal> journals = new ArrayList<>();
    var times = new Times(random);
    for (int gate = 0; gate < 3; gate++) {
      var journal = new GateJournal(ground.gates().get(gate), random);
      write(journal, ground.event(), random, times);
      journals.add(journal);
    }
    send(journals, random);

    SeatMap seats = database.read(handle -> plans.ofEvent(handle, ground.event())).seatMap();
    var naive = new Naive(journals, sold, seats);
    Settlement settlement =
        database.readOneMoment(
            handle -> settling.of(handle, Samples.caller(ground.organizer()), ground.event()));
    assertThat(settlement.total()).isEqualTo(naive.sum(_ -> 0).getOrDefault(0L, NOTHING));
    assertThat(figures(settlement.sellers())).isEqualTo(naive.sum(ticket -> ticket.seller));
    assertThat(figures(settlement.seatTypes())).isEqualTo(naive.sum(ticket -> ticket.type));
    assertThat(figures(settlement.zones())).isEqualTo(naive.sum(ticket -> ticket.zone));
    assertThat(settlement.gates().stream().filter(gate -> naive.gates.containsKey(gate.gate())))
        .containsExactlyElementsOf(naive.gates.values());
    assertThat(settlement.gates().stream().filter(gate -> !naive.gates.containsKey(gate.gate())))
        .allMatch(gate -> gate.entries() + gate.exits() + gate.pending() + gate.arrivals() == 0);
    var arrivals = new TreeMap<Instant, Long>();
    settlement.arrivals().forEach(each -> arrivals.put(each.from(), each.tickets()));
    assertThat(arrivals).isEqualTo(naive.arrivals);
    assertThat(settlement.refused()).isEqualTo(naive.refused);
    assertThat(settlement.doubles()).containsExactlyElementsOf(naive.doubles);
    assertThat(settlement.doubled()).isEqualTo(naive.doubles.size());
    assertThat(named(ground.event())).isEqualTo(naive.standingTwice());
    addsUp(settlement);
  }

  /** What an open incident of a double admission is about. */
  private Set<String> named(long event) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT about FROM gate_incident
                    WHERE event_id = :event AND kind = 'DOUBLE_ADMISSION' AND settled_at IS NULL
                    """)
                .bind("event", event)
                .mapTo(String.class)
                .collect(Collectors.toSet()));
  }

  /** However it is cut, the pieces are the whole. */
  private static void addsUp(Settlement settlement) {
    Figures total = settlement.total();
    for (var lines : List.of(settlement.sellers(), settlement.seatTypes(), settlement.zones())) {
      for (ToLongFunction<Figures> number :
          List.<ToLongFunction<Figures>>of(
              Figures::issued, Figures::attendance, Figures::noShows, Figures::entries)) {
        assertThat(lines.stream().mapToLong(line -> number.applyAsLong(line.figures())).sum())
            .isEqualTo(number.applyAsLong(total));
      }
    }
    assertThat(settlement.arrivals().stream().mapToLong(Settlement.Arrival::tickets).sum())
        .isEqualTo(total.attendance());
    assertThat(settlement.gates().stream().mapToLong(GateLine::arrivals).sum())
        .isEqualTo(total.attendance());
    assertThat(settlement.gates().stream().mapToLong(GateLine::entries).sum())
        .isEqualTo(total.entries());
    assertThat(total.attended() + total.noShows()).isEqualTo(total.issued() - total.revoked());
  }

  private static Map<Long, Figures> figures(List<Settlement.Line> lines) {
    var figures = new TreeMap<Long, Figures>();
    lines.stream()
        .filter(line -> !line.figures().equals(NOTHING))
        .forEach(line -> figures.put(line.number(), line.figures()));
    return figures;
  }

  /** Moments of half an hour, each once, so that which of two came first is known. */
  private static final class Times {
    private final List<Integer> left = new ArrayList<>();
    private final Instant from = GateJournal.OPEN;

    Times(Random random) {
      for (int i = 0; i < 1_000; i++) {
        left.add(i);
      }
      Collections.shuffle(left, random);
    }

    Instant next() {
      return from.plusMillis(1_800L * left.removeLast());
    }
  }

  private static void write(GateJournal journal, long event, Random random, Times times) {
    List<Long> granted = new ArrayList<>();
    int rows = random.nextInt(150);
    for (int i = 0; i < rows; i++) {
      Instant at = times.next();
      int ticket = random.nextInt(60);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          Direction direction = random.nextInt(5) == 0 ? Direction.EXIT : Direction.ENTRY;
          granted.add(journal.grant(event, ticket, direction, 1 + random.nextInt(2), at));
        }
        case 3 ->
            journal.refuse(
                Optional.of(new TicketId(new EventId(event), ticket)),
                random.nextBoolean() ? "WRONG_GATE" : "REVOKED",
                at);
        default -> {
          if (!granted.isEmpty()) {
            Long about = granted.get(random.nextInt(granted.size()));
            Outcome[] outcomes = Outcome.values();
            journal.progress(
                about,
                random.nextBoolean() ? Outcome.PASSED : outcomes[random.nextInt(outcomes.length)],
                at);
          }
        }
      }
    }
  }

  private void send(List<GateJournal> journals, Random random) {
    List<Batches.Message> messages = new ArrayList<>();
    for (GateJournal journal : journals) {
      journal.messages(40).forEach(rows -> messages.add(journal.delivered(rows)));
    }
    Collections.shuffle(messages, random);
    messages.forEach(message -> batches.take(List.of(message)));
  }

  /** One ticket as the fold on paper sees it. */
  private static final class Paper {
    private boolean issued;
    private boolean revoked;
    private long seller;
    private long type;
    private long zone;
    private long exits;
    private long pending;
    private final List<Entry> entries = new ArrayList<>();

    Figures figures() {
      boolean came = !entries.isEmpty();
      return new Figures(
          issued ? 1 : 0,
          revoked ? 1 : 0,
          issued && !revoked && came ? 1 : 0,
          issued && !revoked && !came ? 1 : 0,
          revoked && came ? 1 : 0,
          !issued && came ? 1 : 0,
          entries.size(),
          exits,
          pending);
    }
  }

  private record Entry(Instant at, String gate, int number) {}

  /** The fold as one would write it on paper. */
  private static final class Naive {
    private final Map<Integer, Paper> tickets = new TreeMap<>();
    private final Map<String, GateLine> gates = new TreeMap<>();
    private final Map<Instant, Long> arrivals = new TreeMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final List<Settlement.Doubled> doubles = new ArrayList<>();
    private final Map<String, Integer> standing = new TreeMap<>();

    Naive(List<GateJournal> journals, SoldOut sold, SeatMap seats) {
      for (SoldOut.Sold each : sold.sold) {
        var ticket = new Paper();
        ticket.issued = true;
        ticket.revoked = each.revoked();
        ticket.seller = each.seller();
        ticket.type = seats.at(each.seat()).orElseThrow().type();
        ticket.zone = seats.at(each.seat()).orElseThrow().zone();
        tickets.put(each.seat(), ticket);
      }
      for (GateJournal journal : journals) {
        String gate = journal.gate.gate().value();
        gates.put(gate, new GateLine(gate, 0, 0, 0, 0, 0));
        for (JournalRow row : journal.rows()) {
          if (row.entry() instanceof Granted granted) {
            walk(gate, granted, journal.fate(row.sequence()));
          } else if (row.entry() instanceof Refused refusal) {
            refused.merge(refusal.code(), 1L, Long::sum);
          }
        }
      }
      tickets.forEach(this::judge);
    }

    private void walk(String gate, Granted granted, String fate) {
      Paper ticket =
          tickets.computeIfAbsent(
              granted.ticket().index(),
              _ -> {
                var unknown = new Paper();
                unknown.type = granted.seatType();
                unknown.zone = granted.zone();
                return unknown;
              });
      boolean entry = granted.direction() == Direction.ENTRY;
      boolean passed = fate.equals("PASSED");
      boolean open = entry && fate.equals("PENDING");
      if (passed || fate.equals("PENDING")) {
        standing.merge(
            granted.ticket() + " " + granted.direction() + " " + granted.number(), 1, Integer::sum);
      }
      if (entry && passed) {
        ticket.entries.add(new Entry(granted.at().now(), gate, granted.number()));
      }
      ticket.exits += !entry && passed ? 1 : 0;
      ticket.pending += open ? 1 : 0;
      GateLine was = gates.getOrDefault(gate, new GateLine(gate, 0, 0, 0, 0, 0));
      gates.put(
          gate,
          new GateLine(
              gate,
              was.arrivals(),
              was.entries() + (entry && passed ? 1 : 0),
              was.exits() + (!entry && passed ? 1 : 0),
              was.pending() + (open ? 1 : 0),
              0));
    }

    /** Numbers of which more than one grant may have been walked. */
    Set<String> standingTwice() {
      return standing.entrySet().stream()
          .filter(each -> each.getValue() > 1)
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    private void judge(int index, Paper ticket) {
      if (ticket.entries.isEmpty()) {
        return;
      }
      ticket.entries.sort(Comparator.comparing(Entry::at));
      Entry first = ticket.entries.getFirst();
      long step = first.at.getEpochSecond() / 300 * 300;
      arrivals.merge(Instant.ofEpochSecond(step), 1L, Long::sum);
      gates.computeIfPresent(
          first.gate,
          (gate, was) ->
              new GateLine(gate, was.arrivals() + 1, was.entries(), was.exits(), was.pending(), 0));
      var walked = new TreeMap<Integer, List<String>>();
      ticket.entries.forEach(
          entry -> walked.computeIfAbsent(entry.number, _ -> new ArrayList<>()).add(entry.gate));
      walked.forEach(
          (number, where) -> {
            if (where.size() > 1) {
              doubles.add(new Settlement.Doubled(index, number, where));
            }
          });
    }

    Map<Long, Figures> sum(ToLongFunction<Paper> by) {
      var sums = new HashMap<Long, List<Figures>>();
      tickets
          .values()
          .forEach(
              ticket ->
                  sums.computeIfAbsent(by.applyAsLong(ticket), _ -> new ArrayList<>())
                      .add(ticket.figures()));
      var added = new TreeMap<Long, Figures>();
      sums.forEach((key, all) -> added.put(key, add(all)));
      added.values().removeIf(figures -> figures.equals(NOTHING));
      return added;
    }

    private static Figures add(List<Figures> all) {
      return new Figures(
          all.stream().mapToLong(Figures::issued).sum(),
          all.stream().mapToLong(Figures::revoked).sum(),
          all.stream().mapToLong(Figures::attended).sum(),
          all.stream().mapToLong(Figures::noShows).sum(),
          all.stream().mapToLong(Figures::attendedRevoked).sum(),
          all.stream().mapToLong(Figures::attendedUnknown).sum(),
          all.stream().mapToLong(Figures::entries).sum(),
          all.stream().mapToLong(Figures::exits).sum(),
          all.stream().mapToLong(Figures::pending).sum());
    }
  }
}
