package org.stile.gate.lane;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Where the time of one tap goes. Owned by the lane's thread. */
final class TapTrace {
  private final LongSupplier nanoTime;
  private final Map<Stage, Duration> stages = new EnumMap<>(Stage.class);
  private long since;

  /** Begins where the last stage ended. */
  TapTrace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    since = nanoTime.getAsLong();
  }

  /** What went by since the last call was spent on {@code stage}; a stage may come again. */
  void spentOn(Stage stage) {
    long now = nanoTime.getAsLong();
    stages.merge(stage, Duration.ofNanos(now - since), Duration::plus);
    since = now;
  }

  /** So far. */
  Map<Stage, Duration> stages() {
    return stages;
  }
}
