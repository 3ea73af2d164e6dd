package org.stile.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.PostgresServer;

/**
 * The center on one PostgreSQL that is as durable as its own: start, allocation, API. Budgets: 5
 * 000 named seats and 4 000 best available a second, 10 000 reads a second.
 */
final class CenterBench {
  private static final int STARTS = 5;

  private CenterBench() {}

  static void run(InstantSource clock) throws Exception {
    Path folder = Files.createTempDirectory("stile-bench");
    starts(folder);
    try (PostgresServer database = PostgresServer.start(folder.resolve("database"))) {
      try (CenterProcess center = Launch.node(folder.resolve("node"), database).ready()) {
        ApiReadBench.run(center, database);
        StadiumBench.run(center, database, clock);
      }
      allocate(database);
    }
    delete(folder);
  }

  /** Exec to ready with a database of its own; the first one makes it. */
  private static void starts(Path folder) throws Exception {
    var first = new Samples("exec to ready, first on its home");
    var later = new Samples("exec to ready, later");
    long rss = 0;
    for (int i = 0; i <= STARTS; i++) {
      long before = System.nanoTime();
      try (CenterProcess center = Launch.at(folder.resolve("home")).ready()) {
        (i == 0 ? first : later).add(System.nanoTime() - before);
        rss = Math.max(rss, center.rssKilobytes());
      }
    }
    System.out.println(Samples.header());
    System.out.println(first);
    System.out.println(later);
    System.out.printf("RSS when ready, PostgreSQL aside: %.0f MB%n%n", rss / 1024.0);
  }

  /** In a JVM of its own, on the class path that the center has. */
  private static void allocate(PostgresServer database) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                CenterProcess.classPath(
                    CenterProcess.root().resolve("system-tests/target/stile-system-tests.jar")),
                "org.stile.system.bench.AllocationMain",
                database.jdbcUrl())
            .inheritIO()
            .start();
    if (child.waitFor() != 0) {
      throw new IOException("the allocation benchmark failed");
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
