package org.stile.center.seating;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Lays the seats of a plan out for an event: one row a seat. */
public final class EventSeats {
  private EventSeats() {}

  /** Makes the rows of an event that has none. */
  public static void lay(Handle handle, long eventId, SeatPlan plan) {
    List<Integer> counts = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    int next = 0;
    // Neighbouring runs of one type are one range: the statement stays small, the server counts.
    for (SeatPlan.Block block : plan.blocks()) {
      for (SeatPlan.Row row : block.rows()) {
        for (SeatPlan.Run run : row.runs()) {
          int last = types.size() - 1;
          if (last >= 0 && types.get(last) == run.type()) {
            counts.set(last, counts.get(last) + run.count());
          } else {
            firsts.add(next);
            counts.add(run.count());
            types.add(run.type());
          }
          next += run.count();
        }
      }
    }
    handle
        .createUpdate(
            """
            INSERT INTO seat (event_id, seat, type)
            SELECT :event, r.first + s, r.type
            FROM unnest(:firsts, :counts, :types) AS r (first, count, type),
                 generate_series(0, r.count - 1) AS s
            """)
        .bind("event", eventId)
        .bindArray("firsts", Integer.class, firsts)
        .bindArray("counts", Integer.class, counts)
        .bindArray("types", Integer.class, types)
        .execute();
    // Until PostgreSQL has looked at so many new rows it plans as if they were not there. It would
    // by itself, after a minute or more; a sale may begin before.
    handle.execute("ANALYZE (SKIP_LOCKED) seat");
  }

  /** Takes the rows of an event away; for events nobody was allotted or sold a seat of. */
  public static void clear(Handle handle, long eventId) {
    handle
        .createUpdate("DELETE FROM seat WHERE event_id = :event")
        .bind("event", eventId)
        .execute();
  }
}
