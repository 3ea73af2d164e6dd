package org.stile.system.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import org.stile.core.Bytes;
import org.stile.system.bench.SyncStage.Ground;

/** Rows of many gates through the broker into the database, as fast as they go. */
final class IngestBench {
  private static final int GATES = 40;
  private static final int ADMISSIONS = 200_000;

  /** Rounds until the center's code is compiled; shown, but not counted. */
  private static final int WARM_UP = 2;

  private static final int ROUNDS = 3;

  private final SyncStage stage;

  IngestBench(SyncStage stage) {
    this.stage = stage;
  }

  void ingest() throws Exception {
    series(1, ADMISSIONS, "ingest through the broker, 1 row an admission", ">= 50 000 /s");
    series(4, ADMISSIONS / 4, "ingest through the broker, 4 rows an admission", "");
  }

  private void series(int rows, int admissions, String what, String budget) throws Exception {
    var perSecond = new double[WARM_UP + ROUNDS];
    var up = new AtomicLong();
    for (int round = 0; round < perSecond.length; round++) {
      up.set(0);
      perSecond[round] = admissions / seconds(rows, admissions, up);
      System.out.printf(
          "  %d row%s each: %,.0f admissions/s%s%n",
          rows, rows == 1 ? "" : "s", perSecond[round], round < WARM_UP ? ", warming up" : "");
    }
    double median =
        DoubleStream.of(perSecond)
            .skip(WARM_UP)
            .sorted()
            .skip(ROUNDS / 2)
            .findFirst()
            .orElseThrow();
    stage.row(what, "%,.0f /s".formatted(median), budget);
    stage.row(
        "  on the wire, in full messages",
        "%.0f bytes".formatted(up.get() / (double) admissions),
        "");
  }

  /** From the first message to the last acknowledgement. */
  private double seconds(int rows, int admissions, AtomicLong up) throws Exception {
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
    var down = new AtomicLong();
    for (BenchGate gate : gates) {
      gate.connect(stage.brokerPort, up, down);
    }
    SyncStage.await(() -> gates.stream().allMatch(gate -> gate.acknowledged() == 0), "hellos");
    up.set(0);
    long begun = System.nanoTime();
    SyncStage.all(gates.size(), i -> SyncStage.publish(gates.get(i), messages.get(i)));
    SyncStage.await(() -> gates.stream().allMatch(BenchGate::isAcknowledged), "acknowledgements");
    double seconds = (System.nanoTime() - begun) / 1e9;
    gates.forEach(BenchGate::close);
    long there = stage.count(ground, "");
    if (there != admissions) {
      throw new IllegalStateException(there + " of " + admissions + " admissions are there");
    }
    return seconds;
  }
}
