package org.stile.center.grants;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/** The allotments that this node lately chose seats from. Any thread. */
final class Stocks {
  /** One of 100 000 seats takes 25 KB. */
  private static final int STOCKS_MAX = 1_000;

  /**
   * What other nodes give back is seen after this long at the latest (at once where it matters:
   * before anybody is told that seats are sold out).
   */
  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  private final PlacesOfEvents places;
  private final InstantSource clock;
  private final Map<Allotment, Stock> stocks = Lately.map(STOCKS_MAX);

  Stocks(PlacesOfEvents places, InstantSource clock) {
    this.places = places;
    this.clock = clock;
  }

  /** What one seller has of one event. */
  record Allotment(long event, long seller) {}

  /** The stock of an allotment, not older than {@link #AGE_MAX}. */
  Stock of(Handle handle, Allotment allotment) {
    Stock stock = stocks.get(allotment);
    if (stock == null) {
      var read = new Stock(read(handle, allotment));
      Stock other = stocks.putIfAbsent(allotment, read);
      return other == null ? read : other;
    }
    if (!stock.readSince(clock.instant().minus(AGE_MAX))) {
      refresh(handle, allotment, stock);
      stock.lookStraight();
    }
    return stock;
  }

  /** Reads a stock again. */
  void refresh(Handle handle, Allotment allotment, Stock stock) {
    stock.replace(() -> read(handle, allotment));
  }

  /** Another node had a part of {@code seats} first: reads what it took around them. */
  void beaten(
      Handle handle, Allotment allotment, Stock stock, int[] seats, RandomGenerator random) {
    Stock.Span span = stock.around(seats[0]);
    stock.beaten(span, free(handle, allotment, span), random);
  }

  /** Tells this node's stock that seats came back. */
  void returned(Allotment allotment, List<Integer> seats) {
    Stock stock = stocks.get(allotment);
    if (stock != null) {
      seats.forEach(seat -> stock.settle(seat, true));
    }
  }

  /** Tells this node's stock that seats were granted by name. */
  void sold(Allotment allotment, Iterable<Integer> seats) {
    Stock stock = stocks.get(allotment);
    if (stock != null) {
      seats.forEach(seat -> stock.settle(seat, false));
    }
  }

  private Stock.Contents read(Handle handle, Allotment allotment) {
    Instant at = clock.instant();
    Layout layout = places.of(handle, allotment.event).layout();
    Stock.Span all = new Stock.Span(0, layout.size());
    return new Stock.Contents(layout, free(handle, allotment, all), at);
  }

  private static BitSet free(Handle handle, Allotment allotment, Stock.Span span) {
    var free = new BitSet(span.to());
    handle
        .createQuery(
            """
            SELECT array_agg(seat) FROM seat
            WHERE event_id = :event AND seat >= :from AND seat < :to
              AND seller_id = :seller AND request_id IS NULL AND NOT blocked
            """)
        .bind("event", allotment.event)
        .bind("seller", allotment.seller)
        .bind("from", span.from())
        .bind("to", span.to())
        // No row of the array at all if nothing is free.
        .map(
            (row, _) ->
                row.getArray(1) == null ? List.<Integer>of() : RequestSql.ints(row.getArray(1)))
        .findOne()
        .ifPresent(seats -> seats.forEach(free::set));
    return free;
  }
}
