package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry.Outcome;

/**
 * Reads grants out of a damaged journal, as many as are still to be had, so that its successor does
 * not let the same tickets in again.
 */
final class Salvage {
  private static final String GRANTS =
      "SELECT sequence, event, ticket, direction, number, lane, wall_ms"
          + " FROM journal_row NOT INDEXED WHERE kind = 'GRANTED' ORDER BY sequence ";
  private static final String PROGRESS =
      "SELECT sequence, about, outcome"
          + " FROM journal_row NOT INDEXED WHERE kind = 'PROGRESS' ORDER BY sequence ";
  private static final String INHERITED =
      "SELECT event, ticket, direction, number, lane, wall_ms, state FROM inherited";
  private static final String BEQUEATH =
      "INSERT INTO inherited (event, ticket, direction, number, lane, wall_ms, state)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private record Grant(
      long event, int ticket, String direction, int number, int lane, long wallMs) {
    static Grant of(ResultSet row) throws SQLException {
      return new Grant(
          row.getLong("event"),
          row.getInt("ticket"),
          row.getString("direction"),
          row.getInt("number"),
          row.getInt("lane"),
          row.getLong("wall_ms"));
    }
  }

  private record Step(long about, Outcome outcome) {}

  private interface Keep {
    void row(ResultSet row) throws SQLException;
  }

  private final Map<Long, Grant> grants = new TreeMap<>();
  private final Map<Long, Step> steps = new TreeMap<>();
  private final Map<Grant, State> found = new HashMap<>();

  private Salvage() {}

  /** What can be read of {@code damaged}; nothing, at worst. */
  static Salvage of(Path damaged) {
    var salvage = new Salvage();
    // A hole ends a scan: what lies behind it is reached from the other end.
    for (String order : new String[] {"ASC", "DESC"}) {
      scan(damaged, GRANTS + order, row -> salvage.grants.put(row.getLong(1), Grant.of(row)));
      scan(damaged, PROGRESS + order, salvage::keepStep);
    }
    scan(damaged, INHERITED, salvage::keepInherited);
    salvage.fold();
    return salvage;
  }

  private static void scan(Path damaged, String query, Keep keep) {
    try (Connection connection = Sqlite.reader(damaged);
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        keepIfWhole(keep, row);
      }
    } catch (SQLException endOfWhatIsReadable) {
      // What was kept so far is what there is.
    }
  }

  private static void keepIfWhole(Keep keep, ResultSet row) throws SQLException {
    try {
      keep.row(row);
    } catch (IllegalArgumentException | NullPointerException noGateWrites) {
      // A word nobody knows, or none where one must be: this row is damaged, the next may be good.
    }
  }

  private void keepStep(ResultSet row) throws SQLException {
    steps.put(row.getLong(1), new Step(row.getLong(2), Outcome.valueOf(row.getString(3))));
  }

  private void keepInherited(ResultSet row) throws SQLException {
    found.put(Grant.of(row), State.valueOf(row.getString("state")));
  }

  private void fold() {
    var fates = new HashMap<Long, GrantFate>();
    for (Step step : steps.values()) {
      GrantFate before = fates.getOrDefault(step.about(), GrantFate.GRANTED);
      fates.put(step.about(), before.after(step.outcome()));
    }
    grants.forEach(
        (sequence, grant) ->
            found.put(grant, fates.getOrDefault(sequence, GrantFate.GRANTED).state()));
  }

  /** Hands the grants on, and says how many; what the schema refuses was damaged too. */
  int bequeath(Connection heir) throws SQLException {
    int inherited = 0;
    Sqlite.execute(heir, "BEGIN IMMEDIATE");
    try (PreparedStatement insert = heir.prepareStatement(BEQUEATH)) {
      for (var grant : found.entrySet()) {
        inherited += bequeath(insert, grant.getKey(), grant.getValue()) ? 1 : 0;
      }
    }
    Sqlite.execute(heir, "COMMIT");
    return inherited;
  }

  private static boolean bequeath(PreparedStatement insert, Grant grant, State state)
      throws SQLException {
    insert.setLong(1, grant.event());
    insert.setInt(2, grant.ticket());
    insert.setString(3, grant.direction());
    insert.setInt(4, grant.number());
    insert.setInt(5, grant.lane());
    insert.setLong(6, grant.wallMs());
    insert.setString(7, state.name());
    try {
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      if (Sqlite.isConstraint(e)) {
        return false;
      }
      throw e;
    }
  }
}
