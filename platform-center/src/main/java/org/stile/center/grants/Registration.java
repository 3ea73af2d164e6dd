package org.stile.center.grants;

import java.sql.Array;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.grants.RequestSql.Text;
import org.stile.core.Bytes;

/** Registers the requests of a batch in one statement: locks their seats, writes, gives, audits. */
final class Registration {
  /**
   * The parameters pass through a subquery that hides them from the planner: it then expects as
   * many rows whether it knows them or not, so that PostgreSQL settles for one plan for good.
   * Planning this anew costs as much as doing it.
   *
   * <p>Rows are locked in one order: seats that are waited for, ascending; others, without waiting;
   * new requests by key. {@code chosen} reads {@code named} only to come after it.
   */
  private static final String SQL =
      """
      WITH a AS MATERIALIZED (
        SELECT n, event_id, seller_id, organizer_id, actor, decode(chip, 'hex') AS chip,
               decode(person, 'hex') AS person, CAST(seats AS int[]) AS seats,
               CAST(lost AS int[]) AS lost, wanted, state, reason, payment, key,
               decode(fingerprint, 'hex') AS fingerprint,
               CAST(window_ends_at AS timestamptz) AS window_ends_at, detail, mode
        FROM (SELECT CAST(:events AS bigint[]) AS x1, CAST(:sellers AS bigint[]) AS x2,
                     CAST(:organizers AS bigint[]) AS x3, CAST(:actors AS text[]) AS x4,
                     CAST(:chips AS text[]) AS x5, CAST(:persons AS text[]) AS x6,
                     CAST(:seats AS text[]) AS x7, CAST(:lost AS text[]) AS x8,
                     CAST(:wanted AS int[]) AS x9, CAST(:states AS text[]) AS x10,
                     CAST(:reasons AS text[]) AS x11, CAST(:payments AS text[]) AS x12,
                     CAST(:keys AS text[]) AS x13, CAST(:fingerprints AS text[]) AS x14,
                     CAST(:windows AS text[]) AS x15, CAST(:details AS text[]) AS x16,
                     CAST(:modes AS text[]) AS x17
              OFFSET 0) hidden
        CROSS JOIN unnest(x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16,
                          x17)
          WITH ORDINALITY
          AS u(event_id, seller_id, organizer_id, actor, chip, person, seats, lost, wanted, state,
               reason, payment, key, fingerprint, window_ends_at, detail, mode, n)),
      named AS MATERIALIZED (
        SELECT a.n, s.seat
        FROM a CROSS JOIN unnest(a.seats) AS w(seat)
        JOIN seat s ON s.event_id = a.event_id AND s.seat = w.seat
        WHERE a.mode IN ('WAIT', 'HOLD')
          AND s.seller_id = a.seller_id AND s.request_id IS NULL AND NOT s.blocked
        ORDER BY s.event_id, s.seat
        FOR NO KEY UPDATE OF s),
      chosen AS MATERIALIZED (
        SELECT a.n, s.seat
        FROM a CROSS JOIN unnest(a.seats) AS w(seat)
        JOIN seat s ON s.event_id = a.event_id AND s.seat = w.seat
        WHERE a.mode = 'SKIP' AND (SELECT count(*) FROM named) >= 0
          AND s.seller_id = a.seller_id AND s.request_id IS NULL AND NOT s.blocked
        ORDER BY s.event_id, s.seat
        FOR NO KEY UPDATE OF s SKIP LOCKED),
      had AS MATERIALIZED (
        SELECT n, array_agg(seat) AS seats
        FROM (SELECT n, seat FROM named UNION ALL SELECT n, seat FROM chosen) AS each
        GROUP BY n),
      whole AS MATERIALIZED (
        SELECT a.* FROM a LEFT JOIN had ON had.n = a.n
        WHERE a.mode <> 'HOLD' AND cardinality(a.seats) = coalesce(cardinality(had.seats), 0)),
      made AS (
        INSERT INTO request (event_id, seller_id, chip, person, seats, lost, wanted, state, reason,
                             payment, idempotency_key, fingerprint, requested_at, window_ends_at)
        SELECT event_id, seller_id, chip, person, seats, lost, wanted, state, reason, payment, key,
               fingerprint, :now, window_ends_at
        FROM whole ORDER BY seller_id, key
        ON CONFLICT DO NOTHING
        RETURNING id, event_id, seller_id, idempotency_key, seats),
      held AS (
        UPDATE seat SET request_id = made.id
        FROM made CROSS JOIN unnest(made.seats) AS w(seat)
        WHERE seat.event_id = made.event_id AND seat.seat = w.seat
          AND seat.seller_id = made.seller_id AND seat.request_id IS NULL AND NOT seat.blocked
        RETURNING 1),
      noted AS (
        INSERT INTO audit (at, actor, organizer_id, seller_id, action, subject, detail)
        SELECT :now, whole.actor, whole.organizer_id, whole.seller_id,
               CASE whole.state WHEN 'REFUSED' THEN 'request.refuse' ELSE 'request.grant' END,
               'request:' || made.event_id || '/' || made.id, whole.detail
        FROM made JOIN whole
          ON whole.seller_id = made.seller_id AND whole.key = made.idempotency_key)
      SELECT a.n, whole.n IS NOT NULL AS whole, made.id, had.seats,
             (SELECT count(*) FROM held) AS held
      FROM a
      LEFT JOIN had ON had.n = a.n
      LEFT JOIN whole ON whole.n = a.n
      LEFT JOIN made ON made.seller_id = whole.seller_id AND made.idempotency_key = whole.key
      ORDER BY a.n
      """;

  private Registration() {}

  /** How an entry comes by its seats. */
  enum Mode {
    /** Waits for who has locked one of them. */
    WAIT,
    /** Passes over what others have locked. */
    SKIP,
    /** Only locks them, as {@link #WAIT} does, and registers nothing. */
    HOLD
  }

  /**
   * What to register.
   *
   * @param seats it is to be given, all or none; empty: a refusal.
   */
  record Entry(
      Ask ask,
      long organizer,
      State state,
      List<Integer> seats,
      List<Integer> lost,
      Optional<Refusal> reason,
      Optional<Instant> windowEndsAt,
      String detail,
      Mode mode) {}

  /**
   * What became of an entry.
   *
   * @param id of the request that was made; empty if not all its seats could be had, or if it was
   *     only to lock them.
   * @param had those of its seats that are locked now, in no order; two entries may both have one.
   */
  record Result(OptionalLong id, List<Integer> had) {}

  private record Row(boolean whole, OptionalLong id, List<Integer> had, long held) {}

  /**
   * Registers requests, gives granted ones their seats, and writes both into the audit log. No seat
   * may be in two entries that are not of mode {@link Mode#HOLD}.
   *
   * @return of each, in order; empty if one of them was not made because the same was registered
   *     elsewhere at this moment: then all must be rolled back.
   * @throws IllegalStateException if a seat was not free, which its lock should have prevented.
   */
  static Optional<List<Result>> register(Handle handle, List<Entry> entries, Instant now) {
    List<Row> rows =
        handle
            .createQuery(SQL)
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
            .bind("modes", texts(entries, e -> e.mode.name()))
            .map(
                (row, _) -> {
                  long id = row.getLong("id");
                  OptionalLong made = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(id);
                  Array had = row.getArray("seats");
                  return new Row(
                      row.getBoolean("whole"),
                      made,
                      had == null ? List.of() : RequestSql.ints(had),
                      row.getLong("held"));
                })
            .list();
    if (rows.stream().anyMatch(row -> row.whole && row.id.isEmpty())) {
      return Optional.empty();
    }
    long given = 0;
    for (int n = 0; n < rows.size(); n++) {
      given += rows.get(n).id.isPresent() ? entries.get(n).seats.size() : 0;
    }
    if (!rows.isEmpty() && rows.getFirst().held != given) {
      throw new IllegalStateException("a seat was taken under its lock");
    }
    return Optional.of(rows.stream().map(row -> new Result(row.id, row.had)).toList());
  }

  private static @Nullable String[] texts(List<Entry> entries, Text<Entry> text) {
    return RequestSql.texts(entries, text);
  }

  private static String literal(List<Integer> seats) {
    return seats.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
