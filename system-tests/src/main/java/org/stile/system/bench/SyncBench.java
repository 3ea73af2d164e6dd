package org.stile.system.bench;

import java.time.InstantSource;

/**
 * Gates, broker, center and PostgreSQL, all on this machine: the packaged center with its own
 * broker as a process, gates as light clients of the real protocol or as packaged agents. Budgets
 * stand in docs/benchmarks.md.
 */
final class SyncBench {
  private SyncBench() {}

  static void run(InstantSource clock) throws Exception {
    try (var stage = new SyncStage(clock)) {
      new IngestBench(stage).ingest();
      new AgentBench(stage).units();
      new BoardBench(stage).board();
      new ReturnBench(stage).comeBack();
      stage.print();
    }
  }
}
