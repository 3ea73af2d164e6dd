package org.stile.system.chips;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.stile.chips.ChipException;
import org.stile.chips.GateTag;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.TicketChip;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.chip.VirtualChips;

/** Keys, an issuer and a gate that share them, and blank chips to try them on. */
final class ChipRig {
  static final Bytes UID = Bytes.hex("04112233445566");
  static final EventHash EVENT = new EventHash(Bytes.hex("A0A1A2A3A4A5A6A7"));
  static final EventHash OTHER_EVENT = new EventHash(Bytes.hex("B0B1B2B3B4B5B6B7"));
  static final Bytes INFORMATION = filled(200, 1);
  static final Bytes TICKET = filled(118, 2);

  final SecureRandom random = new SecureRandom();
  final ChipKeys keys = ChipKeys.draw(7, random);
  final DesfireIssuer issuer = new DesfireIssuer(keys, random);
  final DesfireFamily family = new DesfireFamily(keys.gateKeys(), random);

  static VirtualChip blank(Generation generation) {
    return VirtualChips.blank(generation, UID, new Random(1), ComputeTimes.OFF);
  }

  /** A chip with one ticket of {@code entries} entries in slot 0. */
  VirtualChip ticketed(Generation generation, int entries) throws ChipException {
    VirtualChip chip = blank(generation);
    issuer.personalise(Field.with(chip));
    issuer.issue(Field.with(chip), List.of(order(EVENT, TICKET, entries)));
    return chip;
  }

  static IssueOrder order(EventHash event, Bytes ticket, int entries) {
    return new IssueOrder(event, INFORMATION, ticket, entries);
  }

  TicketChip open(Field field) throws ChipException {
    return family.open(field).orElseThrow();
  }

  ChipReport.Contents contents(VirtualChip chip) throws ChipException {
    return new ChipInspector(random)
        .look(Field.with(chip), keys.gateKeys())
        .contents()
        .orElseThrow();
  }

  static StampOrder entry(int number) {
    return new StampOrder(stamp(0, number), true);
  }

  static Stamp stamp(int slot, int number) {
    return new Stamp(
        slot,
        4711,
        Direction.ENTRY,
        number,
        GateTag.of(new GateId("north-1"), 2),
        Instant.ofEpochSecond(0xF000_0000L + number),
        filled(8, number),
        EVENT.value().slice(0, 3));
  }

  static Bytes filled(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return Bytes.copyOf(content);
  }
}
