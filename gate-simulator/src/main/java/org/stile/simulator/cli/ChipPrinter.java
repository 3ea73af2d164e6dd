package org.stile.simulator.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.stile.chips.Stamp;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.ChipVersion;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.ticket.SignedTicket;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;

/** What is on a chip, for people. Everything on it is hostile: nothing is printed as it came. */
final class ChipPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ENGLISH);

  private ChipPrinter() {}

  static List<String> lines(ChipReport report) {
    List<String> lines = new ArrayList<>();
    var target = report.target();
    lines.add(
        "chip      %s   ATQA %04x, SAK %02x, ATS %s"
            .formatted(target.uid().hex(), target.atqa(), target.sak(), target.ats().hex()));
    lines.add("model     " + report.version().map(ChipVersion::model).orElse("tells no version"));
    report
        .applications()
        .ifPresent(
            ids ->
                lines.add("apps      " + String.join(", ", ids.stream().map(Bytes::hex).toList())));
    if (!report.hasApplication()) {
      lines.add("Stile     no tickets of this system: not personalised, or somebody else's chip");
      return lines;
    }
    new TreeMap<>(report.information()).forEach((slot, signed) -> lines.add(event(slot, signed)));
    report.contents().ifPresent(contents -> add(lines, contents));
    if (report.contents().isEmpty()) {
      lines.add("tickets   need a gate's key: --keys FILE");
    }
    return lines;
  }

  private static void add(List<String> lines, ChipReport.Contents contents) {
    lines.add(
        "proven    %s, layout %d, key set %d, transaction MAC %s"
            .formatted(
                contents.model(),
                contents.directory().layout(),
                contents.directory().keyVersion(),
                contents.transactionMac() ? "yes" : "no"));
    contents.tickets().forEach(held -> lines.add(ticket(held)));
    if (contents.tickets().isEmpty()) {
      lines.add("tickets   none");
    }
    contents.stamps().forEach(stamp -> lines.add(stamp(stamp)));
  }

  private static String event(int slot, Bytes signed) {
    try {
      EventInformation event = EventInformationCodec.parse(signed);
      return "event  %d  %s: %s, %s %s, %s (signature not checked: that takes the event master)"
          .formatted(
              slot,
              event.event(),
              printable(event.name()),
              printable(event.venue()),
              printable(event.place()),
              TIME.format(event.startsAt().atZone(zone(event.timeZone()))));
    } catch (WireException e) {
      return "event  %d  cannot be read: %s".formatted(slot, e.getMessage());
    }
  }

  private static String ticket(ChipReport.Held held) {
    try {
      SignedTicket signed = TicketCodec.parse(held.signed());
      Ticket ticket = signed.ticket();
      return "ticket %d  event %s, index %d, seat %d, type %d, %d of %d entries left, issued %s, key %d, %d bytes"
          .formatted(
              held.slot(),
              ticket.event(),
              ticket.index(),
              ticket.seat(),
              ticket.type(),
              held.entriesLeft(),
              ticket.entries(),
              ticket.issuedAt(),
              signed.keyId(),
              held.signed().length());
    } catch (WireException e) {
      return "ticket %d  cannot be read: %s".formatted(held.slot(), e.getMessage());
    }
  }

  private static String stamp(Stamp stamp) {
    return "stamp     slot %d, ticket %d, %s %d, at %s, gate tag %s, nonce %s"
        .formatted(
            stamp.slot(),
            stamp.ticketIndex(),
            stamp.direction().name().toLowerCase(Locale.ROOT),
            stamp.number(),
            stamp.at(),
            stamp.gateTag().hex(),
            stamp.nonce().hex());
  }

  private static ZoneId zone(String name) {
    return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : ZoneId.of("UTC");
  }

  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
