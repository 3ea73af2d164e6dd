package org.stile.core.admission;

/** What a steward should do about each refusal; docs/admission-rules.md says it at length. */
final class StewardHints {
  private StewardHints() {}

  static String on(Refusal why) {
    return switch (why) {
      case Refusal.OfTicket ticket -> ofTicket(ticket);
      case Refusal.OfTimeAndPlace now -> ofTimeAndPlace(now);
      case Refusal.OfPassages before -> ofPassages(before);
      case Refusal.ByChip chip -> byChip(chip);
    };
  }

  private static String ofTicket(Refusal.OfTicket why) {
    return switch (why) {
      case Refusal.UnknownEvent(var named) ->
          "Event information " + named + " is in no master here: check the date, then the sync.";
      case Refusal.Forged(var flaw) ->
          "Not as any issuer signed it (" + flaw + "): keep the chip apart, call the ticket desk.";
      case Refusal.NotThisChip _ ->
          "A copy, or assigned to another chip: ask for the chip it was issued to.";
      case Refusal.Revoked _ -> "Cancelled or assigned on: the ticket desk sees to whom.";
      case Refusal.Suspended _ -> "Held back by the issuer: only the ticket desk can lift it.";
      case Refusal.WrongEvent(var event, String name, var startsAt) ->
          "For event " + event + " (" + name + ") at " + startsAt + ": check the date.";
    };
  }

  private static String ofTimeAndPlace(Refusal.OfTimeAndPlace why) {
    return switch (why) {
      case Refusal.NotYetOpen(var opensAt) ->
          "Too early until " + opensAt + ": if not, check this gate's clock.";
      case Refusal.Closed(var closedAt) ->
          "Too late since " + closedAt + ": the venue manager may change last entry.";
      case Refusal.ClockNotTrusted _ ->
          "This gate has no time and must not guess: send to another, restore its time source.";
      case Refusal.WrongGate(String zone, var goTo) ->
          "Seat in zone "
              + zone
              + ": send to "
              + (goTo.isEmpty() ? "no gate at all" : Sign.names(goTo))
              + ".";
      case Refusal.UnknownSeat(int seat) ->
          "Seat " + seat + " is on no seat map here: old master, or issued for another map.";
    };
  }

  private static String ofPassages(Refusal.OfPassages why) {
    return switch (why) {
      case Refusal.NoEntriesLeft(int entries, var last) ->
          "All " + entries + " entries used" + last.map(StewardHints::lastAt).orElse("") + ".";
      case Refusal.AlreadyInside(var gate, var since) ->
          "Entered at gate " + gate + " at " + since + ": pass-back, or the sensor miscounted.";
      case Refusal.FinishElsewhere(var gate, int lane) ->
          "Granted at gate "
              + gate
              + " lane "
              + Sign.number(lane)
              + " and not walked: finish there.";
      case Refusal.NoReEntry(var leftAt) ->
          "Left at " + leftAt + "; this event lets nobody back in.";
      case Refusal.NotInside _ ->
          "No entry on record for this ticket: let out by hand if someone is standing inside.";
    };
  }

  private static String byChip(Refusal.ByChip why) {
    return switch (why) {
      case Refusal.ForeignChip(String found) ->
          "Not one of our chips (" + found + "): look for the right card in the wallet.";
      case Refusal.ChipNotGenuine _ ->
          "Cannot prove its keys: a copied card. Keep it apart, call the ticket desk.";
      case Refusal.NoTicket _ ->
          "Our chip, with no ticket for this event: send to the ticket desk.";
      case Refusal.PulledAway _ -> "Taken away too soon: nothing was lost, have it held again.";
      case Refusal.ChipUnreadable(String detail) ->
          "Damaged or of another version (" + detail + "): second try, then the ticket desk.";
      case Refusal.SeveralChips(int count) ->
          "Several chips at once (" + count + "): have the ticket taken out of the wallet.";
      case Refusal.GateOutOfOrder(String detail) ->
          "This lane must stay shut (" + detail + "): close it and call the technician.";
    };
  }

  private static String lastAt(TicketLedger.Passage last) {
    return ", last at gate " + last.gate() + " at " + last.at();
  }
}
