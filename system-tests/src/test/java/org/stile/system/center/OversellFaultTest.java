package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** Many clients fight for the same seats, and what serves them dies while they do. */
class OversellFaultTest {
  private static final int LONG_RUNS = 5;

  @TempDir Path folder;

  private static int runs() {
    return Boolean.getBoolean("stile.long") ? LONG_RUNS : 1;
  }

  @Test
  void over_two_nodes_one_killed_no_seat_is_granted_twice_and_every_acknowledged_grant_is_kept()
      throws Exception {
    try (var database = PostgresServer.start(folder.resolve("database"));
        var one = Launch.node(folder.resolve("one"), database).ready()) {
      for (int run = 0; run < runs(); run++) {
        long seed = System.nanoTime();
        Path home = folder.resolve("two" + run);
        try (var two = Launch.further(home, database, folder.resolve("one")).ready()) {
          SeatSale sale = SeatSale.of(database, 10_000, seed, one, two);
          sale.run(
              64,
              running -> {
                running.awaitSold(4_000);
                two.kill();
              });
          SeatLedger.assertSoldOut(database, sale, "seed " + seed);
          assertThat(sale.failures()).as("who met the dead node, seed " + seed).isPositive();
          assertAuditWhole(database);
        }
      }
    }
  }

  /** Though a node died in the middle of its work, every row is there and in its place. */
  private void assertAuditWhole(PostgresServer database) throws Exception {
    Launch verify = Launch.node(folder.resolve("one"), database).running("audit", "verify");
    try (var command = verify.start()) {
      assertThat(command.exitCode()).as(command.said()).isZero();
      assertThat(command.said()).contains("whole: ");
    }
  }

  @Test
  void while_the_database_is_killed_and_restarted_nothing_acknowledged_is_lost() throws Exception {
    try (var database = PostgresServer.start(folder.resolve("database"));
        var center = Launch.node(folder.resolve("home"), database).ready()) {
      for (int run = 0; run < runs(); run++) {
        long seed = System.nanoTime();
        SeatSale sale = SeatSale.of(database, 4_000, seed, center);
        sale.run(
            16,
            running -> {
              running.awaitSold(1_000);
              database.kill();
              database.start();
              running.awaitSold(2_000);
              database.stop();
              database.start();
            });
        SeatLedger.assertSoldOut(database, sale, "seed " + seed);
        assertThat(sale.failures()).as("who met no database, seed " + seed).isPositive();
      }
    }
  }
}
