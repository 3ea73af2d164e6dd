package org.stile.system.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.stile.cache.MasterReader;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.system.bench.SyncStage.Ground;

/** Two packaged agents: news between them, a backlog, their memory. */
final class AgentBench {
  private static final int PEER_ADMISSIONS = 200;
  private static final int BACKLOG = 10_000;
  private static final int ROUNDS = 3;
  private static final Duration REST = Duration.ofSeconds(35);

  private final SyncStage stage;

  AgentBench(SyncStage stage) {
    this.stage = stage;
  }

  void units() throws Exception {
    Ground ground = stage.ground(20_000, 2);
    try (var cable = new Relay(stage.brokerPort);
        var here = unit(ground, "g0", cable.port());
        var there = unit(ground, "g1", stage.brokerPort)) {
      SyncStage.await(() -> highWater(here) >= 0 && highWater(there) >= 0, "agents");
      peers(ground, here, there, cable);
      backlog(ground, here, cable);
      memory("agent RSS after that", here, there);
      Thread.sleep(REST);
      memory("  at rest, %d s later".formatted(REST.toSeconds()), here, there);
    }
  }

  private SyncUnit unit(Ground ground, String name, int broker) throws IOException {
    return new SyncUnit(
        stage.folder.resolve("unit-" + name),
        ground.venue(),
        name,
        broker,
        stage.center().getPort());
  }

  private long highWater(SyncUnit unit) {
    try {
      return stage.data.id(
          "SELECT coalesce(max(high_water), -1) FROM gate_log WHERE log_id = decode(?, 'hex')",
          unit.logId().hex());
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From the durable grant, at which the arm opens, to the other gate's memory on its disk. */
  private void peers(Ground ground, SyncUnit here, SyncUnit there, Relay cable) throws Exception {
    var told = new Samples("durable here to known at the peer gate");
    long last = 0;
    long up = 0;
    try (MasterReader peers = there.peers()) {
      for (int ticket = 0; ticket < PEER_ADMISSIONS; ticket++) {
        if (ticket == PEER_ADMISSIONS / 2) {
          up = cable.bytesUp();
        }
        var id = new TicketId(new EventId(ground.event()), ticket);
        last = here.admit(ground.event(), ticket, stage.clock.instant()) + 3;
        long durable = System.nanoTime();
        SyncStage.await(() -> !peers.of(id).isEmpty(), "the peer");
        told.add(System.nanoTime() - durable);
        LockSupport.parkNanos((20 + stage.random.nextInt(60)) * 1_000_000L);
      }
    }
    System.out.println(Samples.header());
    System.out.println(told);
    stage.row(
        "admission to the peer gate's disk, two agents, p99",
        "%.0f ms".formatted(told.millis(0.99)),
        "<= 200 ms");
    long all = last;
    SyncStage.await(() -> highWater(here) == all, "the rest");
    stage.row(
        "  on the wire, one by one (4 rows in 1 to 3 messages)",
        "%.0f bytes".formatted((cable.bytesUp() - up) / (PEER_ADMISSIONS / 2.0)),
        "");
  }

  private void backlog(Ground ground, SyncUnit here, Relay cable) throws Exception {
    var drained = new Samples("drained");
    for (int round = 0; round < ROUNDS; round++) {
      cable.cut();
      long last =
          here.grants(ground.event(), 1_000 + round * BACKLOG, BACKLOG, stage.clock.instant());
      cable.mend();
      SyncStage.await(() -> highWater(here) == last, "the backlog");
      drained.add(System.nanoTime() - cable.connectedAt());
      System.out.printf("  backlog drained in %.0f ms%n", drained.millis(1));
    }
    stage.row(
        "10 000 rows drained by a real agent, from its connection",
        "%.0f ms".formatted(drained.millis(0.5)),
        "<= 2 000 ms");
  }

  private void memory(String when, SyncUnit... units) throws IOException {
    long most = 0;
    for (SyncUnit unit : units) {
      Map<String, Long> parts = unit.memory();
      parts.forEach((what, kilobytes) -> System.out.printf("  %6d kB %s%n", kilobytes, what));
      most = Math.max(most, parts.getOrDefault("all", 0L));
    }
    stage.row(when, "%.0f MB".formatted(most / 1024.0), "<= 60 MB");
  }
}
