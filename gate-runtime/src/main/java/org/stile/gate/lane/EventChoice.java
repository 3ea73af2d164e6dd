package org.stile.gate.lane;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;

/** Which of the installed events a gate admits to. */
final class EventChoice {
  private static final Comparator<EventMaster> BY_DOORS =
      Comparator.<EventMaster, Instant>comparing(master -> master.rules().doorsOpen())
          .thenComparingLong(master -> master.event().value());

  private EventChoice() {}

  /**
   * The configured event; without one, of the events that use this gate: the one whose doors are
   * open (the last to open, if several), else the next to open, else the last that was open, so
   * that its visitors are told they are late.
   */
  static Optional<EventMaster> choose(
      List<EventMaster> masters, Optional<EventId> configured, GateId gate, Instant now) {
    if (configured.isPresent()) {
      return masters.stream().filter(m -> m.event().equals(configured.get())).findFirst();
    }
    List<EventMaster> here = masters.stream().filter(m -> m.gate(gate).isPresent()).toList();
    Optional<EventMaster> opened =
        here.stream().filter(m -> !now.isBefore(m.rules().doorsOpen())).max(BY_DOORS);
    Optional<EventMaster> open =
        here.stream()
            .filter(m -> !now.isBefore(m.rules().doorsOpen()))
            .filter(m -> now.isBefore(m.rules().lastEntry()))
            .max(BY_DOORS);
    Optional<EventMaster> next =
        here.stream().filter(m -> now.isBefore(m.rules().doorsOpen())).min(BY_DOORS);
    return open.or(() -> next).or(() -> opened);
  }
}
