package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;

/**
 * A ticket's whole life: one chip, two gates of two lanes, any taps and any mishaps, and what is
 * true of it at the end. The model knows what really happened; the gates know only what a gate can.
 */
class TicketLifePropertyTest {
  private static final int TAPS_MAX = 40;

  /** Of all tickets on the chip together: in a group, fewer are of this one. */
  private static final int STAMPS_SEEN_MAX = 8;

  /** Whether the gates hear each other. */
  enum Network {
    UP,
    /** News comes now and then, and is old by the next tap. */
    PATCHY,
    DOWN
  }

  /** What becomes of a grant. */
  enum Mishap {
    /** All goes well, and a body walks. */
    NONE,
    /** The chip leaves before it is told to commit. */
    NOT_STAMPED,
    /** The chip commits, and its answer is lost. */
    ANSWER_LOST,
    /** The arm stays shut, or nobody can tell what followed. */
    ARM_UNKNOWN,
    /** The arm opens, and nobody walks. */
    NOBODY_WALKS,
    /** The chip refuses the stamp for good. */
    CHIP_REFUSES
  }

  /** One tap, whether the gate had news just before, and what comes of it if it is granted. */
  record Tap(GateId gate, int lane, Direction direction, Mishap mishap, boolean news) {
    Tap(GateId gate, int lane, Direction direction, Mishap mishap) {
      this(gate, lane, direction, mishap, false);
    }
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void no_entry_is_paid_twice_and_nobody_is_inside_twice(
      @ForAll("taps") List<Tap> taps,
      @ForAll @IntRange(min = 1, max = 3) int entries,
      @ForAll ReEntry reEntry,
      @ForAll Network network,
      @ForAll @IntRange(min = 1, max = STAMPS_SEEN_MAX) int stampsSeen) {
    var life = new Life(entries, reEntry, network, stampsSeen);
    taps.forEach(life::tap);
    assertThat(life.debited).isLessThanOrEqualTo(entries);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void a_holder_who_meets_no_mishap_comes_in_as_often_as_the_ticket_says(
      @ForAll @IntRange(min = 1, max = 5) int entries,
      @ForAll ReEntry reEntry,
      @ForAll Network network) {
    var life = new Life(entries, reEntry, network, STAMPS_SEEN_MAX);
    var in = new Tap(Scene.N3, 1, Direction.ENTRY, Mishap.NONE);
    var out = new Tap(Scene.N4, 2, Direction.EXIT, Mishap.NONE);
    int cameIn = 0;
    for (int visit = 0; visit < 10; visit++) {
      cameIn += life.tap(in) ? 1 : 0;
      assertThat(life.tap(in)).isFalse();
      life.tap(out);
      assertThat(life.tap(out)).isFalse();
    }
    assertThat(cameIn)
        .isEqualTo(
            switch (reEntry) {
              case NONE -> 1;
              case FREE -> 10;
              case COUNTED -> entries;
            });
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void a_mishap_of_the_chip_costs_a_visitor_one_more_tap_and_nothing_else(
      @ForAll ReEntry reEntry, @ForAll Network network, @ForAll Mishap mishap) {
    if (mishap == Mishap.NONE || mishap == Mishap.CHIP_REFUSES) {
      return;
    }
    var life = new Life(1, reEntry, network, STAMPS_SEEN_MAX);
    assertThat(life.tap(new Tap(Scene.N3, 1, Direction.ENTRY, mishap))).isFalse();
    assertThat(life.tap(new Tap(Scene.N3, 1, Direction.ENTRY, Mishap.NONE))).isTrue();
    assertThat(life.debited).isEqualTo(1);
  }

  @Provide
  Arbitrary<List<Tap>> taps() {
    return Combinators.combine(
            Arbitraries.of(Scene.N3, Scene.N4),
            Arbitraries.integers().between(1, 2),
            Arbitraries.of(Direction.class),
            Arbitraries.of(
                Mishap.NONE,
                Mishap.NONE,
                Mishap.NONE,
                Mishap.NOT_STAMPED,
                Mishap.ANSWER_LOST,
                Mishap.ARM_UNKNOWN,
                Mishap.NOBODY_WALKS,
                Mishap.CHIP_REFUSES),
            Arbitraries.of(true, false, false))
        .as(Tap::new)
        .list()
        .ofMaxSize(TAPS_MAX);
  }

  /** What really happens. */
  private static final class Life {
    private final int entries;
    private final ReEntry reEntry;
    private final Network network;
    private final int stampsSeen;
    private final Map<GateId, List<Passage>> journals =
        new HashMap<>(Map.of(Scene.N3, new ArrayList<>(), Scene.N4, new ArrayList<>()));
    private final Map<GateId, List<Passage>> heard =
        new HashMap<>(Map.of(Scene.N3, List.of(), Scene.N4, List.of()));
    private final List<Passage> stamps = new ArrayList<>();
    private int debited;
    private int inside;
    private boolean isLastWalkIn;

    Life(int entries, ReEntry reEntry, Network network, int stampsSeen) {
      this.stampsSeen = stampsSeen;
      this.entries = entries;
      this.reEntry = reEntry;
      this.network = network;
    }

    /** Whether a body walked. */
    boolean tap(Tap tap) {
      if (network == Network.UP || (network == Network.PATCHY && tap.news())) {
        hear(tap.gate());
      }
      Scene scene =
          Scene.usual()
              .entries(entries)
              .reEntry(reEntry)
              .gate(tap.gate())
              .lane(tap.lane())
              .going(tap.direction())
              .ledger(knownAt(tap.gate()));
      return scene.decide() instanceof Admit admit && grant(tap, admit);
    }

    private boolean grant(Tap tap, Admit admit) {
      List<Passage> journal = journals.get(tap.gate());
      int row = rowOf(tap, admit, journal);
      if (isStamped(tap, admit)) {
        return open(tap, row, journal);
      }
      switch (tap.mishap()) {
        case NOT_STAMPED -> {}
        case CHIP_REFUSES -> progress(journal, row, State.WITHDRAWN);
        case ANSWER_LOST -> stamp(tap, admit);
        case NONE, ARM_UNKNOWN, NOBODY_WALKS -> {
          stamp(tap, admit);
          return open(tap, row, journal);
        }
      }
      return false;
    }

    private int rowOf(Tap tap, Admit admit, List<Passage> journal) {
      if (admit.resumes().isPresent()) {
        int row = (int) admit.resumes().getAsLong() - 1;
        assertThat(journal.get(row).number()).isEqualTo(admit.number());
        assertThat(journal.get(row).lane()).isEqualTo(tap.lane());
        return row;
      }
      assertThat(journal) // The schema would refuse it: Taken.
          .noneMatch(p -> p.direction() == tap.direction() && p.number() == admit.number());
      journal.add(passage(tap, admit, State.GRANTED, Source.THIS_GATE, journal.size() + 1L));
      return journal.size() - 1;
    }

    private void stamp(Tap tap, Admit admit) {
      assertThat(stamps)
          .noneMatch(p -> p.direction() == tap.direction() && p.number() == admit.number());
      stamps.add(passage(tap, admit, State.STAMPED, Source.CHIP, 0));
      isLastWalkIn &= network == Network.UP || tap.direction() == Direction.ENTRY;
      debited += admit.debits() ? 1 : 0;
      assertThat(debited).as("the chip has no more").isLessThanOrEqualTo(entries);
    }

    private boolean open(Tap tap, int row, List<Passage> journal) {
      switch (tap.mishap()) {
        case NONE -> {
          progress(journal, row, State.PASSED);
          walk(tap.direction());
          return true;
        }
        case NOBODY_WALKS -> progress(journal, row, State.NOT_PASSED);
        case NOT_STAMPED, ANSWER_LOST, ARM_UNKNOWN, CHIP_REFUSES ->
            progress(journal, row, State.STAMPED);
      }
      return false;
    }

    private void walk(Direction direction) {
      switch (direction) {
        case ENTRY -> {
          inside++;
          assertThat(isLastWalkIn).as("an entry after an entry").isFalse();
        }
        case EXIT -> inside--;
      }
      isLastWalkIn = direction == Direction.ENTRY;
      if (network == Network.UP) { // Else a gate may have to take a stamp's word for an exit.
        assertThat(inside).as("bodies inside on this ticket").isLessThanOrEqualTo(1);
      }
    }

    private boolean isStamped(Tap tap, Admit admit) {
      return stamps.stream()
          .anyMatch(
              stamp ->
                  stamp.direction() == tap.direction()
                      && stamp.number() == admit.number()
                      && stamp.gate().equals(tap.gate())
                      && stamp.lane() == tap.lane());
    }

    private void hear(GateId gate) {
      GateId other = gate.equals(Scene.N3) ? Scene.N4 : Scene.N3;
      heard.put(gate, journals.get(other).stream().map(Life::told).toList());
    }

    private TicketLedger knownAt(GateId gate) {
      var known = new ArrayList<>(journals.get(gate));
      known.addAll(heard.get(gate));
      known.addAll(stamps.subList(Math.max(0, stamps.size() - stampsSeen), stamps.size()));
      return new TicketLedger(known);
    }

    private static Passage told(Passage p) {
      return new Passage(
          p.direction(), p.number(), p.gate(), p.lane(), p.at(), p.state(), Source.OTHER_GATE, 0);
    }

    private static Passage passage(
        Tap tap, Admit admit, State state, Source source, long sequence) {
      return new Passage(
          tap.direction(),
          admit.number(),
          tap.gate(),
          tap.lane(),
          Scene.NOW,
          state,
          source,
          sequence);
    }

    private static void progress(List<Passage> journal, int row, State state) {
      Passage p = journal.get(row);
      journal.set(
          row,
          new Passage(
              p.direction(),
              p.number(),
              p.gate(),
              p.lane(),
              p.at(),
              state,
              p.source(),
              p.sequence()));
    }
  }
}
