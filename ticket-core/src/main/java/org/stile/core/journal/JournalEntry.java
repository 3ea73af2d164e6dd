package org.stile.core.journal;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;

/**
 * One thing that happened at the gate, before it has its place in the journal. Times are kept to
 * the millisecond; texts that are too long are cut.
 */
public sealed interface JournalEntry {
  /** Readers of one gate are numbered from 0. */
  int LANE_MAX = 15;

  /** Which reader of the gate, range [0, {@link #LANE_MAX}]. */
  int lane();

  /** When, and how far that can be believed. */
  ClockReading at();

  /**
   * A passage is granted; written before the chip is told to commit and before the arm moves.
   *
   * @param number which entry (or exit) of the ticket, range [1, 255]; unique with ticket and
   *     direction.
   * @param slot of the chip, range [0, 7].
   * @param nonce 8 bytes that the stamp on the chip carries too.
   * @param debits whether the stamp takes one of the ticket's entries.
   * @param seatType for counting, range [0, 255].
   * @param zone for counting, range [0, 255].
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
      implements JournalEntry {
    /** Length in bytes (docs/chip-layout.md, "Stamp"). */
    public static final int NONCE_LENGTH = 8;

    public Granted {
      within("lane", lane, 0, LANE_MAX);
      within("number", number, 1, 255);
      within("slot", slot, 0, 7);
      within("nonce length", nonce.length(), NONCE_LENGTH, NONCE_LENGTH);
      within("seat type", seatType, 0, 255);
      within("zone", zone, 0, 255);
      at = toTheMillisecond(at);
    }
  }

  /**
   * What became of a grant.
   *
   * @param about the granting row's sequence, from 1 upward.
   * @param outcome how far it came.
   * @param detail proof of the chip, or why; at most 200 characters.
   */
  record Progress(int lane, ClockReading at, long about, Outcome outcome, String detail)
      implements JournalEntry {
    public Progress {
      within("lane", lane, 0, LANE_MAX);
      if (about < 1) {
        throw new IllegalArgumentException("a granting row's sequence is 1 or more, not " + about);
      }
      at = toTheMillisecond(at);
      detail = EntryText.detail(detail);
    }
  }

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
   * @param code {@code Refusal.code()}, at most 40 characters.
   * @param detail what a steward may need, at most 200 characters.
   */
  record Refused(
      int lane,
      ClockReading at,
      Optional<TicketId> ticket,
      Optional<ChipId> chip,
      String code,
      String detail)
      implements JournalEntry {
    public Refused {
      within("lane", lane, 0, LANE_MAX);
      at = toTheMillisecond(at);
      code = EntryText.word(code);
      detail = EntryText.detail(detail);
    }
  }

  /**
   * Something about the gate itself: started, stopped, reader recovered, arm forced, master
   * changed, fire release.
   *
   * @param kind short upper-case word with hyphens, at most 40 characters.
   * @param detail at most 200 characters.
   */
  record Incident(int lane, ClockReading at, String kind, String detail) implements JournalEntry {
    public Incident {
      within("lane", lane, 0, LANE_MAX);
      at = toTheMillisecond(at);
      kind = EntryText.word(kind);
      detail = EntryText.detail(detail);
    }
  }

  private static ClockReading toTheMillisecond(ClockReading at) {
    return new ClockReading(at.now().truncatedTo(ChronoUnit.MILLIS), at.trust());
  }

  private static void within(String name, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + " out of range [" + from + ", " + to + "]: " + value);
    }
  }
}
