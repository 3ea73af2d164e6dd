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
 * direction and number, and puts them in the order in which they happened. That order comes from
 * the numbers alone and from no clock: a new entry is given a number above all others of its
 * ticket, a new exit at least the number of the entry that it ends. So entry <i>n</i> is before
 * exit <i>n</i>, and both are before whatever has number <i>n</i> + 1.
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

  /** The last passage that was not withdrawn: what a visitor remembers. */
  public Optional<Passage> lastStanding() {
    return passages.reversed().stream().filter(Passage::stands).findFirst();
  }

  /** Where the holder is, as far as anybody can tell. */
  public Standing standing() {
    Standing standing = new Standing.NeverCame();
    for (Passage passage : passages) {
      standing = standing.then(passage);
    }
    return standing;
  }

  /** The number the next new passage in {@code direction} has, from 1 upward. */
  int nextNumber(Direction direction) {
    int entry = highestNumber(Direction.ENTRY);
    int exit = highestNumber(Direction.EXIT);
    return switch (direction) {
      case ENTRY -> Math.max(entry, exit) + 1;
      case EXIT -> Math.max(Math.max(entry, exit + 1), 1);
    };
  }

  /**
   * How many of the entries it pays for the ticket has used up: an exit proves the entry before it,
   * also when the chip no longer shows that. A withdrawn entry is used up too: what came of it on
   * the chip is not known well enough to give it away again.
   */
  int entriesUsed(ReEntry reEntry) {
    int numbers = nextNumber(Direction.ENTRY) - 1;
    return switch (reEntry) {
      case NONE, COUNTED -> numbers;
      case FREE -> Math.min(numbers, lastFirstEntry());
    };
  }

  /** Whether entry {@code number} takes, or took, one of the entries the ticket pays for. */
  boolean isDebited(int number, ReEntry reEntry) {
    return switch (reEntry) {
      case NONE, COUNTED -> true;
      case FREE -> number <= lastFirstEntry();
    };
  }

  /** The highest number with which the holder can have come in for the first time. */
  private int lastFirstEntry() {
    int number = 1;
    for (Passage passage : passages) {
      if (passage.direction() == Direction.EXIT) {
        return Math.min(number, passage.number()); // Whoever tried to leave had come in.
      }
      if (passage.stands() || passage.number() > number) {
        return number;
      }
      number++;
    }
    return number;
  }

  private int highestNumber(Direction direction) {
    return passages.stream()
        .filter(passage -> passage.direction() == direction)
        .mapToInt(Passage::number)
        .max()
        .orElse(0);
  }

  private static List<Passage> inOrder(List<Passage> told) {
    var places = new TreeMap<Place, List<Passage>>();
    for (Passage passage : told) {
      var place = new Place(passage.number(), passage.direction());
      places.computeIfAbsent(place, _ -> new ArrayList<>()).add(passage);
    }
    return places.values().stream().map(Passage::settled).toList();
  }

  private record Place(int number, Direction direction) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::number).thenComparing(Place::direction);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * One way through the arm that was granted.
   *
   * @param direction which way.
   * @param number 1 for the first entry (or exit) of the ticket, 2 for the second, and so on; a
   *     withdrawn one leaves a gap, range [1, {@value #NUMBER_MAX}].
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
     * What several reports of one direction and number come to, at least one. They may be about one
     * passage, or two gates that could not hear each other gave out the same number: then it is the
     * chip, which took one stamp only, that says whose it was.
     */
    private static Passage settled(List<Passage> reports) {
      Passage told = reports.stream().max(BY_WEIGHT).orElseThrow();
      Optional<Passage> stamp =
          reports.stream()
              .filter(report -> report.source() == Source.CHIP && report.stands())
              .max(BY_WEIGHT);
      if (told.state() == State.PASSED || stamp.isEmpty()) {
        return told;
      }
      return reports.stream()
          .filter(report -> report.source() != Source.CHIP && report.isWhere(stamp.get()))
          .max(BY_WEIGHT)
          .map(Passage::stampedAtLeast)
          .orElse(stamp.get());
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
