package org.stile.system.lane;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.stile.cache.MasterSource;
import org.stile.chips.ChipException;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.master.EventMaster;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;

/** What all gates of one evening share: events, keys, the time, and chips with tickets. */
final class Venue {
  static final Instant START = Instant.parse("2026-06-06T18:00:00Z");

  final SampleKeys eventKeys = SampleKeys.seeded(1);
  final SampleEvent cup = SampleEvent.stadium(eventKeys, START);
  final SampleEvent concert = SampleEvent.concert(eventKeys, START.plus(Duration.ofDays(1)));
  final SecureRandom random = new SecureRandom();
  final ChipKeys chipKeys = ChipKeys.draw(7, random);
  final DesfireIssuer issuer = new DesfireIssuer(chipKeys, random);
  final AtomicReference<List<EventMaster>> masters =
      new AtomicReference<>(List.of(cup.master(), concert.master()));
  private final AtomicReference<ClockReading> clock =
      new AtomicReference<>(
          new ClockReading(START.minus(Duration.ofHours(1)), ClockReading.Trust.TRUSTED));
  private int chips;

  MasterSource masterSource() {
    return masters::get;
  }

  ClockReading now() {
    return clock.get();
  }

  void advance(Duration by) {
    clock.updateAndGet(reading -> new ClockReading(reading.now().plus(by), reading.trust()));
  }

  /** What is written on one ticket. */
  record Holding(SampleEvent event, int index, int seat, int entries) {}

  /** A ticket of the cup for one entry, for a seat in the north stand. */
  Holding north(int index) {
    return new Holding(cup, index, cup.firstSeatOf("N101") + index, 1);
  }

  /** A ticket of the concert. */
  Holding parquet(int index, int entries) {
    return new Holding(concert, index, concert.firstSeatOf("Parquet") + index, entries);
  }

  DesfireChip blank(Generation generation) {
    chips++;
    Bytes uid = Bytes.concat(Bytes.hex("04112233445500").slice(0, 6), Bytes.of(chips));
    return VirtualChips.blank(generation, uid, new Random(chips), ComputeTimes.OFF);
  }

  /** A chip with these tickets in its slots, in order. */
  DesfireChip chip(Generation generation, Holding... holdings) throws ChipException {
    DesfireChip chip = blank(generation);
    issuer.personalise(DirectChannel.tap(chip));
    var id = new ChipId(chip.target().uid());
    var orders = new ArrayList<IssueOrder>();
    for (Holding holding : holdings) {
      orders.add(order(holding, id));
    }
    if (!orders.isEmpty()) {
      issuer.issue(DirectChannel.tap(chip), orders);
    }
    return chip;
  }

  IssueOrder order(Holding holding, ChipId issuedTo) {
    SampleEvent event = holding.event();
    Bytes information = event.master().signedInformation();
    Bytes ticket =
        event.ticket(
            issuedTo,
            holding.index(),
            holding.seat(),
            SampleEvent.TYPE_STANDARD,
            holding.entries());
    return new IssueOrder(EventHash.of(information), information, ticket, holding.entries());
  }

  /** What the counter of slot 0 says. */
  int entriesLeft(DesfireChip chip) throws ChipException {
    return contents(chip).tickets().getFirst().entriesLeft();
  }

  /** Everything on a chip that the gate's key may read. */
  ChipReport.Contents contents(DesfireChip chip) throws ChipException {
    return new ChipInspector(random)
        .look(DirectChannel.tap(chip), chipKeys.gateKeys())
        .contents()
        .orElseThrow();
  }
}
