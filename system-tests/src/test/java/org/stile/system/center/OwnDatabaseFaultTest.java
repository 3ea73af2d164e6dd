package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.SmallDisk;
import org.stile.system.center.CenterProcess.Launch;

/** A center whose own PostgreSQL ends, or has no room, while the center lives. */
class OwnDatabaseFaultTest {
  private static final Duration HEALED_MAX = Duration.ofMinutes(2);
  private static final int LONG_RUNS = 8;

  /** A new database takes 60 MB of it. */
  private static final int DISK_KILOBYTES = 100 * 1024;

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Launch launch() {
    return Launch.at(home()).with("STILE_BROKER", "off");
  }

  private List<String> notes() throws Exception {
    return Files.readAllLines(home().resolve("postgres/postmaster.pid"));
  }

  private ProcessHandle postgres() throws Exception {
    return ProcessHandle.of(Long.parseLong(notes().getFirst().strip())).orElseThrow();
  }

  private Connection connect() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + notes().get(3).strip() + "/postgres";
    Path password = home().resolve("postgres.password");
    return DriverManager.getConnection(url, "postgres", Files.readString(password).strip());
  }

  private VenueWriter writer(CenterProcess center) throws Exception {
    try (Connection connection = connect()) {
      String token = new CenterData(connection).organizer("Organizer").token();
      return new VenueWriter(CenterClient.of(center.uri(), token));
    }
  }

  private static int ready(CenterProcess center) throws Exception {
    return CenterClient.of(center.uri(), "").get("/q/health/ready").status();
  }

  @Test
  void killed_it_is_started_again_and_nothing_acknowledged_is_lost() throws Exception {
    int runs = Boolean.getBoolean("stile.long") ? LONG_RUNS : 1;
    try (var center = launch().ready()) {
      VenueWriter writer = writer(center);
      for (int run = 0; run < runs; run++) {
        writer.make(20, HEALED_MAX);
        ProcessHandle killed = postgres();
        killed.destroyForcibly();
        center.hears("PostgreSQL runs again");
        writer.make(20, HEALED_MAX);
        assertThat(postgres()).isNotEqualTo(killed);
      }
      writer.assertKept();
      assertThat(ready(center)).isEqualTo(200);
      center.terminate();
      assertThat(center.exitCode()).isIn(0, 143);
      assertThat(home().resolve("postgres/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "stile.long", matches = "true")
  void one_that_was_taken_over_and_is_stopped_by_somebody_is_started_again_too() throws Exception {
    try (var first = launch().ready()) {
      first.kill();
    }
    try (var center = launch().ready()) {
      VenueWriter writer = writer(center);
      writer.make(5, HEALED_MAX);
      new ProcessBuilder("kill", "-INT", "" + postgres().pid()).start().waitFor();
      center.hears("PostgreSQL runs again");
      writer.make(5, HEALED_MAX);
      writer.assertKept();
      center.terminate();
      assertThat(center.exitCode()).isIn(0, 143);
      assertThat(home().resolve("postgres/postmaster.pid")).doesNotExist();
    }
  }

  /** Started again it needs the same port: nobody's connection may be given it meanwhile. */
  @Test
  void its_port_is_none_that_the_system_gives_away() throws Exception {
    int first;
    // Read at once: the kernel gives no second part of it.
    try (var range = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
      first = Integer.parseInt(range.readLine().split("\\s+")[0]);
    }
    try (var _ = launch().ready()) {
      assertThat(Integer.parseInt(notes().get(3).strip())).isLessThan(first);
    }
  }

  @Test
  void on_a_full_disk_nothing_acknowledged_is_lost_and_with_room_it_goes_on() throws Exception {
    Path postgres = Files.createDirectories(home().resolve("postgres"));
    try (var disk = SmallDisk.mount(postgres, DISK_KILOBYTES);
        var center = launch().ready()) {
      VenueWriter writer = writer(center);
      writer.make(20, HEALED_MAX);
      Path ballast = disk.fill();
      useUpTheLog();
      int status = 201;
      for (long end = System.nanoTime() + HEALED_MAX.toNanos();
          status == 201 && System.nanoTime() < end; ) {
        status = writer.tryNext();
      }
      assertThat(status).isEqualTo(503);
      assertThat(CenterClient.of(center.uri(), "").get("/q/health/live").status()).isEqualTo(200);
      Files.delete(ballast);
      writer.make(20, HEALED_MAX);
      writer.assertKept();
      assertThat(ready(center)).isEqualTo(200);
    }
  }

  /** PostgreSQL writes its log ahead into files it has already; this makes it want another. */
  private void useUpTheLog() throws Exception {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = '20s'");
      for (int file = 0; file < 10; file++) {
        statement.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', 16000000))");
      }
      throw new AssertionError("the disk never was full");
    } catch (SQLException full) {
      assertThat(full.getMessage()).isNotEmpty();
    }
  }
}
