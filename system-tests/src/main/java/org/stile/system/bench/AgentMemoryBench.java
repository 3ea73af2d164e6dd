package org.stile.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.stile.cache.MasterReader;
import org.stile.system.center.CenterClient;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterProcess;
import org.stile.system.center.CenterProcess.Launch;
import org.stile.system.center.KeptPort;
import org.stile.system.center.PostgresServer;

/**
 * What an agent has in memory, and where, as on a unit: an enrolled gate, TLS to the broker of a
 * real center; at rest, with the master of a stadium, after a backlog, in this order. Budget 60 MB.
 */
final class AgentMemoryBench {
  private static final String GATE = "g0";
  private static final int SEATS = 80_000;
  private static final int ROWS = 30_000;
  private static final Duration REST = Duration.ofSeconds(35);
  private static final int BUDGET_MB = 60;
  private static final double KB_OF_MB = 1024;

  private AgentMemoryBench() {}

  static void run(InstantSource clock) throws Exception {
    Path folder = Files.createTempDirectory("stile-bench");
    run(folder, clock);
    CenterBench.delete(folder);
  }

  private static void run(Path folder, InstantSource clock) throws Exception {
    Path home = folder.resolve("home");
    int broker = KeptPort.find();
    try (var database = PostgresServer.start(folder.resolve("database"))) {
      Launch launch =
          Launch.node(home, database)
              .with("STILE_BROKER_ADDRESS", "127.0.0.1:" + broker)
              .with("STILE_BROKER_TLS", "on");
      try (CenterProcess center = launch.ready();
          Connection connection = database.connect()) {
        var data = new CenterData(connection);
        String token = data.organizer("Organizer of a stadium").token();
        var stadiums = new StadiumBench(CenterClient.of(center.uri(), token), clock);
        StadiumBench.Ground ground = stadiums.ground(SEATS);
        long _ =
            data.id(
                "INSERT INTO gate (venue_id, name, zones) VALUES (?, ?, '{1}') RETURNING venue_id",
                ground.venue(), GATE);
        Path identity = enrol(launch, ground.venue(), folder.resolve("identity.pem"));
        String places =
            """
            broker = tls://localhost:%d
            center = %s
            identity = %s
            authorities = %3$s
            """
                .formatted(broker, center.uri(), identity);
        String root = Files.readString(home.resolve("root.pub")).strip();
        try (var unit = new SyncUnit(folder.resolve("unit"), ground.venue(), GATE, root, places)) {
          measure(stadiums, ground, data, unit, clock);
        }
      }
    }
  }

  private static void measure(
      StadiumBench stadiums,
      StadiumBench.Ground ground,
      CenterData data,
      SyncUnit unit,
      InstantSource clock)
      throws Exception {
    SyncStage.await(() -> highWater(data, unit) >= 0, "the agent");
    print("at rest", unit);
    long event = stadiums.event(ground);
    try (MasterReader masters = unit.peers()) {
      SyncStage.await(
          () -> {
            masters.refresh();
            return !masters.masters().isEmpty();
          },
          "the master");
    }
    print("with a master of %,d seats".formatted(SEATS), unit);
    long last = unit.grants(event, 0, ROWS, clock.instant());
    SyncStage.await(() -> highWater(data, unit) == last, "the rows");
    print("after %,d rows".formatted(ROWS), unit);
  }

  private static Path enrol(Launch launch, long venue, Path file) throws Exception {
    try (CenterProcess command =
        launch
            .running("gate", "enrol", "--venue", "" + venue, "--gate", GATE, "--out", file + "")
            .start()) {
      if (command.exitCode() != 0) {
        throw new IOException("not enrolled: " + command.said());
      }
    }
    return file;
  }

  private static long highWater(CenterData data, SyncUnit unit) {
    try {
      return data.id(
          "SELECT coalesce(max(high_water), -1) FROM gate_log WHERE log_id = decode(?, 'hex')",
          unit.logId().hex());
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(String state, SyncUnit unit) throws Exception {
    Thread.sleep(REST);
    Map<String, Long> parts = unit.memory();
    double all = parts.getOrDefault("all", 0L) / KB_OF_MB;
    System.out.printf(
        "agent %s: %.1f MB; budget %d: %s%n",
        state, all, BUDGET_MB, all <= BUDGET_MB ? "met" : "MISSED");
    parts.forEach(
        (what, kilobytes) -> System.out.printf("  %5.1f %s%n", kilobytes / KB_OF_MB, what));
  }
}
