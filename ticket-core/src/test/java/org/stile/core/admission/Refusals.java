package org.stile.core.admission;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stile.core.admission.Scene.Where;
import org.stile.core.admission.TicketLedger.State;

/** One of each refusal. */
final class Refusals {
  private Refusals() {}

  static List<Refusal> each() {
    return List.of(
        new Refusal.UnknownEvent(Scene.CONCERT_HASH),
        new Refusal.Forged(Refusal.Flaw.WRONG_SIGNATURE),
        new Refusal.NotThisChip(),
        new Refusal.Revoked(),
        new Refusal.Suspended(),
        new Refusal.WrongEvent(Scene.MATINEE, "Matinee", Scene.DOORS),
        new Refusal.NotYetOpen(Scene.DOORS),
        new Refusal.Closed(Scene.LAST_ENTRY),
        new Refusal.ClockNotTrusted(),
        new Refusal.WrongGate("North", Set.of(Scene.N3, Scene.N4)),
        new Refusal.UnknownSeat(9999),
        new Refusal.NoEntriesLeft(2, Optional.of(Scene.exit(2, State.PASSED, Where.ANOTHER_GATE))),
        new Refusal.AlreadyInside(Scene.N4, Scene.DOORS),
        new Refusal.FinishElsewhere(Scene.N4, 1),
        new Refusal.NoReEntry(Scene.NOW),
        new Refusal.NotInside(),
        new Refusal.ForeignChip("MIFARE Classic"),
        new Refusal.ChipNotGenuine(),
        new Refusal.NoTicket(),
        new Refusal.PulledAway(),
        new Refusal.ChipUnreadable("directory layout 9"),
        new Refusal.SeveralChips(2),
        new Refusal.GateOutOfOrder("journal"));
  }
}
