package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.system.center.CenterProcess.Launch;

/** The center as it is started on a machine: its own process, home, port and database. */
class CenterProcessTest {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private static int ready(CenterProcess center) throws Exception {
    return CenterClient.of(center.uri(), "").get("/q/health/ready").status();
  }

  /** There while PostgreSQL runs, and after it was killed; a clean end takes it away. */
  private Path postmasterPid() {
    return home().resolve("postgres/postmaster.pid");
  }

  /** Where the database of this home runs, as PostgreSQL itself notes it. */
  private ProcessHandle postgres() throws Exception {
    String pid = Files.readAllLines(postmasterPid()).getFirst();
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  @Test
  void it_starts_with_nothing_installed_and_takes_its_database_with_it_when_it_stops()
      throws Exception {
    try (var center = Launch.at(home()).ready()) {
      assertThat(ready(center)).isEqualTo(200);
      center.terminate();
      assertThat(center.exitCode()).isIn(0, 143); // 128 + SIGTERM
      assertThat(center.said()).doesNotContain("Exception");
      assertThat(postmasterPid()).doesNotExist();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home())))
        .isEqualTo("rwx------");
  }

  @Test
  void killed_it_leaves_a_database_that_the_next_one_takes_over() throws Exception {
    ProcessHandle orphan;
    try (var center = Launch.at(home()).ready()) {
      orphan = postgres();
      center.kill();
    }
    assertThat(orphan.isAlive()).isTrue();
    try (var center = Launch.at(home()).ready()) {
      assertThat(postgres()).isEqualTo(orphan);
      assertThat(ready(center)).isEqualTo(200);
      center.terminate();
      assertThat(center.exitCode()).isIn(0, 143);
      assertThat(postmasterPid()).doesNotExist();
    }
  }

  @Test
  void killed_together_with_its_database_it_starts_again() throws Exception {
    try (var center = Launch.at(home()).ready()) {
      ProcessHandle postgres = postgres();
      List<ProcessHandle> workers = postgres.descendants().toList();
      center.kill();
      postgres.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
      postgres.onExit().join();
    }
    try (var center = Launch.at(home()).ready()) {
      assertThat(ready(center)).isEqualTo(200);
    }
  }

  @Test
  void a_second_center_on_the_same_home_is_turned_away() throws Exception {
    try (var first = Launch.at(home()).ready()) {
      fails(Launch.at(home()), "another center runs on " + home(), "STILE_DB_URL");
      assertThat(ready(first)).isEqualTo(200);
    }
  }

  @Test
  void a_wrong_setting_is_named_in_one_line() throws Exception {
    fails(Launch.at(home()).with("STILE_DB_URL", "mysql://x"), "STILE_DB_URL must look like");
    fails(Launch.at(home()).with("STILE_DB_URL", "postgresql://"), "STILE_DB_URL must look like");
    fails(Launch.at(home()).with("STILE_PORT", "eighty"), "STILE_PORT", "eighty");
    fails(Launch.at(home()).with("STILE_PORT", "70000"), "STILE_PORT", "70000");
    fails(Launch.at(home()).with("STILE_DB_CONNECTIONS", "many"), "STILE_DB_CONNECTIONS", "many");
    Path file = Files.createFile(folder.resolve("file"));
    fails(Launch.at(file), "STILE_HOME", file.toString());
  }

  @Test
  void a_database_that_is_not_there_is_named_in_one_line() throws Exception {
    try (var nobody = new ServerSocket(0)) {
      int port = nobody.getLocalPort();
      nobody.close();
      String url = "postgresql://stile:secret@127.0.0.1:" + port + "/stile";
      String said = fails(Launch.at(home()).with("STILE_DB_URL", url), "127.0.0.1:" + port);
      assertThat(said).doesNotContain("secret");
    }
  }

  @Test
  void a_port_that_is_taken_is_named_in_one_line() throws Exception {
    try (var taken = new ServerSocket(0)) {
      String port = "" + taken.getLocalPort();
      fails(Launch.at(home()).with("STILE_PORT", port), "port " + port, "STILE_PORT");
    }
    try (var center = Launch.at(home()).ready()) {
      assertThat(ready(center)).isEqualTo(200);
    }
  }

  @Test
  void a_taken_port_of_the_broker_is_named_in_one_line_and_tried_again() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      try (var center = Launch.at(home()).with("STILE_BROKER_ADDRESS", address).start()) {
        assertThat(center.hears("gates cannot reach this node")).contains(address);
        taken.close();
        center.hears("gates connect to " + address);
        center.terminate();
        assertThat(center.exitCode()).isIn(0, 143);
        assertThat(center.said()).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void a_database_of_a_newer_program_is_left_alone() throws Exception {
    try (var database = PostgresServer.start(folder.resolve("database"))) {
      Launch launch = Launch.node(home(), database);
      try (var center = launch.ready()) {
        assertThat(ready(center)).isEqualTo(200);
      }
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        statement.execute(
            """
            INSERT INTO flyway_schema_history
            SELECT 999, '900', 'tomorrow', type, 'V900__tomorrow.sql', 1, installed_by, now(), 1, true
            FROM flyway_schema_history WHERE installed_rank = 1
            """);
      }
      fails(launch, "newer", "900");
    }
  }

  @Test
  void a_home_that_cannot_be_written_is_named_in_one_line() throws Exception {
    Path mine = Files.createDirectory(folder.resolve("root-only"));
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("r-xr-xr-x"));
    openUpTo(mine);
    fails(asOrdinaryUser(Launch.at(mine)), "STILE_HOME", mine.toString());
    fails(asOrdinaryUser(Launch.at(mine.resolve("deeper"))), "STILE_HOME", mine.toString());
  }

  @Test
  void an_ordinary_user_can_run_it() throws Exception {
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxrwx"));
    openUpTo(theirs);
    Launch launch = asOrdinaryUser(Launch.at(theirs.resolve("home")));
    try (var center = launch.ready()) {
      assertThat(ready(center)).isEqualTo(200);
    }
    try (var center = launch.ready()) {
      assertThat(ready(center)).isEqualTo(200);
    }
  }

  /** Everybody may walk to it: the temporary folder is its maker's alone. */
  private void openUpTo(Path path) throws Exception {
    for (Path at = path.getParent(); at.startsWith(folder); at = at.getParent()) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** As user 65534, nobody, where this test may choose; otherwise as who it is. */
  private static Launch asOrdinaryUser(Launch launch) {
    Launch own = launch.with("STILE_PROGRAMS", ""); // Ours are for us alone.
    return System.getProperty("user.name").equals("root")
        ? own.behind("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        : own;
  }

  private static String fails(Launch launch, String... words) throws Exception {
    try (var center = launch.start()) {
      assertThat(center.exitCode()).as(String.join(", ", words)).isEqualTo(1);
      String said = center.said();
      assertThat(said).contains(words).contains("center: ").doesNotContain("\tat ");
      return said;
    }
  }

  @Test
  void its_own_database_is_durable_and_asks_for_a_password() throws Exception {
    try (var center = Launch.at(home()).ready()) {
      assertThat(ready(center)).isEqualTo(200);
      List<String> notes = Files.readAllLines(postmasterPid());
      String url =
          "jdbc:postgresql://127.0.0.1:" + notes.get(3).strip() + "/postgres?user=postgres";
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> DriverManager.getConnection(url)))
          .hasMessageContaining("password");
      Path password = home().resolve("postgres.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
          .isEqualTo("rw-------");
      try (var connection =
              DriverManager.getConnection(url + "&password=" + Files.readString(password).strip());
          var statement = connection.createStatement()) {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
          try (var row = statement.executeQuery("SHOW " + setting)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).as(setting).isEqualTo("on");
          }
        }
      }
    }
  }
}
