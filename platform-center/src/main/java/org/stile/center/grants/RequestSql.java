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

  /** What to register. */
  record Entry(
      Ask ask,
      long organizer,
      State state,
      List<Integer> seats,
      List<Integer> lost,
      Optional<Refusal> reason,
      Optional<Instant> windowEndsAt,
      String detail) {}

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
                      FROM unnest(:events, :sellers, :chips, :persons, :payments, :keys)
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
   * Locks those of the wanted seats that are free in the seller's allotment, in order, and says
   * which they are.
   *
   * @param wait whether to wait for others who have a seat locked; else such a seat is not free.
   * @return per ask the seats it can have; two asks may both be told the same seat.
   */
  static Map<Integer, Set<Integer>> lockFree(Handle handle, List<Wanted> wanted, boolean wait) {
    var free = new HashMap<Integer, Set<Integer>>();
    handle
        .createQuery(
            """
            SELECT w.n, w.seat
            FROM unnest(:n, :events, :sellers, :seats) AS w(n, event_id, seller_id, seat)
            JOIN seat s ON s.event_id = w.event_id AND s.seat = w.seat
            WHERE s.seller_id = w.seller_id AND s.request_id IS NULL AND NOT s.blocked
            ORDER BY s.event_id, s.seat
            FOR NO KEY UPDATE OF s
            """
                + (wait ? "" : " SKIP LOCKED"))
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

  /** Why a seat cannot be had. */
  record Lost(int seat, boolean allotted, boolean blocked, boolean lapsed) {}

  /** Why named seats cannot be had; a seat the plan does not have is not allotted. */
  static Map<Integer, Lost> lost(Handle handle, Ask ask, Collection<Integer> seats, Instant now) {
    return handle
        .createQuery(
            """
            SELECT s.seat, s.seller_id IS NOT DISTINCT FROM :seller AS allotted, s.blocked,
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
                    row.getBoolean("lapsed")))
        .collect(Collectors.toMap(Lost::seat, lost -> lost));
  }

  /**
   * Registers requests, gives granted ones their seats, and writes both into the audit log.
   *
   * @return the id of each, by its place in {@code entries}; empty if one of them was not made,
   *     because the same was registered elsewhere at this moment: then all must be rolled back.
   * @throws IllegalStateException if a seat was not free, which its lock should have prevented.
   */
  static Optional<Map<Integer, Long>> register(Handle handle, List<Entry> entries, Instant now) {
    var ids = new HashMap<Integer, Long>();
    long seats = entries.stream().mapToInt(entry -> entry.seats.size()).sum();
    List<Long> held =
        handle
            .createQuery(
                """
            WITH a AS (
              SELECT n, event_id, seller_id, organizer_id, actor, decode(chip, 'hex') AS chip,
                     decode(person, 'hex') AS person, CAST(seats AS int[]) AS seats,
                     CAST(lost AS int[]) AS lost, wanted, state, reason, payment, key,
                     decode(fingerprint, 'hex') AS fingerprint,
                     CAST(window_ends_at AS timestamptz) AS window_ends_at, detail
              FROM unnest(:events, :sellers, :organizers, :actors, :chips, :persons, :seats, :lost,
                          :wanted, :states, :reasons, :payments, :keys, :fingerprints, :windows,
                          :details)
                WITH ORDINALITY
                AS u(event_id, seller_id, organizer_id, actor, chip, person, seats, lost, wanted,
                     state, reason, payment, key, fingerprint, window_ends_at, detail, n)),
            made AS (
              INSERT INTO request (event_id, seller_id, chip, person, seats, lost, wanted, state,
                                   reason, payment, idempotency_key, fingerprint, requested_at,
                                   window_ends_at)
              SELECT event_id, seller_id, chip, person, seats, lost, wanted, state, reason, payment,
                     key, fingerprint, :now, window_ends_at
              FROM a ORDER BY seller_id, key
              ON CONFLICT DO NOTHING
              RETURNING id, event_id, seller_id, idempotency_key, seats),
            held AS (
              UPDATE seat SET request_id = made.id
              FROM made CROSS JOIN unnest(made.seats) AS w(seat)
              WHERE seat.event_id = made.event_id AND seat.seat = w.seat
                AND seat.seller_id = made.seller_id AND seat.request_id IS NULL
                AND NOT seat.blocked
              RETURNING 1),
            noted AS (
              INSERT INTO audit (at, actor, organizer_id, seller_id, action, subject, detail)
              SELECT :now, a.actor, a.organizer_id, a.seller_id,
                     CASE a.state WHEN 'REFUSED' THEN 'request.refuse' ELSE 'request.grant' END,
                     'request:' || made.event_id || '/' || made.id, a.detail
              FROM made JOIN a ON a.seller_id = made.seller_id AND a.key = made.idempotency_key)
            SELECT a.n, made.id, (SELECT count(*) FROM held) AS held
            FROM made JOIN a ON a.seller_id = made.seller_id AND a.key = made.idempotency_key
            """)
            .bind("now", now)
            .bind("events", entries.stream().mapToLong(e -> e.ask.event()).toArray())
            .bind("sellers", entries.stream().mapToLong(e -> e.ask.seller()).toArray())
            .bind("organizers", entries.stream().mapToLong(Entry::organizer).toArray())
            .bind("actors", texts(entries, e -> e.ask.actor()))
            .bind("chips", texts(entries, e -> e.ask.chip().uid().hex()))
            .bind("persons", texts(entries, e -> e.ask.person().map(Bytes::hex).orElse(null)))
            .bind("seats", texts(entries, e -> literal(e.seats)))
            .bind("lost", texts(entries, e -> literal(e.lost)))
            .bind("wanted", entries.stream().mapToInt(e -> e.ask.wish().count()).toArray())
            .bind("states", texts(entries, e -> e.state.name()))
            .bind("reasons", texts(entries, e -> e.reason.map(Refusal::name).orElse(null)))
            .bind("payments", texts(entries, e -> e.ask.payment().orElse(null)))
            .bind("keys", texts(entries, e -> e.ask.key()))
            .bind("fingerprints", texts(entries, e -> e.ask.fingerprint().hex()))
            .bind(
                "windows", texts(entries, e -> e.windowEndsAt.map(Instant::toString).orElse(null)))
            .bind("details", texts(entries, Entry::detail))
            .map(
                (row, _) -> {
                  ids.put(row.getInt("n") - 1, row.getLong("id"));
                  return row.getLong("held");
                })
            .list();
    if (ids.size() < entries.size()) {
      return Optional.empty();
    }
    if (held.getFirst() != seats) {
      throw new IllegalStateException("a seat was taken under its lock");
    }
    return Optional.of(ids);
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

  private interface Text<T> {
    @Nullable String of(T of);
  }

  private static <T> @Nullable String[] texts(List<T> all, Text<T> text) {
    var texts = new ArrayList<@Nullable String>(all.size());
    all.forEach(one -> texts.add(text.of(one)));
    return texts.toArray(new @Nullable String[0]);
  }

  private static String literal(List<Integer> seats) {
    return seats.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
