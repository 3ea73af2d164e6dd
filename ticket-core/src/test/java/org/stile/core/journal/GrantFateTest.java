package org.stile.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.journal.JournalEntry.Outcome;

class GrantFateTest {
  /** Every pair of a state and what is said next; the last column: is the stamp in question. */
  @ParameterizedTest
  @CsvSource({
    "GRANTED,    true,  STAMPED,       STAMPED,    false",
    "GRANTED,    true,  NOT_STAMPED,   GRANTED,    false",
    "GRANTED,    true,  STAMP_UNKNOWN, GRANTED,    true",
    "GRANTED,    false, STAMP_UNKNOWN, GRANTED,    true",
    "GRANTED,    true,  OPENED,        STAMPED,    false",
    "GRANTED,    true,  PASSED,        PASSED,     false",
    "GRANTED,    true,  NOT_PASSED,    NOT_PASSED, false",
    "GRANTED,    true,  WITHDRAWN,     WITHDRAWN,  false",
    "STAMPED,    false, STAMPED,       STAMPED,    false",
    "STAMPED,    false, NOT_STAMPED,   GRANTED,    false",
    "STAMPED,    false, STAMP_UNKNOWN, STAMPED,    false",
    "STAMPED,    false, OPENED,        STAMPED,    false",
    "STAMPED,    false, PASSED,        PASSED,     false",
    "STAMPED,    false, NOT_PASSED,    NOT_PASSED, false",
    "STAMPED,    false, WITHDRAWN,     WITHDRAWN,  false",
    "NOT_PASSED, false, STAMPED,       STAMPED,    false",
    "NOT_PASSED, false, NOT_STAMPED,   GRANTED,    false",
    "NOT_PASSED, false, STAMP_UNKNOWN, NOT_PASSED, false",
    "NOT_PASSED, false, OPENED,        STAMPED,    false",
    "NOT_PASSED, false, PASSED,        PASSED,     false",
    "NOT_PASSED, false, NOT_PASSED,    NOT_PASSED, false",
    "NOT_PASSED, false, WITHDRAWN,     WITHDRAWN,  false",
    "WITHDRAWN,  false, STAMPED,       WITHDRAWN,  false",
    "WITHDRAWN,  false, NOT_STAMPED,   WITHDRAWN,  false",
    "WITHDRAWN,  false, STAMP_UNKNOWN, WITHDRAWN,  false",
    "WITHDRAWN,  false, OPENED,        WITHDRAWN,  false",
    "WITHDRAWN,  false, PASSED,        PASSED,     false",
    "WITHDRAWN,  false, NOT_PASSED,    WITHDRAWN,  false",
    "WITHDRAWN,  false, WITHDRAWN,     WITHDRAWN,  false",
  })
  void what_is_said_next_moves_a_grant(
      State before, boolean open, Outcome outcome, State after, boolean openAfter) {
    assertThat(new GrantFate(before, open).after(outcome))
        .isEqualTo(new GrantFate(after, openAfter));
  }

  @Property
  void nothing_takes_back_that_a_body_went_through(@ForAll Outcome outcome) {
    var passed = new GrantFate(State.PASSED, false);
    assertThat(passed.after(outcome)).isEqualTo(passed);
  }
}
