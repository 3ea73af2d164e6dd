package org.stile.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.stile.cache.JournalException.Fault;
import org.stile.cache.JournalVerifier.Finding;
import org.stile.core.journal.JournalRow;

/** Makes a journal, or finds out whether the one that is there can be used. */
final class JournalFile {
  /**
   * So many rows at the end are checked against the chain before anything is added to it; the
   * database's own check covers the structure of the rest, and {@link JournalVerifier} all of it.
   */
  private static final int TAIL_CHECKED = 1_000;

  private JournalFile() {}

  /**
   * Leaves in {@code setup.file()} a whole journal of its gate; a damaged one makes room.
   *
   * @return the damaged one, if there was one.
   */
  static Optional<SetAside> prepare(SqliteJournal.Setup setup) throws JournalException {
    try {
      Optional<String> damage = makeOrCheck(setup);
      return damage.isPresent() ? Optional.of(replace(setup, damage.get())) : Optional.empty();
    } catch (SQLException e) {
      throw Faults.exception(e);
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException(new Fault.NotDurable(setup.file() + ": " + e), e);
    }
  }

  /** What is damaged, if anything is; other objections are exceptions. */
  private static Optional<String> makeOrCheck(SqliteJournal.Setup setup)
      throws SQLException, IOException {
    Optional<String> orphan = Aside.orphanedLog(setup.file());
    if (orphan.isPresent()) {
      return orphan;
    }
    try {
      Optional<String> damage = structure(setup);
      return damage.isPresent() ? damage : contents(setup);
    } catch (SQLException e) {
      if (Sqlite.isDamage(e)) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (JournalException e) {
      if (e.fault() instanceof Fault.Damaged damaged) {
        return Optional.of(damaged.detail());
      }
      throw e;
    }
  }

  private static Optional<String> structure(SqliteJournal.Setup setup)
      throws SQLException, IOException {
    try (Connection connection = Sqlite.writer(setup.file())) {
      if (Schema.isEmpty(connection)) {
        create(connection, setup);
        return Optional.empty();
      }
      Optional<String> objection = Schema.JOURNAL.objection(connection, setup.file());
      if (objection.isPresent()) {
        throw new JournalException(new Fault.NotOurs(objection.get()));
      }
      return Schema.JOURNAL.damage(connection, setup.file());
    }
  }

  private static void create(Connection connection, SqliteJournal.Setup setup)
      throws SQLException, IOException {
    byte[] logId = new byte[JournalRow.LOG_ID_LENGTH];
    setup.random().nextBytes(logId);
    Sqlite.execute(connection, "BEGIN IMMEDIATE");
    Schema.JOURNAL.create(connection);
    try (var insert =
        connection.prepareStatement("INSERT INTO log (one, log_id, gate) VALUES (1, ?, ?)")) {
      insert.setBytes(1, logId);
      insert.setString(2, setup.gate().value());
      insert.executeUpdate();
    }
    Sqlite.execute(connection, "COMMIT");
    Aside.syncFolder(setup.file());
  }

  private static Optional<String> contents(SqliteJournal.Setup setup) throws JournalException {
    Path file = setup.file();
    try (var reader = JournalReader.open(file)) {
      if (!reader.gate().equals(setup.gate())) {
        throw new JournalException(
            new Fault.NotOurs(
                file + " is the journal of gate " + reader.gate() + ", not of " + setup.gate()));
      }
      if (JournalVerifier.verifyTail(reader, TAIL_CHECKED) instanceof Finding.Broken broken) {
        return Optional.of(file + ": row " + broken.sequence() + ": " + broken.why());
      }
      long last = reader.lastSequence();
      long acknowledged = setup.uploads().acknowledged(reader.logId());
      // Rows added now would have numbers the center knows already, and be taken for those.
      return acknowledged > last
          ? Optional.of(file + " ends with row " + last + ", but the center has " + acknowledged)
          : Optional.empty();
    }
  }

  private static SetAside replace(SqliteJournal.Setup setup, String damage)
      throws IOException, SQLException {
    Path aside = Aside.move(setup.file());
    try (Connection connection = Sqlite.writer(setup.file())) {
      create(connection, setup);
      return new SetAside(aside, damage, Salvage.of(aside).bequeath(connection));
    }
  }
}
