package org.stile.system.bench;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benchmarks; {@code ./stile bench} calls it. Budgets stand in docs/benchmarks.md. */
public final class BenchMain {
  /** One benchmark; prints its own figures. */
  interface Bench {
    void run(InstantSource clock) throws Exception;
  }

  private static final Map<String, Bench> ALL = all();

  private BenchMain() {}

  /** Runs those named, or all. */
  public static void main(String[] names) throws Exception {
    List<String> wanted = names.length == 0 ? List.copyOf(ALL.keySet()) : List.of(names);
    for (String name : wanted) {
      if (!ALL.containsKey(name)) {
        System.err.println("bench: no benchmark " + name + "; there are " + ALL.keySet());
        System.exit(64); // EX_USAGE, sysexits(3)
      }
    }
    Machine.print();
    for (String name : wanted) {
      System.out.println("\n== " + name);
      ALL.getOrDefault(name, clock -> {}).run(InstantSource.system());
    }
  }

  private static Map<String, Bench> all() {
    Map<String, Bench> all = new LinkedHashMap<>();
    all.put("verify", clock -> JmhRun.of(VerifyBenchmark.class));
    all.put("decide", clock -> JmhRun.of(DecideBenchmark.class));
    all.put("journal", JournalBench::run);
    all.put("tap", TapBench::run);
    all.put("throughput", TapBench::throughput);
    all.put("master", MasterBench::run);
    all.put("start", StartBench::run);
    all.put("center", CenterBench::run);
    all.put("sync", SyncBench::run);
    all.put("agent", AgentMemoryBench::run);
    return all;
  }
}
