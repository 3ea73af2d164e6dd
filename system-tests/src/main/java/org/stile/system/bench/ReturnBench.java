package org.stile.system.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.stile.core.sync.follow.Backoff;
import org.stile.system.bench.SyncStage.Ground;

/** A thousand gates whose center dies, and which come back to it at once. */
final class ReturnBench {
  private static final int GATES = 1_000;
  private static final int ROWS = 20;
  private static final int AT_ONCE = 20;

  private final SyncStage stage;

  ReturnBench(SyncStage stage) {
    this.stage = stage;
  }

  void comeBack() throws Exception {
    Ground ground = stage.ground(200, GATES);
    List<BenchGate> gates = stage.gates(ground, GATES);
    var up = new AtomicLong();
    var down = new AtomicLong();
    // At first in an orderly way; what is measured comes later.
    for (int from = 0; from < GATES; from += AT_ONCE) {
      int first = from;
      SyncStage.all(AT_ONCE, i -> gates.get(first + i).connect(stage.brokerPort, up, down));
    }
    SyncStage.await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
    System.out.println("  1 000 gates are connected; the center is killed");
    stage.killCenter();
    for (int i = 0; i < GATES; i++) {
      for (int row = 0; row < ROWS; row++) {
        gates.get(i).grant(ground.event(), i * ROWS + row, stage.clock.instant());
      }
    }
    List<Future<Long>> returns = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (BenchGate gate : gates) {
        double[] jitter = stage.random.doubles(64).toArray();
        returns.add(threads.submit(() -> comesBack(gate, jitter, up, down)));
      }
      stage.startCenter();
      long ready = System.nanoTime();
      var back = new Samples("from the center's start to the last row acknowledged");
      for (Future<Long> each : returns) {
        back.add(Math.max(0, each.get() - ready));
      }
      System.out.println(Samples.header());
      System.out.println(back);
      stage.row(
          "1 000 gates back at once, 20 rows each: all acknowledged",
          "%.1f s".formatted(back.millis(1) / 1000),
          "");
      stage.row(
          "  of these missing or doubled", "" + (stage.count(ground, "") - GATES * ROWS), "0");
    }
    gates.forEach(BenchGate::close);
  }

  /** As the agent does it: full jitter, doubling; answers when all was acknowledged. */
  private long comesBack(BenchGate gate, double[] jitter, AtomicLong up, AtomicLong down)
      throws Exception {
    var backoff = new Backoff(500, 30_000);
    for (double chance : jitter) {
      LockSupport.parkNanos(backoff.afterFailure(chance) * 1_000_000);
      try {
        gate.connect(stage.brokerPort, up, down);
        SyncStage.publish(gate, gate.messages(0));
        long giveUp = System.nanoTime() + 20 * SyncStage.NANOS_PER_SECOND; // As the session does.
        while (gate.isConnected() && System.nanoTime() < giveUp) {
          if (gate.isAcknowledged()) {
            return System.nanoTime();
          }
          LockSupport.parkNanos(SyncStage.POLL_NANOS * 4);
        }
      } catch (IOException e) {
        // Not yet.
      }
      gate.close();
    }
    throw new IOException("a gate does not come back");
  }
}
