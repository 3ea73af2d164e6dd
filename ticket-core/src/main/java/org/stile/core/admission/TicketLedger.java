package org.stile.core.admission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stile.core.id.GateId;

/** What is known of one ticket's passages, from journal, chip and peers; oldest first. */
public record TicketLedger(List<Passage> passages) {
  /** Nothing is known: a first tap. */
  public static final TicketLedger EMPTY = new TicketLedger(List.of());

  public TicketLedger {
    passages = List.copyOf(passages);
  }

  public Optional<Passage> last() {
    return passages.isEmpty() ? Optional.empty() : Optional.of(passages.getLast());
  }

  /**
   * One way through the arm that was granted.
   *
   * @param direction which way.
   * @param number 1 for the first entry (or exit) of the ticket, 2 for the second, and so on.
   * @param gate where.
   * @param lane which reader of that gate, range [0, 15].
   * @param at when, by that gate's clock.
   * @param state how far it came.
   * @param source who says so.
   * @param sequence the granting row in this gate's journal; 0 when another gate or the chip says
   *     so.
   */
  public record Passage(
      Direction direction,
      int number,
      GateId gate,
      int lane,
      Instant at,
      State state,
      Source source,
      long sequence) {}

  /** How far a granted passage came. */
  public enum State {
    /** In the journal; the chip may or may not carry the stamp, the arm was not passed. */
    GRANTED,
    /** The chip carries the stamp; nobody is known to have gone through. */
    STAMPED,
    /** A body went through. */
    PASSED,
    /** The arm was open and nobody went through in time. */
    NOT_PASSED,
    /** Taken back: the chip refused the stamp for good. It still uses up its number. */
    WITHDRAWN
  }

  /** Who knows of a passage. */
  public enum Source {
    THIS_GATE,
    OTHER_GATE,
    CHIP
  }
}
