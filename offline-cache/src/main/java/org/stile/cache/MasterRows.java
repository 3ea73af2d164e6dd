package org.stile.cache;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.journal.PeerPassage;

/** The rows of master.db as they are stored; nothing here believes anything. */
final class MasterRows {
  private MasterRows() {}

  /**
   * What is installed, as far as a reader must know to see whether it changed.
   *
   * @param fileId of the file, hexadecimal.
   * @param generation grows with every change in it.
   */
  record Edition(String fileId, long generation) {
    static final Edition NONE = new Edition("", 0);
  }

  static Edition edition(Connection connection) throws SQLException {
    return new Edition(
        Sqlite.text(connection, "SELECT hex(file_id) FROM catalog"),
        Sqlite.number(connection, "SELECT generation FROM catalog"));
  }

  static Optional<Bytes> keySet(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT signed FROM key_set")) {
      return row.next() ? Optional.of(Bytes.copyOf(row.getBytes(1))) : Optional.empty();
    }
  }

  static Map<EventId, Long> versions(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT event, version FROM master")) {
      var versions = new TreeMap<EventId, Long>((a, b) -> Long.compare(a.value(), b.value()));
      while (row.next()) {
        versions.put(new EventId(row.getLong(1)), row.getLong(2));
      }
      return versions;
    }
  }

  static Optional<Bytes> master(Connection connection, EventId event) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT signed FROM master WHERE event = ?")) {
      query.setLong(1, event.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(Bytes.copyOf(row.getBytes(1))) : Optional.empty();
      }
    }
  }

  static void putKeySet(Connection connection, long version, Bytes signed) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO key_set (one, version, signed) VALUES (1, ?, ?) ON CONFLICT (one)"
                + " DO UPDATE SET version = excluded.version, signed = excluded.signed")) {
      put.setLong(1, version);
      put.setBytes(2, signed.toArray());
      put.executeUpdate();
    }
    bumpGeneration(connection);
  }

  static void putMaster(Connection connection, EventId event, long version, Bytes signed)
      throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO master (event, version, signed) VALUES (?, ?, ?) ON CONFLICT (event)"
                + " DO UPDATE SET version = excluded.version, signed = excluded.signed")) {
      put.setLong(1, event.value());
      put.setLong(2, version);
      put.setBytes(3, signed.toArray());
      put.executeUpdate();
    }
    bumpGeneration(connection);
  }

  static void removeEvent(Connection connection, EventId event) throws SQLException {
    for (String table : new String[] {"master", "peer_passage"}) {
      try (PreparedStatement remove =
          connection.prepareStatement("DELETE FROM " + table + " WHERE event = ?")) {
        remove.setLong(1, event.value());
        remove.executeUpdate();
      }
    }
    bumpGeneration(connection);
  }

  static PreparedStatement preparePeer(Connection connection) throws SQLException {
    return connection.prepareStatement(
        "INSERT INTO peer_passage (log_id, sequence, as_of, gate, event, ticket, direction, number,"
            + " lane, wall_ms, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (log_id, sequence) DO UPDATE SET as_of = excluded.as_of,"
            + " state = excluded.state WHERE excluded.as_of > as_of");
  }

  static void putPeer(PreparedStatement put, PeerPassage passage) throws SQLException {
    put.setBytes(1, passage.logId().toArray());
    put.setLong(2, passage.sequence());
    put.setLong(3, passage.asOf());
    put.setString(4, passage.gate().value());
    put.setLong(5, passage.ticket().event().value());
    put.setInt(6, passage.ticket().index());
    put.setString(7, passage.direction().name());
    put.setInt(8, passage.number());
    put.setInt(9, passage.lane());
    put.setLong(10, passage.at().toEpochMilli());
    put.setString(11, passage.state().name());
    put.executeUpdate();
  }

  static void acknowledge(Connection connection, Bytes logId, long sequence) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO upload (log_id, acknowledged) VALUES (?, ?) ON CONFLICT (log_id) DO"
                + " UPDATE SET acknowledged = excluded.acknowledged"
                + " WHERE excluded.acknowledged > acknowledged")) {
      put.setBytes(1, logId.toArray());
      put.setLong(2, sequence);
      put.executeUpdate();
    }
  }

  static long acknowledged(Connection connection, Bytes logId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT acknowledged FROM upload WHERE log_id = ?")) {
      query.setBytes(1, logId.toArray());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  static void putTime(Connection connection, TimeAnchor anchor) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO trusted_time (one, wall_ms, monotonic_ns, unit_boot)"
                + " VALUES (1, ?, ?, ?)")) {
      put.setLong(1, anchor.time().toEpochMilli());
      put.setLong(2, anchor.monotonicNanos());
      put.setString(3, anchor.unitBoot());
      put.executeUpdate();
    }
  }

  static Optional<TimeAnchor> time(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT wall_ms, monotonic_ns, unit_boot FROM trusted_time")) {
      return row.next()
          ? Optional.of(
              new TimeAnchor(
                  Instant.ofEpochMilli(row.getLong(1)), row.getLong(2), row.getString(3)))
          : Optional.empty();
    }
  }

  private static void bumpGeneration(Connection connection) throws SQLException {
    Sqlite.execute(connection, "UPDATE catalog SET generation = generation + 1");
  }
}
