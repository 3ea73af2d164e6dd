package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stile.cache.Journal.Unsettled;
import org.stile.cache.JournalException.Fault;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalRow;

/**
 * A journal's reading end; opens nothing for writing, so another process may use it too. Any
 * thread, one at a time: every call takes well under a millisecond, except for many rows.
 */
public final class JournalReader implements JournalPages {
  /** Rows a call; bounds memory, not what can be had. */
  public static final int ROWS_MAX = 10_000;

  private static final String FATES =
      """
      SELECT g.sequence, g.lane, g.wall_ms, g.trust, g.event, g.ticket, g.chip, g.direction,
             g.number, g.slot, g.nonce, g.debits, g.seat_type, g.zone, g.clock_doubted,
             p.outcome AS fate
      FROM journal_row g
      LEFT JOIN journal_row p ON p.kind = 'PROGRESS' AND p.about = g.sequence
      WHERE g.kind = 'GRANTED' AND %s
      ORDER BY g.sequence, p.sequence
      """;

  private static final String AFTER =
      "SELECT " + RowColumns.ALL + " FROM journal_row WHERE sequence > ? ORDER BY sequence LIMIT ?";

  private static final String INHERITED =
      "SELECT direction, number, lane, wall_ms, state FROM inherited WHERE event = ? AND ticket = ?";

  private final ReadEnd<Session> end;
  private final JournalIdentity identity;
  private final GateId gate;

  private JournalReader(ReadEnd<Session> end, JournalIdentity identity) {
    this.end = end;
    this.identity = identity;
    gate = new GateId(identity.gate());
  }

  /** Opens the journal in {@code file}, which must be there. */
  public static JournalReader open(Path file) throws JournalException {
    var end = new ReadEnd<>(() -> Session.open(file));
    try {
      return new JournalReader(
          end, end.read(session -> JournalIdentity.read(session.connection())));
    } catch (SQLException e) {
      throw Faults.exception(e);
    } catch (IllegalArgumentException e) {
      end.close();
      throw new JournalException(new Fault.Damaged(file + ": " + e.getMessage()), e);
    }
  }

  @Override
  public Bytes logId() {
    return identity.logId();
  }

  @Override
  public Bytes genesis() {
    return identity.genesis();
  }

  @Override
  public long lastSequence() throws JournalException {
    return read(
        session ->
            Sqlite.number(
                session.connection(), "SELECT coalesce(max(sequence), 0) FROM journal_row"));
  }

  @Override
  public GateId gate() {
    return gate;
  }

  /** At most {@link #ROWS_MAX}, whatever {@code limit} is. */
  @Override
  public List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException {
    return read(
        session -> {
          PreparedStatement after = session.after();
          after.setLong(1, sequence);
          after.setInt(2, Math.clamp(limit, 0, ROWS_MAX));
          try (ResultSet row = after.executeQuery()) {
            var rows = new ArrayList<JournalRow>();
            while (row.next()) {
              rows.add(RowColumns.read(row));
            }
            return rows;
          }
        });
  }

  @Override
  public void giveBack() throws JournalException {
    read(
        session -> {
          Sqlite.giveBack(session.connection());
          return this;
        });
  }

  /** Passages of {@code ticket} granted here, in the order of the journal. */
  List<Passage> passagesOf(TicketId ticket) throws JournalException {
    return read(
        session -> {
          PreparedStatement ofTicket = session.ofTicket();
          ofTicket.setLong(1, ticket.event().value());
          ofTicket.setInt(2, ticket.index());
          var passages = new ArrayList<Passage>();
          for (Grant grant : grants(ofTicket)) {
            passages.add(passage(grant));
          }
          addInherited(session.inherited(), ticket, passages);
          return passages;
        });
  }

  /** Grants to {@code chip} of which nobody knows if the chip carries the stamp. */
  List<Unsettled> unsettled(ChipId chip) throws JournalException {
    return read(
        session -> {
          PreparedStatement ofChip = session.ofChip();
          ofChip.setBytes(1, chip.uid().toArray());
          var unsettled = new ArrayList<Unsettled>();
          for (Grant grant : grants(ofChip)) {
            if (grant.fate().stampOpen()) {
              unsettled.add(new Unsettled(grant.sequence(), grant.entry()));
            }
          }
          return unsettled;
        });
  }

  private record Grant(long sequence, JournalEntry.Granted entry, GrantFate fate) {}

  private Passage passage(Grant grant) {
    JournalEntry.Granted entry = grant.entry();
    return new Passage(
        entry.direction(),
        entry.number(),
        gate,
        entry.lane(),
        entry.at().now(),
        grant.fate().state(),
        Source.THIS_GATE,
        grant.sequence());
  }

  /** They are rows of no journal we have, so they count as told by another. */
  private void addInherited(PreparedStatement inherited, TicketId ticket, List<Passage> passages)
      throws SQLException {
    inherited.setLong(1, ticket.event().value());
    inherited.setInt(2, ticket.index());
    try (ResultSet row = inherited.executeQuery()) {
      while (row.next()) {
        passages.add(PassageColumns.read(row, gate));
      }
    }
  }

  private static List<Grant> grants(PreparedStatement query) throws SQLException {
    var grants = new ArrayList<Grant>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        long sequence = row.getLong("sequence");
        if (grants.isEmpty() || grants.getLast().sequence() != sequence) {
          grants.add(new Grant(sequence, granted(row), GrantFate.GRANTED));
        }
        String outcome = row.getString("fate");
        if (outcome != null) {
          Grant grant = grants.removeLast();
          GrantFate fate = grant.fate().after(Outcome.valueOf(outcome));
          grants.add(new Grant(sequence, grant.entry(), fate));
        }
      }
    }
    return grants;
  }

  private static JournalEntry.Granted granted(ResultSet row) throws SQLException {
    var at =
        new ClockReading(
            Instant.ofEpochMilli(row.getLong("wall_ms")),
            ClockReading.Trust.valueOf(row.getString("trust")));
    return RowColumns.granted(row, row.getInt("lane"), at);
  }

  private <T> T read(ReadEnd.Query<Session, T> query) throws JournalException {
    try {
      return end.read(query);
    } catch (SQLException e) {
      throw Faults.exception(e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new JournalException(new Fault.Damaged("" + e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    end.close();
  }

  /** One connection and what is prepared on it. */
  private record Session(
      Connection connection,
      PreparedStatement ofTicket,
      PreparedStatement inherited,
      PreparedStatement ofChip,
      PreparedStatement after)
      implements AutoCloseable {
    static Session open(Path file) throws SQLException {
      Connection connection = Sqlite.reader(file);
      try {
        return new Session(
            connection,
            connection.prepareStatement(FATES.formatted("g.event = ? AND g.ticket = ?")),
            connection.prepareStatement(INHERITED),
            connection.prepareStatement(FATES.formatted("g.chip = ?")),
            connection.prepareStatement(AFTER));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
