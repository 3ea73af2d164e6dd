package org.stile.core.admission;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules.ReEntry;

/**
 * What is known of one ticket's passages, from journal, chip and peers; oldest first.
 *
 * <p>Passages may be handed in from several sources and in any order: the ledger keeps one for each
 * direction and number (see {@link Passage#merged}), and puts them in the order in which they must
 * have happened. That order comes from the numbers alone and from no clock: a holder goes in and
 * out by turns, so entry <i>n</i> is before exit <i>n</i>, and exit <i>n</i> before entry <i>n</i>
 * + 1. A withdrawn passage took a number but moved nobody, so the numbers after it count one turn
 * less.
 */
public record TicketLedger(List<Passage> passages) {
  /** Nothing is known: a first tap. */
  public static final TicketLedger EMPTY = new TicketLedger(List.of());

  public TicketLedger {
    passages = inOrder(passages);
  }

  /** This ledger and what {@code more} passages tell. */
  public TicketLedger with(List<Passage> more) {
    return new TicketLedger(Stream.concat(passages.stream(), more.stream()).toList());
  }

  public Optional<Passage> last() {
    return passages.isEmpty() ? Optional.empty() : Optional.of(passages.getLast());
  }

  /** The last passage that was not withdrawn. */
  public Optional<Passage> lastStanding() {
    return passages.reversed().stream().filter(Passage::stands).findFirst();
  }

  /** The last entry that was not withdrawn. */
  public Optional<Passage> lastEntry() {
    return passages.reversed().stream()
        .filter(passage -> passage.stands() && passage.direction() == Direction.ENTRY)
        .findFirst();
  }

  /** Where the holder is, as far as anybody can tell. */
  public Standing standing() {
    return lastStanding().map(Standing::after).orElseGet(Standing.NeverCame::new);
  }

  /** The number the next new passage in {@code direction} has, from 1 upward. */
  public int nextNumber(Direction direction) {
    return highestNumber(direction) + 1;
  }

  /**
   * How many of the entries it pays for the ticket has used up. A withdrawn one is among them: what
   * came of it on the chip is not known well enough to give it away again.
   */
  public int entriesUsed(ReEntry reEntry) {
    int highest = highestNumber(Direction.ENTRY);
    return switch (reEntry) {
      case NONE, COUNTED -> highest;
      case FREE ->
          (int)
              Stream.iterate(1, n -> n <= highest, n -> n + 1)
                  .filter(n -> isDebited(n, reEntry))
                  .count();
    };
  }

  /** Whether entry {@code number} takes, or took, one of the entries the ticket pays for. */
  public boolean isDebited(int number, ReEntry reEntry) {
    return switch (reEntry) {
      case NONE, COUNTED -> true;
      case FREE -> turn(passages, Direction.ENTRY, number) == 1;
    };
  }

  private int highestNumber(Direction direction) {
    return passages.stream()
        .filter(passage -> passage.direction() == direction)
        .mapToInt(Passage::number)
        .max()
        .orElse(0);
  }

  private static List<Passage> inOrder(List<Passage> told) {
    var merged = new TreeMap<Place, Passage>();
    told.forEach(
        passage ->
            merged.merge(
                new Place(passage.direction(), passage.number()), passage, Passage::merged));
    var passages = new ArrayList<>(merged.values());
    var kept = List.copyOf(passages);
    passages.sort(
        Comparator.<Passage>comparingInt(p -> turn(kept, p.direction(), p.number()))
            .thenComparing(Passage::direction)
            .thenComparingInt(Passage::number));
    return List.copyOf(passages);
  }

  private static int turn(List<Passage> passages, Direction direction, int number) {
    long withdrawnBefore =
        passages.stream()
            .filter(passage -> passage.direction() == direction && passage.number() < number)
            .filter(passage -> !passage.stands())
            .count();
    return number - (int) withdrawnBefore;
  }

  private record Place(Direction direction, int number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::direction).thenComparingInt(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * One way through the arm that was granted.
   *
   * @param direction which way.
   * @param number 1 for the first entry (or exit) of the ticket, 2 for the second, and so on, range
   *     [1, {@value #NUMBER_MAX}].
   * @param gate where.
   * @param lane which reader of that gate, range [0, 15].
   * @param at when, by that gate's clock.
   * @param state how far it came.
   * @param source who says so.
   * @param sequence the granting row in this gate's journal, from 1 upward; 0 when another gate or
   *     the chip says so.
   */
  public record Passage(
      Direction direction,
      int number,
      GateId gate,
      int lane,
      Instant at,
      State state,
      Source source,
      long sequence) {
    /** The number is one byte of a stamp (docs/chip-layout.md, "Stamp"). */
    public static final int NUMBER_MAX = 255;

    private static final Comparator<Passage> BY_WEIGHT =
        Comparator.comparing(Passage::state)
            .thenComparing(Passage::source, Comparator.reverseOrder())
            .thenComparing(Passage::at)
            .thenComparing(passage -> passage.gate().value())
            .thenComparingInt(Passage::lane)
            .thenComparingLong(Passage::sequence);

    public Passage {
      if (number < 1 || number > NUMBER_MAX) {
        throw new IllegalArgumentException(
            "passage number out of range [1, " + NUMBER_MAX + "]: " + number);
      }
      if (lane < 0 || lane > TapContext.LANE_MAX) {
        throw new IllegalArgumentException(
            "lane out of range [0, " + TapContext.LANE_MAX + "]: " + lane);
      }
      if (source == Source.THIS_GATE ? sequence < 1 : sequence != 0) {
        throw new IllegalArgumentException("sequence " + sequence + " told by " + source);
      }
    }

    /** Whether it was not taken back. */
    boolean stands() {
      return state != State.WITHDRAWN;
    }

    /** Whether a body counts as moved: it was seen, or there is only the chip's stamp to go by. */
    boolean isWalked() {
      return stands() && (state == State.PASSED || source == Source.CHIP);
    }

    private boolean isWhere(Passage other) {
      return gate.equals(other.gate) && lane == other.lane;
    }

    private Passage stampedAtLeast() {
      return state == State.GRANTED || state == State.WITHDRAWN
          ? new Passage(direction, number, gate, lane, at, State.STAMPED, source, sequence)
          : this;
    }

    /**
     * What two reports of the same direction and number come to. Both may be about one passage, or
     * two gates that could not hear each other gave out the same number: then the chip, which took
     * one stamp only, says whose it was.
     */
    private static Passage merged(Passage one, Passage other) {
      if (one.source == Source.CHIP && other.source != Source.CHIP) {
        return merged(other, one);
      }
      if (other.source == Source.CHIP
          && one.source != Source.CHIP
          && other.stands()
          && one.state != State.PASSED) {
        return one.isWhere(other) ? one.stampedAtLeast() : other;
      }
      return BY_WEIGHT.compare(one, other) >= 0 ? one : other;
    }
  }

  /** How far a granted passage came, least first. */
  public enum State {
    /** Taken back: the chip refused the stamp for good. It still uses up its number. */
    WITHDRAWN,
    /** In the journal; the chip may or may not carry the stamp, the arm was not passed. */
    GRANTED,
    /** The chip carries the stamp; nobody is known to have gone through. */
    STAMPED,
    /** The arm was open and nobody went through in time. */
    NOT_PASSED,
    /** A body went through. */
    PASSED
  }

  /** Who knows of a passage. */
  public enum Source {
    THIS_GATE,
    OTHER_GATE,
    CHIP
  }
}
