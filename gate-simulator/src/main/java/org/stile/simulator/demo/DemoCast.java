package org.stile.simulator.demo;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.MemorySigner;
import org.stile.core.id.ChipId;
import org.stile.core.ticket.SignedTicket;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoOffice.Tickets;

/** Everybody who comes to the demo's gate, each with a chip of their own. */
final class DemoCast {
  private final DemoOffice office;
  private final DemoIssuer issuer;
  private final SecureRandom random;
  private final ComputeTimes times;
  private final Map<String, DemoChip> chips = new LinkedHashMap<>();

  private DemoCast(DemoOffice office, ChipKeys keys, SecureRandom random, ComputeTimes times) {
    this.office = office;
    this.random = random;
    this.times = times;
    issuer = new DemoIssuer(keys, random, times);
  }

  /** Tickets for a chip that is there now. */
  @FunctionalInterface
  private interface TicketsFor {
    Tickets on(ChipId chip) throws IOException;
  }

  /** Makes all chips; the first one named comes first. */
  static Map<String, DemoChip> make(
      DemoOffice office, ChipKeys keys, SecureRandom random, ComputeTimes times)
      throws IOException {
    var cast = new DemoCast(office, keys, random, times);
    Tickets annas = cast.honest();
    cast.mistaken();
    cast.dishonest(annas);
    return cast.chips;
  }

  /** Those with a good ticket; tells Anna's. */
  private Tickets honest() throws IOException {
    Tickets annas = add("anna", "Anna, one ticket", Generation.EV2, seats("N101", 1, 1));
    add("family", "a family, three tickets", Generation.EV2, seats("N102", 0, 3));
    add("hasty", "Hasty pulls the chip away", Generation.EV2, seats("N103", 5, 1));
    add("shy", "Shy stays before the arm", Generation.EV2, seats("N104", 7, 1));
    add("ev1", "Old card, DESFire EV1", Generation.EV1, seats("N105", 9, 1));
    add("ev3", "New card, DESFire EV3", Generation.EV3, seats("N106", 3, 1));
    return annas;
  }

  private void mistaken() throws IOException {
    add("south", "Ticket for the south stand", Generation.EV2, seats("S101", 4, 1));
    add("late", "Ticket for the last half hour", Generation.EV2, office::late);
    add("concert", "Ticket for another event", Generation.EV2, office::concert);
    add("revoked", "Ticket that was taken back", Generation.EV2, office::revoked);
  }

  private void dishonest(Tickets annas) throws IOException {
    add("forger", "Forged ticket", Generation.EV2, chip -> forged(annas, chip));
    add("copier", "Anna's ticket, copied", Generation.EV2, _ -> annas);
    try (var others = ChipKeys.draw(1, random)) {
      DesfireChip clone = issuer.blank(Generation.EV2);
      Tickets tickets = office.tonight(new ChipId(clone.target().uid()), "N101", 8, 1);
      new DemoIssuer(others, random, times).write(clone, tickets);
      chips.put("clone", new DemoChip("Chip made with other keys", clone));
    }
    chips.put("foreign", new DemoChip("Somebody else's card", issuer.blank(Generation.EV2)));
  }

  /** As good as Anna's in all but the key that signed it, whose number it names. */
  private Tickets forged(Tickets annas, ChipId chip) throws WireException {
    SignedTicket model = TicketCodec.parse(annas.signed().getFirst());
    Ticket truth = model.ticket();
    var forged =
        new Ticket(
            truth.event(),
            777,
            chip,
            truth.seat(),
            truth.type(),
            truth.entries(),
            truth.issuedAt());
    try (var forger = MemorySigner.generate(model.algorithm(), model.keyId(), random)) {
      Bytes signed = TicketCodec.sign(forged, forger);
      return new Tickets(annas.information(), List.of(signed));
    }
  }

  /** Good tickets for tonight, side by side. */
  private TicketsFor seats(String block, int first, int count) {
    return chip -> office.tonight(chip, block, first, count);
  }

  private Tickets add(String name, String label, Generation generation, TicketsFor tickets)
      throws IOException {
    DesfireChip chip = issuer.blank(generation);
    var held = new DemoChip(label, chip);
    Tickets made = tickets.on(held.id());
    issuer.write(chip, made);
    chips.put(name, held);
    return made;
  }
}
