package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.stile.center.sellers.OwnEvents.Event;

/**
 * The SQL that moves seats between organizer and sellers. Each change is one conditional UPDATE: a
 * seat that is no longer as the condition wants it is not touched, and then nothing is (the thrown
 * problem rolls back). Rows are locked in ascending order, as grants lock them, so that two never
 * wait for each other.
 */
@ApplicationScoped
class SeatChanges {
  private static final String UNSOLD =
      """
      event_id = :event AND seller_id = :seller AND request_id IS NULL
        AND (CAST(:type AS int) IS NULL OR type = :type)
      """;

  private final LostSeats lost;

  SeatChanges(LostSeats lost) {
    this.lost = lost;
  }

  /** Seats that no seller has and nobody blocked. */
  BitSet free(Handle handle, long event, Optional<Integer> type) {
    return seats(
        handle
            .createQuery(
                """
                SELECT seat FROM seat
                WHERE event_id = :event AND seller_id IS NULL AND request_id IS NULL AND NOT blocked
                  AND (CAST(:type AS int) IS NULL OR type = :type)
                """)
            .bind("event", event)
            .bind("type", type)
            .mapTo(int.class)
            .list());
  }

  /** How many of them there are of each type. */
  Map<Integer, Integer> freeByType(Handle handle, long event) {
    var counts = new HashMap<Integer, Integer>();
    handle
        .createQuery(
            """
            SELECT type, count(*) AS seats FROM seat
            WHERE event_id = :event AND seller_id IS NULL AND request_id IS NULL AND NOT blocked
            GROUP BY type
            """)
        .bind("event", event)
        .map((row, _) -> Map.entry(row.getInt("type"), row.getInt("seats")))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** Gives exactly these free seats. */
  void allot(Handle handle, Event event, long seller, Cells cells) {
    exactly(
        handle,
        event,
        cells,
        "seller_id IS NULL AND request_id IS NULL AND NOT blocked",
        "seller_id = :seller",
        query -> query.bind("seller", seller));
  }

  /** Takes exactly these unsold seats from a seller. */
  void withdraw(Handle handle, Event event, long seller, Cells cells, Optional<Long> to) {
    exactly(
        handle,
        event,
        cells,
        "seller_id = :seller AND request_id IS NULL",
        "seller_id = :to",
        query -> query.bind("seller", seller).bind("to", to));
  }

  /** Takes whatever a seller has not sold; that may be nothing. */
  Cells withdraw(
      Handle handle, Event event, long seller, Optional<Integer> type, Optional<Long> to) {
    Binding binding =
        query ->
            query
                .bind("event", event.id())
                .bind("seller", seller)
                .bind("type", type)
                .bind("to", to);
    lock(handle, UNSOLD, binding);
    var query =
        handle.createQuery("UPDATE seat SET seller_id = :to WHERE " + UNSOLD + " RETURNING seat");
    binding.bind(query);
    return Cells.of(seats(query.mapTo(int.class).list()));
  }

  /** Blocks or unblocks exactly these seats. */
  void block(Handle handle, Event event, boolean block, Cells cells) {
    exactly(
        handle,
        event,
        cells,
        block ? "request_id IS NULL AND NOT blocked" : "blocked",
        "blocked = :block",
        query -> query.bind("block", block));
  }

  /** Binds what one change needs beside event and cells. */
  private interface Binding {
    void bind(SqlStatement<?> query);
  }

  private void exactly(
      Handle handle, Event event, Cells cells, String condition, String change, Binding binding) {
    // An array of every seat, not a join with ranges: whatever the planner believes of an event it
    // has no statistics of yet, it looks each row up once.
    Object[] wanted = cells.toBits().stream().boxed().toArray();
    Binding all =
        query -> {
          query.bind("event", event.id()).bindArray("seats", Integer.class, wanted);
          binding.bind(query);
        };
    String where = "event_id = :event AND seat = ANY(:seats)";
    lock(
        handle,
        where,
        query -> query.bind("event", event.id()).bindArray("seats", Integer.class, wanted));
    var query =
        handle.createQuery(
            "UPDATE seat SET "
                + change
                + " WHERE "
                + where
                + " AND "
                + condition
                + " RETURNING seat");
    all.bind(query);
    BitSet changed = seats(query.mapTo(int.class).list());
    if (changed.cardinality() != cells.size()) {
      BitSet missed = cells.toBits();
      missed.andNot(changed);
      throw lost.problem(handle, event, missed);
    }
  }

  private static void lock(Handle handle, String where, Binding binding) {
    var query =
        handle.createQuery(
            "SELECT count(*) FROM (SELECT FROM seat WHERE "
                + where
                + " ORDER BY seat FOR UPDATE) AS locked");
    binding.bind(query);
    query.mapTo(int.class).one();
  }

  private static BitSet seats(List<Integer> list) {
    var seats = new BitSet();
    list.forEach(seats::set);
    return seats;
  }
}
