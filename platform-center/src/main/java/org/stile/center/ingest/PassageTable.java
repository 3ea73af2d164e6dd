package org.stile.center.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.stile.center.broker.GateName;
import org.stile.center.ingest.Doubles.Rival;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;

/** SQL over passage. */
final class PassageTable {
  private static final String COLUMNS =
      """
      log, sequence, as_of, event_id, ticket_index, direction, number, lane, at, state, stamp_open,
      seat_type, zone, doubted, twin, doubled, changed_at
      """;

  private PassageTable() {}

  /**
   * Adds new grants.
   *
   * @return those whose number another log granted before: kept too, as twins.
   */
  static List<PassageRow> add(Handle handle, Collection<PassageRow> rows) {
    // In one order for all, so that two nodes never wait for each other in a ring.
    List<PassageRow> sorted =
        rows.stream()
            .sorted(
                Comparator.comparingLong((PassageRow row) -> row.ticket().event().value())
                    .thenComparingInt(row -> row.ticket().index())
                    .thenComparing(PassageRow::direction)
                    .thenComparingInt(PassageRow::number))
            .toList();
    Set<PassageKey> first = insert(handle, sorted, false);
    if (first.size() == sorted.size()) {
      return List.of();
    }
    List<PassageRow> twins = sorted.stream().filter(row -> !first.contains(row.key())).toList();
    insert(handle, twins, true);
    return twins;
  }

  private static Set<PassageKey> insert(Handle handle, List<PassageRow> rows, boolean twin) {
    var inserted = new HashSet<PassageKey>();
    bound(
            handle.createQuery(
                "INSERT INTO passage ("
                    + COLUMNS
                    + """
                      )
                      SELECT n.log, n.sequence, n.as_of, n.event, n.ticket, n.direction, n.number,
                        n.lane, timestamptz 'epoch' + n.at * interval '1 ms', n.state, n.stamp_open,
                        n.seat_type, n.zone, n.doubted, CAST(:twin AS boolean),
                        CAST(:twin AS boolean), now()
                      FROM unnest(
                        :logs, :sequences, :asOfs, :events, :tickets, :directions, :numbers, :lanes,
                        :ats, :states, :stampOpens, :seatTypes, :zones, :doubteds)
                        AS n (log, sequence, as_of, event, ticket, direction, number, lane, at,
                              state, stamp_open, seat_type, zone, doubted)
                      ON CONFLICT (event_id, ticket_index, direction, number) WHERE NOT twin
                        DO NOTHING
                      RETURNING log, sequence
                      """),
            rows)
        .bind("twin", twin)
        .map((row, _) -> new PassageKey(row.getLong(1), row.getLong(2)))
        .forEach(inserted::add);
    return inserted;
  }

  private static org.jdbi.v3.core.statement.Query bound(
      org.jdbi.v3.core.statement.Query query, List<PassageRow> rows) {
    return query
        .bind("logs", rows.stream().mapToLong(row -> row.key().log()).toArray())
        .bind("sequences", rows.stream().mapToLong(row -> row.key().sequence()).toArray())
        .bind("asOfs", rows.stream().mapToLong(PassageRow::asOf).toArray())
        .bind("events", rows.stream().mapToLong(row -> row.ticket().event().value()).toArray())
        .bind("tickets", rows.stream().mapToInt(row -> row.ticket().index()).toArray())
        .bind("directions", shorts(rows, row -> PassageRow.code(row.direction())))
        .bind("numbers", shorts(rows, PassageRow::number))
        .bind("lanes", shorts(rows, PassageRow::lane))
        .bind("ats", rows.stream().mapToLong(row -> WallTime.ms(row.at())).toArray())
        .bind("states", shorts(rows, row -> PassageRow.code(row.fate().state())))
        .bind(
            "stampOpens", rows.stream().map(row -> row.fate().stampOpen()).toArray(Boolean[]::new))
        .bind("seatTypes", shorts(rows, PassageRow::seatType))
        .bind("zones", shorts(rows, PassageRow::zone))
        .bind("doubteds", rows.stream().map(PassageRow::doubted).toArray(Boolean[]::new));
  }

  private static Short[] shorts(
      List<PassageRow> rows, java.util.function.ToIntFunction<PassageRow> part) {
    return rows.stream().map(row -> (short) part.applyAsInt(row)).toArray(Short[]::new);
  }

  /**
   * All grants of the numbers that these are of. Marks the first of each, so that whoever changes
   * its fate learns that there are others: it waits for who holds it, and the statement after it
   * sees what they did.
   */
  static List<Rival> rivals(Handle handle, Collection<PassageRow> rows) {
    var list = new ArrayList<>(rows);
    numbers(
            handle.createUpdate(
                """
                UPDATE passage SET doubled = true
                FROM unnest(:events, :tickets, :directions, :numbers)
                  AS n (event, ticket, way, nth)
                WHERE event_id = n.event AND ticket_index = n.ticket AND direction = n.way
                  AND number = n.nth AND NOT twin
                """),
            list)
        .execute();
    String ofNumbers =
        "SELECT "
            + COLUMNS
            + """
              , venue_id, gate FROM (
                SELECT DISTINCT * FROM unnest(:events, :tickets, :directions, :numbers)
                  AS n (event, ticket, way, nth)) AS n
              JOIN passage ON event_id = n.event AND ticket_index = n.ticket AND direction = n.way
                AND number = n.nth
              JOIN gate_log ON gate_log.id = passage.log
              """;
    // Twins are few and have an index of their own.
    return numbers(
            handle.createQuery(ofNumbers + "WHERE NOT twin UNION ALL " + ofNumbers + "WHERE twin"),
            list)
        .map(
            (row, _) ->
                new Rival(
                    new GateName(row.getLong("venue_id"), new GateId(row.getString("gate"))),
                    read(row),
                    row.getBoolean("twin")))
        .list();
  }

  private static <T extends SqlStatement<T>> T numbers(T statement, List<PassageRow> rows) {
    return statement
        .bind("events", rows.stream().mapToLong(row -> row.ticket().event().value()).toArray())
        .bind("tickets", rows.stream().mapToInt(row -> row.ticket().index()).toArray())
        .bind("directions", shorts(rows, row -> PassageRow.code(row.direction())))
        .bind("numbers", shorts(rows, PassageRow::number));
  }

  /** Grants that came before, by their rows. */
  static Map<PassageKey, PassageRow> find(Handle handle, Collection<PassageKey> keys) {
    var found = new HashMap<PassageKey, PassageRow>();
    handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                  FROM passage JOIN unnest(:logs, :sequences) AS n (log, sequence)
                    USING (log, sequence)
                  """)
        .bind("logs", keys.stream().mapToLong(PassageKey::log).toArray())
        .bind("sequences", keys.stream().mapToLong(PassageKey::sequence).toArray())
        .map((row, _) -> read(row))
        .forEach(row -> found.put(row.key(), row));
    return found;
  }

  /**
   * Writes what became of grants that came before.
   *
   * @return those whose number was granted elsewhere as well, as known when this holds their rows.
   */
  static List<PassageRow> update(Handle handle, Collection<PassageRow> rows) {
    var list = new ArrayList<>(rows);
    var doubled = new HashSet<PassageKey>();
    handle
        .createQuery(
            """
            WITH changed AS (
              UPDATE passage
              SET as_of = n.as_of, state = n.state, stamp_open = n.stamp_open, changed_at = now()
              FROM unnest(:logs, :sequences, :asOfs, :states, :stampOpens)
                AS n (log, sequence, as_of, state, stamp_open)
              WHERE passage.log = n.log AND passage.sequence = n.sequence
              RETURNING passage.log, passage.sequence, passage.doubled)
            SELECT log, sequence FROM changed WHERE doubled
            """)
        .bind("logs", list.stream().mapToLong(row -> row.key().log()).toArray())
        .bind("sequences", list.stream().mapToLong(row -> row.key().sequence()).toArray())
        .bind("asOfs", list.stream().mapToLong(PassageRow::asOf).toArray())
        .bind("states", shorts(list, row -> PassageRow.code(row.fate().state())))
        .bind(
            "stampOpens", list.stream().map(row -> row.fate().stampOpen()).toArray(Boolean[]::new))
        .map((row, _) -> new PassageKey(row.getLong(1), row.getLong(2)))
        .forEach(doubled::add);
    return doubled.isEmpty()
        ? List.of()
        : list.stream().filter(row -> doubled.contains(row.key())).toList();
  }

  static PassageRow read(ResultSet row) throws SQLException {
    return new PassageRow(
        new PassageKey(row.getLong("log"), row.getLong("sequence")),
        row.getLong("as_of"),
        new TicketId(new EventId(row.getLong("event_id")), row.getInt("ticket_index")),
        PassageRow.direction(row.getInt("direction")),
        row.getInt("number"),
        row.getInt("lane"),
        row.getTimestamp("at").toInstant(),
        new GrantFate(PassageRow.state(row.getInt("state")), row.getBoolean("stamp_open")),
        row.getInt("seat_type"),
        row.getInt("zone"),
        row.getBoolean("doubted"));
  }
}
