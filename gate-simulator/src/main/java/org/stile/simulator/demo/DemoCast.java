package org.stile.simulator.demo;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stile.chips.ChipException;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.ticket.TicketCodec;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoIssuer.Order;

/** Everybody who comes to the demo's gate, each with a chip of their own. */
final class DemoCast {
  private static final long FORGERS_SEED = 666;

  private final DemoEvents events;
  private final DemoIssuer issuer;
  private final SecureRandom random;
  private final ComputeTimes times;
  private final Map<String, DemoChip> chips = new LinkedHashMap<>();
  private int nextIndex = 1;

  private DemoCast(DemoEvents events, ChipKeys keys, SecureRandom random, ComputeTimes times) {
    this.events = events;
    this.random = random;
    this.times = times;
    issuer = new DemoIssuer(keys, random, times);
  }

  /** Makes all chips; the first one named comes first. */
  static Map<String, DemoChip> make(
      DemoEvents events, ChipKeys keys, SecureRandom random, ComputeTimes times)
      throws ChipException {
    var cast = new DemoCast(events, keys, random, times);
    ChipId anna = cast.honest();
    cast.mistaken();
    cast.dishonest(anna);
    return cast.chips;
  }

  /** Those with a good ticket; tells Anna's chip. */
  private ChipId honest() throws ChipException {
    ChipId anna = add("anna", "Anna, one ticket", Generation.EV2, List.of(seat("N101", 1)));
    add(
        "family",
        "a family, three tickets",
        Generation.EV2,
        List.of(seat("N102", 0), seat("N102", 1), seat("N102", 2)));
    add("hasty", "Hasty pulls the chip away", Generation.EV2, List.of(seat("N103", 5)));
    add("shy", "Shy stays before the arm", Generation.EV2, List.of(seat("N104", 7)));
    add("ev1", "Old card, DESFire EV1", Generation.EV1, List.of(seat("N105", 9)));
    add("ev3", "New card, DESFire EV3", Generation.EV3, List.of(seat("N106", 3)));
    return anna;
  }

  private void mistaken() throws ChipException {
    SampleEvent tonight = events.tonight();
    SampleEvent concert = events.concert();
    add("south", "Ticket for the south stand", Generation.EV2, List.of(seat("S101", 4)));
    int late = nextIndex++;
    add(
        "late",
        "Ticket for the last half hour",
        Generation.EV2,
        List.of(
            order(
                tonight,
                chip ->
                    tonight.ticket(
                        chip, late, tonight.firstSeatOf("N107"), DemoEvents.TYPE_LATE, 1))));
    add(
        "concert",
        "Ticket for another event",
        Generation.EV2,
        List.of(order(concert, chip -> concert.ticket(chip, 1, 1))));
    add(
        "revoked",
        "Ticket that was taken back",
        Generation.EV2,
        List.of(
            order(
                tonight,
                chip ->
                    tonight.ticket(
                        chip, DemoEvents.REVOKED_INDEX, tonight.firstSeatOf("N108") + 1))));
  }

  private void dishonest(ChipId anna) throws ChipException {
    SampleEvent tonight = events.tonight();
    SampleKeys forgers = SampleKeys.seeded(FORGERS_SEED);
    add(
        "forger",
        "Forged ticket",
        Generation.EV2,
        List.of(
            order(
                tonight,
                chip ->
                    TicketCodec.sign(
                        tonight.unsignedTicket(chip, 777, tonight.firstSeatOf("N101"), 0, 1),
                        forgers.issuing()))));
    Bytes copied = tonight.ticket(anna, 1, tonight.firstSeatOf("N101") + 1);
    add("copier", "Anna's ticket, copied", Generation.EV2, List.of(order(tonight, chip -> copied)));
    try (var others = ChipKeys.draw(1, random)) {
      DesfireChip clone = issuer.blank(Generation.EV2);
      new DemoIssuer(others, random, times).issue(clone, List.of(seat("N101", 8)));
      chips.put("clone", new DemoChip("Chip made with other keys", clone));
    }
    chips.put("foreign", new DemoChip("Somebody else's card", issuer.blank(Generation.EV2)));
  }

  /** A good ticket for tonight. */
  private Order seat(String block, int place) {
    SampleEvent tonight = events.tonight();
    int index = nextIndex++;
    return order(tonight, chip -> tonight.ticket(chip, index, tonight.firstSeatOf(block) + place));
  }

  private static Order order(SampleEvent event, DemoIssuer.TicketFor ticket) {
    return new Order(event, ticket, 1);
  }

  private ChipId add(String name, String label, Generation generation, List<Order> orders)
      throws ChipException {
    DesfireChip chip = issuer.blank(generation);
    issuer.issue(chip, orders);
    var held = new DemoChip(label, chip);
    chips.put(name, held);
    return held.id();
  }
}
