package org.stile.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.OnCenterClasses;
import org.stile.system.center.PostgresServer;

/** The simulation's store is the center's: same messages, same answers, same rows. */
class IngestStoresTest {
  private static final int SEEDS = 8;

  @Test
  void memory_and_postgresql_answer_and_keep_the_same(@TempDir Path folder) throws Exception {
    try (PostgresServer database = PostgresServer.start(folder.resolve("database"))) {
      // The center itself makes the tables.
      Launch.node(folder.resolve("node"), database).with("STILE_BROKER", "off").ready().close();
      String said =
          OnCenterClasses.run(
              "org.stile.center.ingest.IngestStoresMain", database.jdbcUrl(), "" + SEEDS);
      assertThat(said).contains("the same");
    }
  }
}
