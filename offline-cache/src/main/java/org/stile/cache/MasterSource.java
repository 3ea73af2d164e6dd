package org.stile.cache;

import java.util.List;
import java.util.Optional;
import org.stile.core.id.EventHash;
import org.stile.core.master.EventMaster;

/** The event masters a gate admits by; a snapshot that never changes. */
public interface MasterSource {
  /** All installed masters; swapped as a whole between two taps. Any thread. */
  List<EventMaster> masters();

  /** The master that accepts tickets issued under {@code event}. */
  default Optional<EventMaster> accepting(EventHash event) {
    return masters().stream().filter(master -> master.accepted().contains(event)).findFirst();
  }
}
