package org.stile.core.journal;

import org.stile.core.admission.TicketLedger.State;
import org.stile.core.journal.JournalEntry.Outcome;

/**
 * What the rows about one grant add up to (docs/reference/journal.md, "Fold").
 *
 * @param state how far the passage came.
 * @param stampOpen whether it is not known if the chip carries the stamp.
 */
public record GrantFate(State state, boolean stampOpen) {
  /** The granting row alone: the chip was about to be told, and may have been. */
  public static final GrantFate GRANTED = new GrantFate(State.GRANTED, true);

  private static final GrantFate NOT_ON_CHIP = new GrantFate(State.GRANTED, false);
  private static final GrantFate STAMPED = new GrantFate(State.STAMPED, false);
  private static final GrantFate PASSED = new GrantFate(State.PASSED, false);
  private static final GrantFate NOT_PASSED = new GrantFate(State.NOT_PASSED, false);
  private static final GrantFate WITHDRAWN = new GrantFate(State.WITHDRAWN, false);

  /** This fate after one more row about it. */
  public GrantFate after(Outcome outcome) {
    return switch (state) {
      case PASSED -> this; // A body went through: nothing takes that back.
      case WITHDRAWN -> outcome == Outcome.PASSED ? PASSED : this;
      case GRANTED, STAMPED, NOT_PASSED ->
          switch (outcome) {
            case STAMPED, OPENED -> STAMPED; // The arm opens only for a stamped chip.
            case NOT_STAMPED -> NOT_ON_CHIP;
            case STAMP_UNKNOWN -> state == State.GRANTED ? GRANTED : this; // Known stays known.
            case PASSED -> PASSED;
            case NOT_PASSED -> NOT_PASSED;
            case WITHDRAWN -> WITHDRAWN;
          };
    };
  }
}
