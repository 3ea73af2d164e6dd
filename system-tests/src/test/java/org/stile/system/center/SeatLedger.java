package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The center's books after a sale. */
final class SeatLedger {
  private SeatLedger() {}

  /** What the database says must be what clients were told, seat for seat. */
  static void assertSoldOut(PostgresServer database, SeatSale sale, String seed)
      throws SQLException {
    Map<String, SeatSale.Acknowledged> acknowledged = sale.acknowledged();
    Map<Long, Set<Integer>> held = new HashMap<>();
    Map<Long, Set<Integer>> registered = new HashMap<>();
    Map<Long, String> keys = new HashMap<>();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT seat, request_id FROM seat WHERE request_id IS NOT NULL AND event_id = "
                  + sale.event())) {
        while (row.next()) {
          held.computeIfAbsent(row.getLong(2), _ -> new TreeSet<>()).add(row.getInt(1));
        }
      }
      Set<Integer> twice = new TreeSet<>();
      Set<Integer> seen = new HashSet<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id, seats, idempotency_key FROM request"
                  + " WHERE state <> 'REFUSED' AND event_id = "
                  + sale.event())) {
        while (row.next()) {
          var seats = new TreeSet<>(List.of((Integer[]) row.getArray(2).getArray()));
          registered.put(row.getLong(1), seats);
          keys.put(row.getLong(1), row.getString(3));
          seats.stream().filter(seat -> !seen.add(seat)).forEach(twice::add);
        }
      }
      assertThat(twice).as("seats granted twice, " + seed).isEmpty();
    }
    assertThat(held).as("seats as rows and as grants, " + seed).isEqualTo(registered);
    acknowledged.forEach(
        (key, told) -> {
          assertThat(registered.get(told.id()))
              .as("what was acknowledged under " + key + ", " + seed)
              .isEqualTo(new TreeSet<>(told.seats()));
          assertThat(keys.get(told.id())).isEqualTo(key);
        });
    // Clients repeat until they have an answer, so nothing is registered that nobody was told.
    assertThat(registered).as("grants told and registered, " + seed).hasSameSizeAs(acknowledged);
    assertThat(held.values().stream().mapToInt(Set::size).sum()).as("sold").isEqualTo(sale.seats());
  }
}
