package org.stile.system.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Two common ways to sell places, each as lean as it can be: no policy, no audit log, one round
 * trip. Both commit durably.
 */
final class AllocationBaselines {
  private static final int PLACES = 100_000;

  private final DataSource pool;

  AllocationBaselines(DataSource pool) {
    this.pool = pool;
  }

  /** One counter an event: every sale locks the same row, and inserts its ticket. */
  AllocationMain.Contender hotRow() throws SQLException {
    execute(
        """
        DROP TABLE IF EXISTS bench_quota, bench_sold;
        CREATE TABLE bench_quota (event_id bigint PRIMARY KEY, places_left int NOT NULL);
        CREATE TABLE bench_sold (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          event_id bigint NOT NULL, chip bytea NOT NULL, sold_at timestamptz NOT NULL);
        INSERT INTO bench_quota VALUES (1, %d);
        """
            .formatted(PLACES));
    return number ->
        one(
            """
            WITH had AS (
              UPDATE bench_quota SET places_left = places_left - 1
              WHERE event_id = 1 AND places_left > 0 RETURNING event_id)
            INSERT INTO bench_sold (event_id, chip, sold_at)
            SELECT event_id, int8send(?), now() FROM had
            RETURNING id
            """,
            number);
  }

  /**
   * Places made before the sale, as alf.io makes them: each sale takes the first free one that
   * nobody else has locked.
   */
  AllocationMain.Contender skipLocked() throws SQLException {
    execute(
        """
        DROP TABLE IF EXISTS bench_place;
        CREATE TABLE bench_place (
          id int PRIMARY KEY, event_id bigint NOT NULL, sold boolean NOT NULL DEFAULT false,
          chip bytea, sold_at timestamptz) WITH (fillfactor = 70);
        INSERT INTO bench_place (id, event_id) SELECT n, 1 FROM generate_series(1, %d) n;
        CREATE INDEX bench_place_free ON bench_place (event_id, id) WHERE NOT sold;
        """
            .formatted(PLACES));
    return number ->
        one(
            """
            UPDATE bench_place SET sold = true, chip = int8send(?), sold_at = now()
            WHERE id = (SELECT id FROM bench_place WHERE event_id = 1 AND NOT sold
                        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            number);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void one(String sql, long number) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, number);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("sold out too early");
        }
      }
    }
  }
}
