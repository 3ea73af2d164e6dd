package org.stile.cache;

import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;

/** One thing that happened at the gate, before it has its place in the journal. */
public sealed interface JournalEntry {
  /** Which reader of the gate, range [0, 15]. */
  int lane();

  /** When, and how far that can be believed. */
  ClockReading at();

  /**
   * A passage is granted; written before the chip is told to commit and before the arm moves.
   *
   * @param number which entry (or exit) of the ticket; unique with ticket and direction.
   * @param slot of the chip, range [0, 7].
   * @param nonce 8 bytes that the stamp on the chip carries too.
   * @param debits whether the stamp takes one of the ticket's entries.
   * @param seatType for counting.
   * @param zone for counting.
   * @param clockDoubted admitted although the time could not be trusted.
   */
  record Granted(
      int lane,
      ClockReading at,
      TicketId ticket,
      Direction direction,
      int number,
      ChipId chip,
      int slot,
      Bytes nonce,
      boolean debits,
      int seatType,
      int zone,
      boolean clockDoubted)
      implements JournalEntry {}

  /**
   * What became of a grant.
   *
   * @param about the granting row's sequence.
   * @param outcome how far it came.
   * @param detail proof of the chip, or why; at most 200 characters.
   */
  record Progress(int lane, ClockReading at, long about, Outcome outcome, String detail)
      implements JournalEntry {}

  /** How far a grant came. */
  enum Outcome {
    /** The chip said, authenticated, that it carries the stamp. */
    STAMPED,
    /** The chip certainly does not carry it; the same grant can be taken up again. */
    NOT_STAMPED,
    /** Nobody can say; the chip's own stamps will. */
    STAMP_UNKNOWN,
    /** The arm was told to open. */
    OPENED,
    PASSED,
    NOT_PASSED,
    /** The chip refused for good; the number stays used. */
    WITHDRAWN
  }

  /**
   * A visitor was turned away.
   *
   * @param code {@code Refusal.code()}.
   * @param detail what a steward may need, at most 200 characters.
   */
  record Refused(
      int lane,
      ClockReading at,
      Optional<TicketId> ticket,
      Optional<ChipId> chip,
      String code,
      String detail)
      implements JournalEntry {}

  /**
   * Something about the gate itself: started, stopped, reader recovered, arm forced, master
   * changed, fire release.
   *
   * @param kind short upper-case word with hyphens.
   */
  record Incident(int lane, ClockReading at, String kind, String detail) implements JournalEntry {}
}
