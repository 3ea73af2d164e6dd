package org.stile.system.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one contender did in all rounds. */
final class AllocationSeries {
  private final String name;
  private final int budgetPerSecond;
  private final Preparation preparation;
  private final List<Double> rates = new ArrayList<>();
  private final Samples waits;
  private int perRound;

  /** Makes a fresh event to sell. */
  interface Preparation {
    AllocationMain.Contender prepare() throws SQLException;
  }

  AllocationSeries(String name, int budgetPerSecond, Preparation preparation) {
    this.name = name;
    this.budgetPerSecond = budgetPerSecond;
    this.preparation = preparation;
    waits = new Samples(name);
  }

  AllocationMain.Contender prepare() throws SQLException {
    return preparation.prepare();
  }

  void add(long nanos, List<Long> samples) {
    perRound = samples.size();
    rates.add(perRound * 1e9 / nanos);
    samples.forEach(waits::add);
  }

  private double median() {
    List<Double> sorted = new ArrayList<>(rates);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  static String header(int clients, int allocations, int rounds) {
    return """
        %d clients, one PostgreSQL, fsync on; %,d allocations a round, median of %d rounds
        %-34s %9s %15s %8s %8s %8s %8s  %s"""
        .formatted(
            clients,
            allocations,
            rounds,
            "allocations a second",
            "median",
            "lowest-highest",
            "p50 ms",
            "p99 ms",
            "x hot",
            "x skip",
            "budget");
  }

  String row(AllocationSeries hotRow, AllocationSeries skipLocked) {
    String verdict =
        budgetPerSecond == 0
            ? ""
            : "%,d: %s".formatted(budgetPerSecond, median() >= budgetPerSecond ? "met" : "MISSED");
    return "%-34s %,9.0f %7.0f-%7.0f %8.2f %8.2f %8.2f %8.2f  %s"
        .formatted(
            name,
            median(),
            Collections.min(rates),
            Collections.max(rates),
            waits.millis(0.5),
            waits.millis(0.99),
            median() / hotRow.median(),
            median() / skipLocked.median(),
            verdict);
  }
}
