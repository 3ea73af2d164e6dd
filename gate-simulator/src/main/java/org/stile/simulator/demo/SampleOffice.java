package org.stile.simulator.demo;

import java.util.List;
import java.util.stream.IntStream;
import org.stile.core.id.ChipId;
import org.stile.core.sample.SampleEvent;

/** An office with public keys, in this process: for the live demo and for tests. */
final class SampleOffice implements DemoOffice {
  private final DemoEvents events;
  private int nextIndex = 1;

  SampleOffice(DemoEvents events) {
    this.events = events;
  }

  @Override
  public Tickets tonight(ChipId chip, String block, int first, int count) {
    SampleEvent tonight = events.tonight();
    int seat = tonight.firstSeatOf(block) + first;
    return new Tickets(
        tonight.master().signedInformation(),
        IntStream.range(0, count)
            .mapToObj(each -> tonight.ticket(chip, nextIndex++, seat + each))
            .toList());
  }

  @Override
  public Tickets late(ChipId chip) {
    SampleEvent tonight = events.tonight();
    int seat = tonight.firstSeatOf("N107");
    return one(tonight, tonight.ticket(chip, nextIndex++, seat, DemoEvents.TYPE_LATE, 1));
  }

  @Override
  public Tickets revoked(ChipId chip) {
    SampleEvent tonight = events.tonight();
    int seat = tonight.firstSeatOf("N108") + 1;
    return one(tonight, tonight.ticket(chip, DemoEvents.REVOKED_INDEX, seat));
  }

  @Override
  public Tickets concert(ChipId chip) {
    return one(events.concert(), events.concert().ticket(chip, 1, 1));
  }

  @Override
  public Publication publish() {
    return new Publication(
        events.tonight().roots(),
        events.tonight().keySet(),
        List.of(events.tonight().signedMaster().bytes(), events.concert().signedMaster().bytes()),
        events.tonight().master().information());
  }

  private static Tickets one(SampleEvent event, org.stile.core.Bytes ticket) {
    return new Tickets(event.master().signedInformation(), List.of(ticket));
  }
}
