package org.stile.simulator.ground;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How far a ground has come up, for people. Any thread. */
public final class Steps {
  private final Consumer<String> out;
  private final Runnable changed;
  private final List<Step> steps = new ArrayList<>();
  private final long begin = System.nanoTime();

  /**
   * Nothing has begun.
   *
   * @param out is told what begins, a line each.
   * @param changed is called when there is something new to see.
   */
  public Steps(Consumer<String> out, Runnable changed) {
    this.out = out;
    this.changed = changed;
  }

  /**
   * One thing that is done.
   *
   * @param seconds how long it took; empty: it is still being done.
   */
  public record Step(String what, Optional<Double> seconds, long since) {}

  /** Something begins. */
  public synchronized void begin(String what) {
    out.accept("%5.1f s  %s".formatted(seconds(begin), what));
    steps.add(new Step(what, Optional.empty(), System.nanoTime()));
    changed.run();
  }

  /** What was begun under that name is done. */
  public synchronized void done(String what) {
    steps.replaceAll(
        step ->
            step.what.equals(what) && step.seconds.isEmpty()
                ? new Step(what, Optional.of(seconds(step.since)), step.since)
                : step);
    changed.run();
  }

  /** All is done: says how long each step took, several at a time. */
  synchronized void allDone() {
    out.accept("%5.1f s  all of it is there:".formatted(seconds(begin)));
    for (Step step : steps) {
      step.seconds.ifPresent(took -> out.accept("         %5.1f s  %s".formatted(took, step.what)));
    }
  }

  /** All, in the order in which they began. */
  public synchronized List<Step> all() {
    return List.copyOf(steps);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
