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

/** What visitors are told in German. */
record GermanPhrases() implements Phrasebook {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd.MM.uuuu", Locale.ROOT);
  private static final String DESK = "Bitte zur Ticketkasse gehen.";
  private static final String STAFF = "Bitte das Personal fragen.";

  @Override
  public Sign idle() {
    return Sign.of("Ticket hier auflegen", "Karte oder Telefon flach an den Leser halten");
  }

  @Override
  public Sign working() {
    return Sign.of("Einen Moment", "Bitte am Leser lassen");
  }

  @Override
  public Sign welcome(Admit admit, String guidance) {
    return Sign.of("Willkommen" + place(admit.group()), seat(admit.seat()), guidance);
  }

  @Override
  public Sign goodbye(Admit admit, Optional<ReEntry> reEntry) {
    String note = reEntry.map(GermanPhrases::onLeaving).orElse("");
    return Sign.of("Auf Wiedersehen" + place(admit.group()), note);
  }

  private static String onLeaving(ReEntry reEntry) {
    return switch (reEntry) {
      case NONE -> "Kein Wiedereinlass.";
      case FREE -> "Ticket behalten: Wiedereinlass möglich.";
      case COUNTED -> "Wiedereinlass verbraucht einen weiteren Eintritt.";
    };
  }

  private static String place(Group group) {
    return group.size() == 1 ? "" : " – " + group.position() + " von " + group.size();
  }

  private static String seat(Seat seat) {
    return Sign.joined(
        ", ",
        Stream.of(
            Sign.part("Tribüne {}", seat.stand()),
            Sign.part("Block {}", seat.block()),
            Sign.part("Reihe {}", seat.row()),
            Sign.part("Platz {}", seat.number())));
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
      case Refusal.UnknownEvent _ -> Sign.of("Veranstaltung hier unbekannt", STAFF);
      case Refusal.Forged _ -> Sign.of("Ticket ungültig", DESK);
      case Refusal.NotThisChip _ ->
          Sign.of(
              "Ticket einer anderen Karte",
              "Bitte die Karte oder das Telefon nehmen, für die es ausgestellt ist.",
              DESK);
      case Refusal.Revoked _ ->
          Sign.of("Ticket nicht mehr gültig", "Es wurde storniert oder weitergegeben.", DESK);
      case Refusal.Suspended _ -> Sign.of("Ticket gesperrt", DESK);
      case Refusal.WrongEvent(var _, String name, Instant startsAt) ->
          Sign.of("Ticket für eine andere Veranstaltung", name, dateAndTime(startsAt, zone));
    };
  }

  private static Sign ofTimeAndPlace(Refusal.OfTimeAndPlace why, ZoneId zone) {
    return switch (why) {
      case Refusal.NotYetOpen(Instant opensAt) ->
          Sign.of(
              "Einlass ab " + time(opensAt, zone) + " Uhr",
              date(opensAt, zone),
              "Bitte dann wiederkommen.");
      case Refusal.Closed(Instant closedAt) ->
          Sign.of(
              "Einlass endete um " + time(closedAt, zone) + " Uhr", date(closedAt, zone), STAFF);
      case Refusal.ClockNotTrusted _ ->
          Sign.of("Bitte anderes Tor benutzen", "Dieses Tor kennt die Uhrzeit nicht.");
      case Refusal.WrongGate(String name, var goTo) when goTo.isEmpty() ->
          Sign.of("Nicht an diesem Tor", Sign.part("Ihr Platz: {}", name), STAFF);
      case Refusal.WrongGate(String name, var goTo) ->
          Sign.of("Bitte zu Tor " + Sign.names(goTo), Sign.part("Ihr Platz: {}", name))
              .orIfTooLong("Bitte zu einem anderen Tor");
      case Refusal.UnknownSeat _ -> Sign.of("Platz nicht gefunden", DESK);
    };
  }

  private static Sign ofPassages(Refusal.OfPassages why, ZoneId zone) {
    return switch (why) {
      case Refusal.NoEntriesLeft(int entries, var last) ->
          Sign.of(
              "Alle Eintritte verbraucht",
              entries == 1 ? "Gültig für einen Eintritt" : "Gültig für " + entries + " Eintritte",
              last.map(passage -> "Zuletzt: " + whenAndWhere(passage, zone)).orElse(""),
              STAFF);
      case Refusal.AlreadyInside(var gate, Instant since) ->
          Sign.of(
              "Bereits eingelassen",
              "Seit " + time(since, zone) + " Uhr, Tor " + Sign.name(gate),
              "Nicht Sie? " + STAFF);
      case Refusal.FinishElsewhere(var gate, int lane) ->
          Sign.of(
              "Zu Tor " + Sign.name(gate) + ", Spur " + Sign.number(lane),
              "Dort sind Sie noch nicht durchgegangen.");
      case Refusal.NoReEntry(Instant leftAt) ->
          Sign.of(
              "Kein Wiedereinlass",
              "Sie sind um " + time(leftAt, zone) + " Uhr hinausgegangen.",
              STAFF);
      case Refusal.NotInside _ ->
          Sign.of("Nicht eingelassen", "Mit diesem Ticket ist niemand drinnen.", STAFF);
    };
  }

  private static Sign byChip(Refusal.ByChip why) {
    return switch (why) {
      case Refusal.ForeignChip _ ->
          Sign.of("Kein Ticket", "Bitte nur das Ticket an den Leser halten.");
      case Refusal.ChipNotGenuine _ -> Sign.of("Karte nicht angenommen", DESK);
      case Refusal.NoTicket _ -> Sign.of("Kein Ticket für diese Veranstaltung", DESK);
      case Refusal.PulledAway _ ->
          Sign.of("Bitte noch einmal auflegen", "Am Leser lassen, bis der Ton kommt.");
      case Refusal.ChipUnreadable _ ->
          Sign.of("Ticket nicht lesbar", "Bitte noch einmal auflegen.", DESK);
      case Refusal.SeveralChips _ ->
          Sign.of("Nur eine Karte auflegen", "Bitte nur das Ticket an den Leser halten.");
      case Refusal.GateOutOfOrder _ ->
          Sign.of("Bitte andere Spur benutzen", "Diese ist außer Betrieb.");
    };
  }

  private static String whenAndWhere(TicketLedger.Passage passage, ZoneId zone) {
    return dateAndTime(passage.at(), zone) + ", Tor " + Sign.name(passage.gate());
  }

  private static String time(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, TIME);
  }

  private static String date(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, DATE);
  }

  private static String dateAndTime(Instant instant, ZoneId zone) {
    return date(instant, zone) + ", " + time(instant, zone) + " Uhr";
  }
}
