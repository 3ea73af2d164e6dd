package org.stile.center.grants;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** The statements of {@link Batch}: each is about all requests of a batch at once. */
final class RequestSql {
  /** The columns of a request, as {@link #registered} reads them. */
  static final String COLUMNS =
      """
      r.event_id, r.id, r.seller_id, r.chip, r.person, r.wanted, r.state, r.seats, r.lost,
      r.reason, r.payment, r.requested_at, r.window_ends_at, r.ended_at, r.fingerprint
      """;

  private RequestSql() {}

  /**
   * What is known before a request is decided.
   *
   * @param before the request that was registered under the same key already.
   * @param facts empty if the seller does not handle the event, or there is none.
   */
  record Known(Optional<Registered> before, Optional<Facts> facts, long organizer) {}

  /** A seat a request wants. */
  record Wanted(int n, long event, long seller, int seat) {}

  /** Takes the locks under which limits are counted, in order, until the transaction ends. */
  static void lock(Handle handle, Collection<String> names) {
    handle
        .createQuery(
            """
            SELECT count(pg_advisory_xact_lock(hashtextextended(name, 0)))
            FROM unnest(:names) AS name
            """)
        .bind("names", names.stream().sorted().distinct().toArray(String[]::new))
        .mapTo(long.class)
        .one();
  }

  /** What is known of each ask; limits are counted where there are any. */
  static List<Known> known(Handle handle, List<Ask> asks, Instant now) {
    var known = new Known[asks.size()];
    handle
        .createQuery(
            "SELECT a.n, e.state AS event_state, e.organizer_id, e.last_entry,"
                + " s.seller_id AS rules, s.sales_from, s.sales_until, s.per_chip_max,"
                + " s.per_person_max, s.membership_required, s.payment_required,"
                + " EXTRACT(epoch FROM s.issuing_window) AS window_s, p.state AS payment_state, "
                + COLUMNS
                + """
                , EXISTS (SELECT FROM blocked_chip b
                          WHERE b.organizer_id = e.organizer_id AND b.chip = a.chip) AS chip_blocked
                , s.membership_required AND EXISTS
                    (SELECT FROM membership m
                     WHERE m.organizer_id = e.organizer_id AND m.chip = a.chip
                       AND (m.valid_until IS NULL OR m.valid_until > :now)) AS member
                , CASE WHEN s.per_chip_max IS NOT NULL THEN
                    (SELECT sum(cardinality(h.seats)) FROM request h
                     WHERE h.event_id = a.event_id AND h.chip = a.chip
                       AND h.state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED')
                       AND (h.state = 'ISSUED' OR h.window_ends_at > :now)) END AS chip_has
                , CASE WHEN s.per_person_max IS NOT NULL THEN
                    (SELECT sum(cardinality(h.seats)) FROM request h
                     WHERE h.event_id = a.event_id AND h.person = a.person
                       AND h.state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED')
                       AND (h.state = 'ISSUED' OR h.window_ends_at > :now)) END AS person_has
                , a.payment IS NOT NULL AND EXISTS
                    (SELECT FROM request u
                     WHERE u.seller_id = a.seller_id AND u.payment = a.payment
                       AND u.state IN ('AWAITING_PAYMENT', 'GRANTED', 'ISSUED')) AS payment_used
                FROM (SELECT n, event_id, seller_id, decode(chip, 'hex') AS chip,
                             decode(person, 'hex') AS person, payment, key
                      FROM (SELECT CAST(:events AS bigint[]) AS e, CAST(:sellers AS bigint[]) AS s,
                                   CAST(:chips AS text[]) AS c, CAST(:persons AS text[]) AS h,
                                   CAST(:payments AS text[]) AS p, CAST(:keys AS text[]) AS k
                            OFFSET 0) hidden
                      CROSS JOIN unnest(e, s, c, h, p, k)
                        WITH ORDINALITY AS u(event_id, seller_id, chip, person, payment, key, n)) a
                LEFT JOIN event e ON e.id = a.event_id
                LEFT JOIN event_seller s ON s.event_id = a.event_id AND s.seller_id = a.seller_id
                LEFT JOIN payment p ON p.seller_id = a.seller_id AND p.reference = a.payment
                LEFT JOIN request r ON r.seller_id = a.seller_id AND r.idempotency_key = a.key
                """)
        .bind("now", now)
        .bind("events", asks.stream().mapToLong(Ask::event).toArray())
        .bind("sellers", asks.stream().mapToLong(Ask::seller).toArray())
        .bind("chips", texts(asks, ask -> ask.chip().uid().hex()))
        .bind("persons", texts(asks, ask -> ask.person().map(Bytes::hex).orElse(null)))
        .bind("payments", texts(asks, ask -> ask.payment().orElse(null)))
        .bind("keys", texts(asks, Ask::key))
        .map(
            (row, _) -> {
              int n = row.getInt("n") - 1;
              known[n] = known(row, asks.get(n), now);
              return n;
            })
        .list();
    return List.of(known);
  }

  private static Known known(ResultSet row, Ask ask, Instant now) throws SQLException {
    row.getLong("id");
    Optional<Registered> before = row.wasNull() ? Optional.empty() : Optional.of(registered(row));
    row.getLong("rules");
    if (row.wasNull() || row.getString("event_state") == null) {
      return new Known(before, Optional.empty(), 0);
    }
    var rules =
        new Facts.SaleRules(
            instant(row, "sales_from"),
            instant(row, "sales_until"),
            number(row, "per_chip_max"),
            number(row, "per_person_max"),
            row.getBoolean("membership_required"),
            row.getBoolean("payment_required"),
            Duration.ofMillis(Math.round(row.getDouble("window_s") * 1000)));
    var facts =
        new Facts(
            now,
            Facts.EventState.valueOf(row.getString("event_state")),
            instant(row, "last_entry").orElseThrow(),
            rules,
            row.getBoolean("chip_blocked"),
            row.getBoolean("member"),
            ask.person().isPresent(),
            ask.wish().count(),
            row.getInt("chip_has"),
            row.getInt("person_has"),
            payment(row, ask));
    return new Known(before, Optional.of(facts), row.getLong("organizer_id"));
  }

  private static Facts.Payment payment(ResultSet row, Ask ask) throws SQLException {
    if (ask.payment().isEmpty()) {
      return Facts.Payment.NOT_NAMED;
    }
    if (row.getBoolean("payment_used")) {
      return Facts.Payment.USED;
    }
    String state = row.getString("payment_state");
    return state == null ? Facts.Payment.NAMED : Facts.Payment.valueOf(state);
  }

  /**
   * Locks those of the wanted seats that are free in the seller's allotment and that nobody else
   * has locked, and says which they are. Waits for nobody.
   *
   * @return per ask the seats it can have; two asks may both be told the same seat.
   */
  static Map<Integer, Set<Integer>> lockFree(Handle handle, List<Wanted> wanted) {
    var free = new HashMap<Integer, Set<Integer>>();
    handle
        .createQuery(
            """
            SELECT w.n, w.seat
            FROM unnest(:n, :events, :sellers, :seats) AS w(n, event_id, seller_id, seat)
            JOIN seat s ON s.event_id = w.event_id AND s.seat = w.seat
            WHERE s.seller_id = w.seller_id AND s.request_id IS NULL AND NOT s.blocked
            ORDER BY s.event_id, s.seat
            FOR NO KEY UPDATE OF s SKIP LOCKED
            """)
        .bind("n", wanted.stream().mapToInt(Wanted::n).toArray())
        .bind("events", wanted.stream().mapToLong(Wanted::event).toArray())
        .bind("sellers", wanted.stream().mapToLong(Wanted::seller).toArray())
        .bind("seats", wanted.stream().mapToInt(Wanted::seat).toArray())
        .map(
            (row, _) ->
                free.computeIfAbsent(row.getInt(1), _ -> new HashSet<>()).add(row.getInt(2)))
        .list();
    return free;
  }

  /**
   * Why a seat cannot be had.
   *
   * @param held whether a grant holds it; if nothing else is so either, it can be had.
   * @param lapsed whether that grant is over.
   */
  record Lost(int seat, boolean allotted, boolean blocked, boolean held, boolean lapsed) {}

  /** Why named seats cannot be had; a seat the plan does not have is not allotted. */
  static Map<Integer, Lost> lost(Handle handle, Ask ask, Collection<Integer> seats, Instant now) {
    return handle
        .createQuery(
            """
            SELECT s.seat, s.seller_id IS NOT DISTINCT FROM :seller AS allotted, s.blocked,
                   s.request_id IS NOT NULL AS held,
                   coalesce(r.state <> 'ISSUED' AND r.window_ends_at <= :now, false) AS lapsed
            FROM seat s LEFT JOIN request r ON r.event_id = s.event_id AND r.id = s.request_id
            WHERE s.event_id = :event AND s.seat = ANY (:seats)
            """)
        .bind("seller", ask.seller())
        .bind("event", ask.event())
        .bind("now", now)
        .bind("seats", seats.stream().mapToInt(Integer::intValue).toArray())
        .map(
            (row, _) ->
                new Lost(
                    row.getInt("seat"),
                    row.getBoolean("allotted"),
                    row.getBoolean("blocked"),
                    row.getBoolean("held"),
                    row.getBoolean("lapsed")))
        .collect(Collectors.toMap(Lost::seat, lost -> lost));
  }

  /** Reads {@link #COLUMNS}. */
  static Registered registered(ResultSet row) throws SQLException {
    return new Registered(
        row.getLong("event_id"),
        row.getLong("id"),
        row.getLong("seller_id"),
        new ChipId(Bytes.copyOf(row.getBytes("chip"))),
        row.getBytes("person") != null,
        row.getInt("wanted"),
        State.valueOf(row.getString("state")),
        ints(row.getArray("seats")),
        ints(row.getArray("lost")),
        Optional.ofNullable(row.getString("reason")),
        Optional.ofNullable(row.getString("payment")),
        instant(row, "requested_at").orElseThrow(),
        instant(row, "window_ends_at"),
        instant(row, "ended_at"),
        Bytes.copyOf(row.getBytes("fingerprint")));
  }

  static List<Integer> ints(Array array) throws SQLException {
    return List.of((Integer[]) array.getArray());
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static OptionalInt number(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  interface Text<T> {
    @Nullable String of(T of);
  }

  static <T> @Nullable String[] texts(List<T> all, Text<T> text) {
    var texts = new ArrayList<@Nullable String>(all.size());
    all.forEach(one -> texts.add(text.of(one)));
    return texts.toArray(new @Nullable String[0]);
  }
}
