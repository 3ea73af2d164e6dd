package org.stile.core.admission;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.Seat;

/** What visitors are told in English. */
record EnglishPhrases() implements Phrasebook {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
  private static final String DESK = "Please go to the ticket desk.";
  private static final String STAFF = "Please ask the staff.";

  @Override
  public Sign idle() {
    return Sign.of("Hold your ticket here", "Card or phone, flat on the reader");
  }

  @Override
  public Sign working() {
    return Sign.of("One moment", "Keep it on the reader");
  }

  @Override
  public Sign welcome(Admit admit, String guidance) {
    return Sign.of("Welcome" + place(admit.group()), seat(admit.seat()), guidance);
  }

  @Override
  public Sign goodbye(Admit admit, Optional<ReEntry> reEntry) {
    String note = reEntry.map(EnglishPhrases::onLeaving).orElse("");
    return Sign.of("Goodbye" + place(admit.group()), note);
  }

  private static String onLeaving(ReEntry reEntry) {
    return switch (reEntry) {
      case NONE -> "Nobody is let back in later.";
      case FREE -> "Keep your ticket to come back in.";
      case COUNTED -> "Coming back in uses one more entry.";
    };
  }

  private static String place(Group group) {
    return group.size() == 1 ? "" : " – " + group.position() + " of " + group.size();
  }

  private static String seat(Seat seat) {
    return Sign.joined(
        ", ",
        Stream.of(
            Sign.part("{} stand", seat.stand()),
            Sign.part("block {}", seat.block()),
            Sign.part("row {}", seat.row()),
            Sign.part("seat {}", seat.number())));
  }

  @Override
  public Sign refused(Refusal why, ZoneId zone) {
    return switch (why) {
      case Refusal.OfTicket ticket -> ofTicket(ticket, zone);
      case Refusal.OfTimeAndPlace now -> ofTimeAndPlace(now, zone);
      case Refusal.OfPassages before -> ofPassages(before, zone);
      case Refusal.ByChip chip -> byChip(chip);
    };
  }

  private static Sign ofTicket(Refusal.OfTicket why, ZoneId zone) {
    return switch (why) {
      case Refusal.UnknownEvent _ -> Sign.of("Event not known here", STAFF);
      case Refusal.Forged _ -> Sign.of("Ticket not valid", DESK);
      case Refusal.NotThisChip _ ->
          Sign.of("Ticket of another card", "Please use the card or phone it was issued to.", DESK);
      case Refusal.Revoked _ ->
          Sign.of("Ticket no longer valid", "It was cancelled or passed on.", DESK);
      case Refusal.Suspended _ -> Sign.of("Ticket on hold", DESK);
      case Refusal.WrongEvent(var _, String name, Instant startsAt) ->
          Sign.of("Ticket for another event", name, dateAndTime(startsAt, zone));
    };
  }

  private static Sign ofTimeAndPlace(Refusal.OfTimeAndPlace why, ZoneId zone) {
    return switch (why) {
      case Refusal.NotYetOpen(Instant opensAt) ->
          Sign.of(
              "You can enter from " + time(opensAt, zone),
              date(opensAt, zone),
              "Please come back then.");
      case Refusal.Closed(Instant closedAt) ->
          Sign.of("Entry closed at " + time(closedAt, zone), date(closedAt, zone), STAFF);
      case Refusal.ClockNotTrusted _ ->
          Sign.of("Please use another gate", "This gate does not know the time.");
      case Refusal.WrongGate(String name, var goTo) when goTo.isEmpty() ->
          Sign.of("Not at this gate", Sign.part("Your seat: {}", name), STAFF);
      case Refusal.WrongGate(String name, var goTo) ->
          Sign.of("Please go to gate " + Sign.names(goTo), Sign.part("Your seat: {}", name))
              .orIfTooLong("Please go to another gate");
      case Refusal.UnknownSeat _ -> Sign.of("Seat not found", DESK);
    };
  }

  private static Sign ofPassages(Refusal.OfPassages why, ZoneId zone) {
    return switch (why) {
      case Refusal.NoEntriesLeft(int entries, var last) ->
          Sign.of(
              "All entries used",
              entries == 1 ? "Good for one entry" : "Good for " + entries + " entries",
              last.map(passage -> "Last: " + whenAndWhere(passage, zone)).orElse(""),
              STAFF);
      case Refusal.AlreadyInside(var gate, Instant since) ->
          Sign.of(
              "Already inside",
              "Since " + time(since, zone) + ", gate " + Sign.name(gate),
              "Not you? " + STAFF);
      case Refusal.FinishElsewhere(var gate, int lane) ->
          Sign.of(
              "Go to gate " + Sign.name(gate) + ", lane " + Sign.number(lane),
              "You have not gone through there yet.");
      case Refusal.NoReEntry(Instant leftAt) ->
          Sign.of("No re-entry", "You left at " + time(leftAt, zone) + ".", STAFF);
      case Refusal.NotInside _ ->
          Sign.of("Not checked in", "Nobody is inside with this ticket.", STAFF);
    };
  }

  private static Sign byChip(Refusal.ByChip why) {
    return switch (why) {
      case Refusal.ForeignChip _ -> Sign.of("Not a ticket", "Hold only your ticket to the reader.");
      case Refusal.ChipNotGenuine _ -> Sign.of("Card not accepted", DESK);
      case Refusal.NoTicket _ -> Sign.of("No ticket for this event", DESK);
      case Refusal.PulledAway _ ->
          Sign.of("Please hold it again", "Keep it on the reader until you hear the sound.");
      case Refusal.ChipUnreadable _ ->
          Sign.of("Ticket could not be read", "Please hold it again.", DESK);
      case Refusal.SeveralChips _ ->
          Sign.of("One card at a time", "Take the others away and hold only your ticket.");
      case Refusal.GateOutOfOrder _ ->
          Sign.of("Please use another lane", "This one is out of order.");
    };
  }

  private static String whenAndWhere(TicketLedger.Passage passage, ZoneId zone) {
    return dateAndTime(passage.at(), zone) + ", gate " + Sign.name(passage.gate());
  }

  private static String time(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, TIME);
  }

  private static String date(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, DATE);
  }

  private static String dateAndTime(Instant instant, ZoneId zone) {
    return date(instant, zone) + ", " + time(instant, zone);
  }
}
