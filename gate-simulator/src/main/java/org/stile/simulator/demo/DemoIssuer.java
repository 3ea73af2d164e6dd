package org.stile.simulator.demo;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.stile.chips.ChipException;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.chips.desfire.IssueResult;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.sample.SampleEvent;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;

/** Makes virtual chips and writes sample tickets onto them, as a center would. */
public final class DemoIssuer {
  private static final int UID_LENGTH = 7;
  private static final int MANUFACTURER = 0x04; // NXP, ISO/IEC 7816-6.

  private final DesfireIssuer issuer;
  private final SecureRandom random;
  private final ComputeTimes times;

  public DemoIssuer(ChipKeys keys, SecureRandom random, ComputeTimes times) {
    this.issuer = new DesfireIssuer(keys, random);
    this.random = random;
    this.times = times;
  }

  /** A ticket to be, before it is known which chip it goes on. */
  @FunctionalInterface
  public interface TicketFor {
    /** The signed ticket. */
    Bytes on(ChipId chip);
  }

  /** What goes into one slot. */
  public record Order(SampleEvent event, TicketFor ticket, int entries) {}

  /** A chip as delivered. */
  public DesfireChip blank(Generation generation) {
    byte[] uid = new byte[UID_LENGTH];
    random.nextBytes(uid);
    uid[0] = MANUFACTURER;
    return VirtualChips.blank(generation, Bytes.copyOf(uid), random, times);
  }

  /** A chip that is ready for tickets, and has none. */
  public DesfireChip empty(Generation generation) throws ChipException {
    DesfireChip chip = blank(generation);
    write(chip, List.of());
    return chip;
  }

  /** Makes {@code chip} ready and writes tickets onto it. */
  public void issue(DesfireChip chip, List<Order> orders) throws ChipException {
    var id = new ChipId(chip.target().uid());
    List<IssueOrder> tickets = new ArrayList<>();
    for (Order order : orders) {
      Bytes information = order.event().master().signedInformation();
      tickets.add(
          new IssueOrder(
              EventHash.of(information), information, order.ticket().on(id), order.entries()));
    }
    write(chip, tickets);
  }

  /**
   * Makes {@code chip} ready and writes signed tickets of one event onto it, each for one entry.
   *
   * @param information of the event, signed.
   */
  public void issue(DesfireChip chip, Bytes information, List<Bytes> signed) throws ChipException {
    var event = EventHash.of(information);
    write(
        chip,
        signed.stream().map(ticket -> new IssueOrder(event, information, ticket, 1)).toList());
  }

  private void write(DesfireChip chip, List<IssueOrder> tickets) throws ChipException {
    try (var channel = DirectChannel.tap(chip)) {
      issuer.personalise(channel);
    }
    if (!tickets.isEmpty()) {
      add(chip, tickets);
    }
  }

  /** Writes tickets onto a chip that was made ready before. */
  public void add(DesfireChip chip, List<IssueOrder> tickets) throws ChipException {
    try (var channel = DirectChannel.tap(chip)) {
      switch (issuer.issue(channel, tickets)) {
        case IssueResult.Issued _ -> {}
        case IssueResult.NoRoom(int free) ->
            throw new IllegalStateException("only " + free + " slots are free");
        case IssueResult.Unknown(String why) -> throw new IllegalStateException(why);
      }
    }
  }
}
