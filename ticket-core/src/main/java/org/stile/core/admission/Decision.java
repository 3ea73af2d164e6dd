package org.stile.core.admission;

import java.util.Optional;
import java.util.OptionalLong;
import org.stile.core.id.TicketId;
import org.stile.core.master.Seat;

/** What the gate shall do about one tap. */
public sealed interface Decision {
  /**
   * Let one person through.
   *
   * @param ticket which ticket pays for it.
   * @param direction in or out.
   * @param number 1 for the first entry (or exit) of this ticket, 2 for the next, and so on; see
   *     {@link TicketLedger} for what becomes of withdrawn ones, range [1, 255].
   * @param debits whether the chip's "entries left" goes down by one.
   * @param resumes the journal row of an earlier grant of the same number that nobody walked
   *     through; then nothing is granted anew, and a stamp the chip already carries is enough.
   * @param group its place among the tickets of this event on the chip.
   * @param seat where to go.
   * @param clockDoubted the time could not be trusted and the venue's policy let it pass, visibly.
   */
  record Admit(
      TicketId ticket,
      Direction direction,
      int number,
      boolean debits,
      OptionalLong resumes,
      Group group,
      Seat seat,
      boolean clockDoubted)
      implements Decision {}

  /**
   * Keep the arm shut and say why.
   *
   * @param ticket the ticket, as far as one could be read.
   */
  record Refuse(Optional<TicketId> ticket, Refusal why) implements Decision {}
}
