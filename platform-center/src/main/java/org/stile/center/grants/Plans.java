package org.stile.center.grants;

import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;

/** Where seat plans come from. */
public interface Plans {
  /** The plan of an event; the same object as long as the event has the same plan. */
  SeatPlan ofEvent(Handle handle, long event);
}
