package org.stile.center.grants;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;

/**
 * What a seller has of an event.
 *
 * @param blocked of the allotted ones, those the organizer blocks.
 * @param types by seat type, those the seller has.
 * @param blocks by block, those the seller has.
 * @param freeSeats ranges of free seats, first and last index.
 */
public record Availability(
    long event,
    int allotted,
    int free,
    int blocked,
    List<OfType> types,
    List<OfBlock> blocks,
    List<List<Integer>> freeSeats) {

  /** Seats of one type. */
  public record OfType(int type, String name, int allotted, int free) {}

  /** Seats of one block. */
  public record OfBlock(String stand, String block, int allotted, int free) {}

  /** Counts. */
  private static final class Count {
    private int allotted;
    private int free;

    private void add(boolean isFree) {
      allotted++;
      free += isFree ? 1 : 0;
    }
  }

  /** Reads what a seller has; {@code places} are the event's. */
  static Availability read(Handle handle, long event, long seller, Places places) {
    record Seats(List<Integer> free, List<Integer> held, List<Integer> blocked) {}
    Seats seats =
        handle
            .createQuery(
                """
                SELECT coalesce(array_agg(seat ORDER BY seat)
                         FILTER (WHERE request_id IS NULL AND NOT blocked), '{}') AS free,
                       coalesce(array_agg(seat) FILTER (WHERE request_id IS NOT NULL), '{}') AS held,
                       coalesce(array_agg(seat) FILTER (WHERE blocked), '{}') AS blocked
                FROM seat WHERE event_id = :event AND seller_id = :seller
                """)
            .bind("event", event)
            .bind("seller", seller)
            .map(
                (row, _) ->
                    new Seats(
                        RequestSql.ints(row.getArray("free")),
                        RequestSql.ints(row.getArray("held")),
                        RequestSql.ints(row.getArray("blocked"))))
            .one();
    Map<Integer, Count> types = new LinkedHashMap<>();
    places.plan().types().forEach(type -> types.put(type.number(), new Count()));
    Count[] blocks = new Count[places.plan().blocks().size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Count();
    }
    seats.free.forEach(seat -> count(seat, true, places, types, blocks));
    seats.held.forEach(seat -> count(seat, false, places, types, blocks));
    seats.blocked.forEach(seat -> count(seat, false, places, types, blocks));
    return new Availability(
        event,
        seats.free.size() + seats.held.size() + seats.blocked.size(),
        seats.free.size(),
        seats.blocked.size(),
        ofTypes(places.plan(), types),
        ofBlocks(places.plan(), blocks),
        ranges(seats.free));
  }

  private static void count(
      int seat, boolean free, Places places, Map<Integer, Count> types, Count[] blocks) {
    types.computeIfAbsent(places.layout().type(seat), _ -> new Count()).add(free);
    blocks[places.blockOf(seat)].add(free);
  }

  private static List<OfType> ofTypes(SeatPlan plan, Map<Integer, Count> counts) {
    return plan.types().stream()
        .map(
            type -> {
              Count count = counts.getOrDefault(type.number(), new Count());
              return new OfType(type.number(), type.name(), count.allotted, count.free);
            })
        .filter(type -> type.allotted > 0)
        .toList();
  }

  private static List<OfBlock> ofBlocks(SeatPlan plan, Count[] counts) {
    var blocks = new ArrayList<OfBlock>();
    for (int i = 0; i < counts.length; i++) {
      SeatPlan.Block block = plan.blocks().get(i);
      if (counts[i].allotted > 0) {
        blocks.add(new OfBlock(block.stand(), block.name(), counts[i].allotted, counts[i].free));
      }
    }
    return blocks;
  }

  private static List<List<Integer>> ranges(List<Integer> ascending) {
    var ranges = new ArrayList<List<Integer>>();
    int first = -1;
    int last = -2;
    for (int seat : ascending) {
      if (seat != last + 1) {
        if (first >= 0) {
          ranges.add(List.of(first, last));
        }
        first = seat;
      }
      last = seat;
    }
    if (first >= 0) {
      ranges.add(List.of(first, last));
    }
    return ranges;
  }
}
