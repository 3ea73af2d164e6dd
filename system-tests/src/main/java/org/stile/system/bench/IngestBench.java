package org.stile.system.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.stile.core.Bytes;
import org.stile.system.bench.SyncStage.Ground;

/** Rows of many gates through the broker into the database, as fast as they go. */
final class IngestBench {
  private static final int GATES = 40;
  private static final int ADMISSIONS = 200_000;
  private static final int ROUNDS = 3;

  private final SyncStage stage;

  IngestBench(SyncStage stage) {
    this.stage = stage;
  }

  void ingest() throws Exception {
    for (int rows : new int[] {1, 4}) {
      double best = 0;
      double perAdmission = 0;
      int admissions = rows == 1 ? ADMISSIONS : ADMISSIONS / 4;
      for (int round = 0; round < ROUNDS; round++) {
        Ground ground = stage.ground(200, GATES);
        List<BenchGate> gates = stage.gates(ground, GATES);
        for (int ticket = 0; ticket < admissions; ticket++) {
          BenchGate gate = gates.get(ticket % GATES);
          if (rows == 1) {
            gate.grant(ground.event(), ticket, stage.clock.instant());
          } else {
            gate.admit(ground.event(), ticket, stage.clock.instant());
          }
        }
        List<List<Bytes>> messages = gates.stream().map(gate -> gate.messages(0)).toList();
        var up = new AtomicLong();
        var down = new AtomicLong();
        for (BenchGate gate : gates) {
          gate.connect(stage.brokerPort, up, down);
        }
        SyncStage.await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
        up.set(0);
        long begun = System.nanoTime();
        SyncStage.all(gates.size(), i -> SyncStage.publish(gates.get(i), messages.get(i)));
        SyncStage.await(
            () -> gates.stream().allMatch(BenchGate::isAcknowledged), "acknowledgements");
        double seconds = (System.nanoTime() - begun) / 1e9;
        gates.forEach(BenchGate::close);
        long there = stage.count(ground, "");
        if (there != admissions) {
          throw new IllegalStateException(there + " of " + admissions + " admissions are there");
        }
        best = Math.max(best, admissions / seconds);
        perAdmission = up.get() / (double) admissions;
        System.out.printf(
            "  %d row%s each: %,.0f admissions/s%n",
            rows, rows == 1 ? "" : "s", admissions / seconds);
      }
      stage.row(
          "ingest through the broker, %d row%s an admission".formatted(rows, rows == 1 ? "" : "s"),
          "%,.0f /s".formatted(best),
          rows == 1 ? ">= 50 000 /s" : "");
      stage.row("  on the wire, in full messages", "%.0f bytes".formatted(perAdmission), "");
    }
  }
}
