package org.stile.system.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stile.cache.JournalException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * The journals of some gates against a center's database: row by row, and what they add up to. The
 * journals are the truth.
 */
final class Reckoning implements AutoCloseable {
  private static final String NOT_ONE_FIRST =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM passage GROUP BY event_id, ticket_index, direction, number
        HAVING count(*) FILTER (WHERE NOT twin) <> 1) AS numbers
      """;

  private final List<GateUnit> units;
  private final Connection database;
  private final Map<String, Bytes> logIds = new HashMap<>();

  /** A grant, and what became of it; as a journal has it and as {@code passage} has it. */
  private record Passage(
      long sequence,
      long asOf,
      TicketId ticket,
      Direction direction,
      int number,
      int lane,
      long atMs,
      GrantFate fate,
      int seatType,
      int zone,
      boolean doubted) {
    static Passage of(JournalRow row, Granted granted) {
      return new Passage(
          row.sequence(),
          row.sequence(),
          granted.ticket(),
          granted.direction(),
          granted.number(),
          granted.lane(),
          granted.at().now().toEpochMilli(),
          GrantFate.GRANTED,
          granted.seatType(),
          granted.zone(),
          granted.clockDoubted());
    }

    Passage after(JournalRow row, Progress progress) {
      return new Passage(
          sequence,
          row.sequence(),
          ticket,
          direction,
          number,
          lane,
          atMs,
          fate.after(progress.outcome()),
          seatType,
          zone,
          doubted);
    }
  }

  /** A refusal, or what a gate told of itself. */
  private record Note(long sequence, boolean refusal, String code, String detail) {}

  /**
   * Of these.
   *
   * @param database a connection to the center's database, closed with this.
   */
  Reckoning(List<GateUnit> units, Connection database) {
    this.units = List.copyOf(units);
    this.database = database;
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }

  /** A journal keeps its name; it is asked for many times a second. */
  private Bytes logId(GateUnit unit) throws JournalException {
    Bytes known = logIds.get(unit.name);
    if (known == null) {
      known = unit.logId();
      logIds.put(unit.name, known);
    }
    return known;
  }

  /** The last row of each gate's journal, by gate. */
  static Map<String, Long> lastRows(List<GateUnit> units) throws JournalException {
    Map<String, Long> last = new LinkedHashMap<>();
    for (GateUnit unit : units) {
      last.put(unit.name, unit.lastSequence());
    }
    return last;
  }

  /** How far the center has each journal, by gate; 0: nothing of it. */
  Map<String, Long> highWaters() throws Exception {
    Map<String, Long> waters = new LinkedHashMap<>();
    for (GateUnit unit : units) {
      try (PreparedStatement query =
              query("SELECT high_water FROM gate_log WHERE log_id = ?", logId(unit));
          ResultSet row = query.executeQuery()) {
        waters.put(unit.name, row.next() ? row.getLong(1) : 0);
      }
    }
    return waters;
  }

  /**
   * Every grant up to these rows is a passage at the center, once, and no passage is without one.
   */
  void grantsUpTo(Map<String, Long> rows) throws Exception {
    for (GateUnit unit : units) {
      long last = rows.getOrDefault(unit.name, 0L);
      assertThat(sequences(passages(logId(unit)), last))
          .as("grants of %s up to row %d", unit.name, last)
          .isEqualTo(sequences(folded(unit.rows()), last));
    }
  }

  private static List<Long> sequences(List<Passage> passages, long last) {
    return passages.stream().map(Passage::sequence).filter(each -> each <= last).toList();
  }

  /** The center has every row of every journal once, unchanged, and what they add up to. */
  void everything() throws Exception {
    long passages = 0;
    for (GateUnit unit : units) {
      List<JournalRow> rows = unit.rows();
      List<Passage> folded = folded(rows);
      assertThat(kept(logId(unit))).as("rows of %s", unit.name).isEqualTo(rows);
      assertThat(passages(logId(unit))).as("passages of %s", unit.name).isEqualTo(folded);
      assertThat(notesAt(logId(unit))).as("notes of %s", unit.name).isEqualTo(notes(rows));
      passages += folded.size();
    }
    assertThat(count("SELECT count(*) FROM passage")).isEqualTo(passages);
    assertThat(count("SELECT count(*) FROM gate_log")).isEqualTo(units.size());
    assertThat(count("SELECT count(*) FROM quarantine")).isZero();
    assertThat(count(NOT_ONE_FIRST)).as("numbers of which not one grant is the first").isZero();
    assertThat(count("SELECT count(*) FROM gate_log WHERE high_water < told")).isZero();
  }

  /** What the center counts of the event is what the journals add up to. */
  void counts(JsonNode counts, long event) throws JournalException {
    long admitted = 0;
    long left = 0;
    long pending = 0;
    Map<String, Long> refused = new TreeMap<>();
    for (GateUnit unit : units) {
      List<JournalRow> rows = unit.rows();
      for (Passage passage : folded(rows)) {
        State state = passage.fate.state();
        boolean entry = passage.direction == Direction.ENTRY;
        admitted += entry && state == State.PASSED ? 1 : 0;
        left += !entry && state == State.PASSED ? 1 : 0;
        pending += entry && (state == State.GRANTED || state == State.STAMPED) ? 1 : 0;
      }
      for (JournalRow row : rows) {
        if (row.entry() instanceof Refused refusal
            && refusal.ticket().stream().anyMatch(ticket -> ticket.event().value() == event)) {
          refused.merge(refusal.code(), 1L, Long::sum);
        }
      }
    }
    assertThat(counts.at("/total/admitted").asLong()).as("admitted").isEqualTo(admitted);
    assertThat(counts.at("/total/left").asLong()).as("left").isEqualTo(left);
    assertThat(counts.at("/total/pending").asLong()).as("pending").isEqualTo(pending);
    assertThat(counts.at("/doubled").asLong()).as("doubled").isZero();
    Map<String, Long> counted = new TreeMap<>();
    counts
        .get("refused")
        .properties()
        .forEach(each -> counted.put(each.getKey(), each.getValue().asLong()));
    assertThat(counted).as("refused").isEqualTo(refused);
  }

  /**
   * Everybody whom an arm opened for stands in a journal, and in one only: a gate that has not
   * heard of an entry grants it again, but then the chip does not pay again, and the grant is
   * withdrawn (docs/decisions/0003-stamps-when-needed.md).
   */
  void opened(Iterable<Turnout.Walk> walks) throws JournalException {
    assertThat(granted())
        .as("an arm opened without a grant")
        .containsAll(walks)
        .as("let in, or out, twice")
        .doesNotHaveDuplicates();
  }

  /** How many were let in, or out: grants that were not withdrawn. */
  long granted(Direction direction) throws JournalException {
    return granted().stream().filter(each -> each.direction() == direction).count();
  }

  private List<Turnout.Walk> granted() throws JournalException {
    List<Turnout.Walk> granted = new ArrayList<>();
    for (GateUnit unit : units) {
      folded(unit.rows()).stream()
          .filter(each -> each.fate.state() != State.WITHDRAWN)
          .forEach(each -> granted.add(new Turnout.Walk(each.ticket, each.direction)));
    }
    return granted;
  }

  private static List<Passage> folded(List<JournalRow> rows) {
    Map<Long, Passage> passages = new LinkedHashMap<>();
    for (JournalRow row : rows) {
      if (row.entry() instanceof Granted granted) {
        passages.put(row.sequence(), Passage.of(row, granted));
      } else if (row.entry() instanceof Progress progress) {
        passages.computeIfPresent(progress.about(), (_, known) -> known.after(row, progress));
      }
    }
    return List.copyOf(passages.values());
  }

  private static List<Note> notes(List<JournalRow> rows) {
    List<Note> notes = new ArrayList<>();
    for (JournalRow row : rows) {
      if (row.entry() instanceof Refused refused) {
        notes.add(new Note(row.sequence(), true, refused.code(), refused.detail()));
      } else if (row.entry() instanceof Incident incident) {
        notes.add(new Note(row.sequence(), false, incident.kind(), incident.detail()));
      }
    }
    return notes;
  }

  private PreparedStatement query(String sql, Bytes logId) throws SQLException {
    PreparedStatement query = database.prepareStatement(sql);
    query.setBytes(1, logId.toArray());
    return query;
  }

  /** The rows of a journal as the center keeps them, as they came. */
  private List<JournalRow> kept(Bytes logId) throws SQLException, WireException {
    List<JournalRow> rows = new ArrayList<>();
    try (PreparedStatement query =
            query(
                """
                SELECT message FROM journal_segment JOIN gate_log ON gate_log.id = log
                WHERE log_id = ? ORDER BY first
                """,
                logId);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        if (SyncCodec.up(Bytes.copyOf(row.getBytes(1))) instanceof Rows message) {
          rows.addAll(message.rows());
        }
      }
    }
    return rows;
  }

  private List<Passage> passages(Bytes logId) throws SQLException {
    List<Passage> passages = new ArrayList<>();
    try (PreparedStatement query =
            query(
                """
                SELECT sequence, as_of, event_id, ticket_index, direction, number, lane, at, state,
                  stamp_open, seat_type, zone, doubted
                FROM passage JOIN gate_log ON gate_log.id = log WHERE log_id = ? ORDER BY sequence
                """,
                logId);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        passages.add(passage(row));
      }
    }
    return passages;
  }

  private static Passage passage(ResultSet row) throws SQLException {
    return new Passage(
        row.getLong("sequence"),
        row.getLong("as_of"),
        new TicketId(
            new org.stile.core.id.EventId(row.getLong("event_id")), row.getInt("ticket_index")),
        row.getInt("direction") == 0 ? Direction.ENTRY : Direction.EXIT,
        row.getInt("number"),
        row.getInt("lane"),
        row.getTimestamp("at").getTime(),
        new GrantFate(State.values()[row.getInt("state")], row.getBoolean("stamp_open")),
        row.getInt("seat_type"),
        row.getInt("zone"),
        row.getBoolean("doubted"));
  }

  private List<Note> notesAt(Bytes logId) throws SQLException {
    List<Note> notes = new ArrayList<>();
    try (PreparedStatement query =
            query(
                """
                SELECT sequence, refusal, code, detail
                FROM gate_note JOIN gate_log ON gate_log.id = log WHERE log_id = ? ORDER BY sequence
                """,
                logId);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        notes.add(new Note(row.getLong(1), row.getBoolean(2), row.getString(3), row.getString(4)));
      }
    }
    return notes;
  }

  private long count(String sql) throws SQLException {
    try (var statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}
