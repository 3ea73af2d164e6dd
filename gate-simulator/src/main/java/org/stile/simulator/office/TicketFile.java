package org.stile.simulator.office;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.simulator.office.Json.Obj;

/**
 * Issued tickets as a center answers them (docs/reference/tickets-api.md) and its page of a request
 * offers them for download.
 *
 * @param chip the only chip they are good on.
 */
public record TicketFile(ChipId chip, List<IssueOrder> tickets) {
  private static final int LENGTH_MAX = 65_536; // A request is for 100 seats at most.

  public TicketFile {
    tickets = List.copyOf(tickets);
  }

  /** Reads a file. */
  public static TicketFile read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + " is not there");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LENGTH_MAX + 1);
      if (content.length > LENGTH_MAX) {
        throw new IOException(file + " is longer than " + LENGTH_MAX + " bytes");
      }
      return of(Json.read(content));
    } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException e) {
      throw new IOException(file + " holds no tickets as a center writes them", e);
    }
  }

  private static TicketFile of(Obj answer) throws IOException {
    Bytes information = Bytes.hex(answer.text("eventInformation"));
    var event = EventHash.of(information);
    var tickets = new ArrayList<IssueOrder>();
    for (Obj ticket : answer.objects("tickets")) {
      int entries = Math.toIntExact(Math.min(ticket.number("entries"), Integer.MAX_VALUE));
      tickets.add(new IssueOrder(event, information, Bytes.hex(ticket.text("signed")), entries));
    }
    return new TicketFile(new ChipId(Bytes.hex(answer.text("chip"))), tickets);
  }
}
