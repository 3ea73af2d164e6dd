package org.stile.simulator.ground;

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
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.simulator.demo.DemoIssuer;
import org.stile.simulator.ground.Guest.Manner;
import org.stile.simulator.ground.Guest.Words;
import org.stile.simulator.office.CenterOffice;
import org.stile.simulator.office.Tickets;

/** Everybody who comes to the demo's gates, each with a chip and tickets that the center issued. */
final class Cast {
  static final Words CLONED =
      words(
          "The chip in all it is, keys too. Nobody can make one; the demo cheats.",
          "Refused where its owner's entry is known. A gate cut off lets it in: see incidents.");

  private static final Words MEMBER =
      words("The club’s own card, good for members’ prices, with no ticket on it.", "No ticket.");

  private static final Words EMPTY =
      words("A DESFire card fresh from the factory, nothing on it.", "Not a ticket.");

  /** CreateApplication, wrapped as ISO/IEC 7816-4 has it: AID F58840, one AES key. */
  private static final Bytes OTHERS_APPLICATION = Bytes.hex("90ca000005f588400f8100");

  private static final Bytes DONE = Bytes.hex("9100");

  private final CenterOffice office;
  private final DemoIssuer issuer;
  private final SecureRandom random;
  private final ComputeTimes times;
  private final Map<String, Guest> guests = new LinkedHashMap<>();
  private int crowd;

  Cast(CenterOffice office, ChipKeys keys, SecureRandom random, ComputeTimes times) {
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

  /** Makes all chips and has all tickets issued; the first one named comes first. */
  Map<String, Guest> make() throws IOException {
    Tickets annas = honest();
    mistaken();
    dishonest(annas);
    return guests;
  }

  /** Those with a good ticket; tells Anna's. */
  private Tickets honest() throws IOException {
    Tickets annas =
        add("anna", "Anna", words("One ticket, North stand.", "Let in. Again: already inside."));
    add(
        "family",
        "A family",
        words("Three tickets on one chip, North stand.", "Three taps, three people."),
        Generation.EV2,
        Manner.WALKS,
        chip -> office.sell(chip, "N102", 0, 3));
    add("ben", "Ben", words("One ticket, North stand.", "Let in, unless his clone was first."));
    guests.put("twin", cloned("twin", "Ben's clone", CLONED, chip("ben")));
    add(
        "hasty",
        "Hasty",
        words("Pulls the chip away in mid-stamp, the first time.", "Hold it again; then let in."),
        Generation.EV2,
        Manner.PULLS_AWAY,
        chip -> office.sell(chip, "N103", 5, 1));
    add(
        "shy",
        "Shy",
        words("Stays before the open arm, the first time.", "The same entry is taken up again."),
        Generation.EV2,
        Manner.STAYS,
        chip -> office.sell(chip, "N104", 7, 1));
    add(
        "old",
        "Old card",
        words("A DESFire EV1 of 2008, North stand.", "Let in like any other."),
        Generation.EV1,
        Manner.WALKS,
        chip -> office.sell(chip, "N105", 9, 1));
    add(
        "new",
        "New card",
        words("A DESFire EV3, North stand.", "Let in like any other."),
        Generation.EV3,
        Manner.WALKS,
        chip -> office.sell(chip, "N106", 3, 1));
    return annas;
  }

  private void mistaken() throws IOException {
    add(
        "south",
        "Sofia",
        words("One ticket, South stand.", "Sent to S1 by N1 and N2; let in at S1."),
        Generation.EV2,
        Manner.WALKS,
        chip -> office.sell(chip, "S101", 4, 1));
    add(
        "rita",
        "Rita",
        words(
            "One ticket, North stand. Take it back at the center.",
            "Refused where the news has come; a gate cut off still lets her in."),
        Generation.EV2,
        Manner.WALKS,
        chip -> office.sell(chip, "N108", 0, 1));
    add(
        "refunded",
        "Refunded",
        words("One ticket, North stand, paid back before the doors opened.", "No longer valid."),
        Generation.EV2,
        Manner.WALKS,
        this::refunded);
    add(
        "early",
        "Early",
        words("For the last half hour before the start only.", "Told when to come back."),
        Generation.EV2,
        Manner.WALKS,
        office::sellLate);
    add(
        "concert",
        "Wrong day",
        words("A ticket for a concert here in twelve days.", "Told which event it is for."),
        Generation.EV2,
        Manner.WALKS,
        office::sellConcert);
    guest("member", "Member", MEMBER, issuer.empty(Generation.EV2));
    guest("empty", "Empty card", EMPTY, issuer.blank(Generation.EV2));
    add(
        "wallet",
        "Wallet",
        words(
            "A good ticket, North stand, in a wallet with a bus card.",
            "One card at a time, please. Taken out, the second time: let in."),
        Generation.EV2,
        Manner.WALKS,
        chip -> office.sell(chip, "N106", 7, 1));
    DesfireChip bus = busCard();
    var _ = guests.computeIfPresent("wallet", (_, each) -> each.withWallet(bus));
  }

  private Tickets refunded(ChipId chip) throws IOException {
    Tickets sold = office.sell(chip, "N108", 4, 1);
    office.revoke(sold.numbers().getFirst());
    return sold;
  }

  /** A card that is another system's: it has an application of theirs, and none of ours. */
  private DesfireChip busCard() throws IOException {
    DesfireChip card = issuer.blank(Generation.EV2);
    try (var channel = DirectChannel.tap(card)) {
      Bytes answer = channel.transceive(OTHERS_APPLICATION);
      if (!answer.equals(DONE)) {
        throw new IOException("no bus card can be made: " + answer.hex());
      }
    }
    return card;
  }

  private void guest(String id, String name, Words words, DesfireChip chip) {
    guests.put(id, new Guest(id, name, words, chip, List.of(), Manner.WALKS));
  }

  private void dishonest(Tickets annas) throws IOException {
    add(
        "forger",
        "Forger",
        words("A ticket he signed himself.", "Ticket not valid."),
        Generation.EV2,
        Manner.WALKS,
        chip -> forged(annas, chip));
    add(
        "copier",
        "Copier",
        words("Anna's ticket, copied to another chip.", "Ticket of another card."),
        Generation.EV2,
        Manner.WALKS,
        _ -> new Tickets(annas.information(), annas.signed(), List.of()));
    try (var others = ChipKeys.draw(1, random)) {
      DesfireChip clone = issuer.blank(Generation.EV2);
      Tickets tickets = office.sell(new ChipId(clone.target().uid()), "N101", 8, 1);
      new DemoIssuer(others, random, times).issue(clone, tickets.information(), tickets.signed());
      var words = words("A chip made with other keys.", "Card not accepted.");
      guest("fake", "Fake chip", words, clone);
    }
    guest("bus", "Bus card", words("A card of another system.", "Not a ticket."), busCard());
  }

  /** A chip that is in all another one is at this moment. */
  Guest cloned(String id, String name, Words words, DesfireChip of) {
    var twin = VirtualChips.twin(of, random, times);
    return new Guest(id, name, words, twin, List.of(), Manner.WALKS);
  }

  /** One more visitor with the best free seat of a block, bought this moment. */
  Guest another(String stand, String block) throws IOException {
    DesfireChip chip = issuer.blank(Generation.EV2);
    Tickets tickets = office.sellBest(new ChipId(chip.target().uid()), stand, block);
    issuer.issue(chip, tickets.information(), tickets.signed());
    crowd++;
    String name = "Visitor " + crowd;
    return new Guest(
        "visitor-" + crowd, name, words("", ""), chip, tickets.numbers(), Manner.WALKS);
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
      return new Tickets(annas.information(), List.of(signed), List.of());
    }
  }

  private static Words words(String what, String expect) {
    return new Words(what, expect);
  }

  private DesfireChip chip(String id) {
    Guest guest = guests.get(id);
    if (guest == null) {
      throw new IllegalArgumentException("nobody is called " + id);
    }
    return guest.chip();
  }

  /** Somebody with the next place of the first block. */
  private Tickets add(String id, String name, Words words) throws IOException {
    int place = guests.size();
    return add(
        id, name, words, Generation.EV2, Manner.WALKS, chip -> office.sell(chip, "N101", place, 1));
  }

  private Tickets add(
      String id, String name, Words words, Generation generation, Manner manner, TicketsFor tickets)
      throws IOException {
    DesfireChip chip = issuer.blank(generation);
    Tickets made = tickets.on(new ChipId(chip.target().uid()));
    issuer.issue(chip, made.information(), made.signed());
    guests.put(id, new Guest(id, name, words, chip, made.numbers(), manner));
    return made;
  }
}
