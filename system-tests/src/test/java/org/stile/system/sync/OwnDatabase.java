package org.stile.system.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** The PostgreSQL that a center or a unit keeps in its home, taken away and given back. */
final class OwnDatabase {
  private final Path home;
  private final Path data;

  /** That of a home. */
  OwnDatabase(Path home) {
    this.home = home;
    data = home.resolve("postgres");
  }

  /** It ends at once, and cannot be started: without this file its folder is none. */
  void take() throws Exception {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    Files.move(version(), data.resolveSibling("PG_VERSION"));
    ProcessHandle postgres = ProcessHandle.of(pid).orElseThrow();
    var _ = new ProcessBuilder("kill", "-QUIT", "" + pid).start().onExit().join();
    postgres.onExit().get(60, TimeUnit.SECONDS);
  }

  /** Whoever keeps it starts it again within seconds. */
  void giveBack() throws IOException {
    Files.move(data.resolveSibling("PG_VERSION"), version());
  }

  /** Whether it takes connections. */
  boolean isThere() {
    try (Connection _ = Office.database(home)) {
      return true;
    } catch (IOException | SQLException | IndexOutOfBoundsException notYet) {
      return false;
    }
  }

  private Path version() {
    return data.resolve("PG_VERSION");
  }
}
