package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.BitSet;
import java.util.List;
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
  private static final String ALL_UNSOLD =
      """
      WITH wanted AS (
        SELECT seat FROM seat
        WHERE event_id = :event AND seller_id = :seller AND request_id IS NULL
          AND (CAST(:type AS int) IS NULL OR type = :type)
        ORDER BY seat FOR UPDATE)
      UPDATE seat s SET seller_id = :to FROM wanted w
      WHERE s.event_id = :event AND s.seat = w.seat
      RETURNING s.seat
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

  /** Gives exactly these free seats. */
  void allot(Handle handle, Event event, long seller, Cells cells) {
    exactly(
        handle,
        event,
        cells,
        "s.seller_id IS NULL AND s.request_id IS NULL AND NOT s.blocked",
        "seller_id = :seller",
        query -> query.bind("seller", seller));
  }

  /** Takes exactly these unsold seats from a seller. */
  void withdraw(Handle handle, Event event, long seller, Cells cells, Optional<Long> to) {
    exactly(
        handle,
        event,
        cells,
        "s.seller_id = :seller AND s.request_id IS NULL",
        "seller_id = :to",
        query -> query.bind("seller", seller).bind("to", to));
  }

  /** Takes whatever a seller has not sold; that may be nothing. */
  Cells withdraw(
      Handle handle, Event event, long seller, Optional<Integer> type, Optional<Long> to) {
    return Cells.of(
        seats(
            handle
                .createQuery(ALL_UNSOLD)
                .bind("event", event.id())
                .bind("seller", seller)
                .bind("type", type)
                .bind("to", to)
                .mapTo(int.class)
                .list()));
  }

  /** Blocks or unblocks exactly these seats. */
  void block(Handle handle, Event event, boolean block, Cells cells) {
    exactly(
        handle,
        event,
        cells,
        block ? "s.request_id IS NULL AND NOT s.blocked" : "s.blocked",
        "blocked = :block",
        query -> query.bind("block", block));
  }

  /** Binds what one change needs beside event and cells. */
  private interface Binding {
    void bind(SqlStatement<?> query);
  }

  private void exactly(
      Handle handle, Event event, Cells cells, String condition, String change, Binding binding) {
    var query =
        handle
            .createQuery(ofCells(condition, change))
            .bind("event", event.id())
            .bindArray("firsts", Integer.class, (Object[]) cells.firsts())
            .bindArray("lasts", Integer.class, (Object[]) cells.lasts());
    binding.bind(query);
    BitSet changed = seats(query.mapTo(int.class).list());
    if (changed.cardinality() != cells.size()) {
      BitSet missed = cells.toBits();
      missed.andNot(changed);
      throw lost.problem(handle, event, missed);
    }
  }

  /** Seats of ranges, those that still satisfy the condition, locked from the lowest on. */
  private static String ofCells(String condition, String change) {
    return """
        WITH wanted AS (
          SELECT s.seat
          FROM unnest(:firsts, :lasts) AS r(first, last)
          JOIN seat s ON s.event_id = :event AND s.seat BETWEEN r.first AND r.last
          WHERE %s
          ORDER BY s.seat FOR UPDATE OF s)
        UPDATE seat s SET %s FROM wanted w
        WHERE s.event_id = :event AND s.seat = w.seat
        RETURNING s.seat
        """
        .formatted(condition, change);
  }

  private static BitSet seats(List<Integer> list) {
    var seats = new BitSet();
    list.forEach(seats::set);
    return seats;
  }
}
