package org.stile.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.PostgresServer;

/** The simulation's store is the center's: same messages, same answers, same rows. */
class IngestStoresTest {
  private static final int SEEDS = 8;

  @Test
  void memory_and_postgresql_answer_and_keep_the_same(@TempDir Path folder) throws Exception {
    try (PostgresServer database = PostgresServer.start(folder.resolve("database"))) {
      // The center itself makes the tables.
      Launch.node(folder.resolve("node"), database).with("STILE_BROKER", "off").ready().close();
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  classPath(),
                  "org.stile.center.ingest.IngestStoresMain",
                  database.jdbcUrl(),
                  "" + SEEDS)
              .redirectErrorStream(true)
              .start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      assertThat(said).contains("the same");
    }
  }

  private static String classPath() throws Exception {
    Path application = CenterProcess.application();
    try (Stream<Path> app = Files.list(application.resolve("app"))) {
      List<String> path =
          Stream.concat(
                  app.map(Path::toString),
                  Stream.of(
                      Path.of("target/test-classes").toAbsolutePath().toString(),
                      application.resolve("lib/main") + "/*",
                      application.resolve("lib/boot") + "/*"))
              .toList();
      return String.join(":", path);
    }
  }
}
