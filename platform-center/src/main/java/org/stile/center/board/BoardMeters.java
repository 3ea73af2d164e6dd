package org.stile.center.board;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How boards fare at this node: nothing of any event, as /q/metrics is for administrators. */
@ApplicationScoped
class BoardMeters {
  private final MeterRegistry registry;
  private final Timer folds;
  private final Counter dropped;

  BoardMeters(MeterRegistry registry) {
    this.registry = registry;
    this.folds =
        Timer.builder("stile.board.fold")
            .description("Reading what is new of one event and telling its viewers")
            .serviceLevelObjectives(
                Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(500))
            .register(registry);
    this.dropped =
        Counter.builder("stile.board.dropped")
            .description("Streams ended because their reader did not keep up")
            .register(registry);
  }

  void viewers(AtomicInteger count) {
    registry.gauge("stile.board.viewers", count);
  }

  void folded(long nanos) {
    folds.record(nanos, TimeUnit.NANOSECONDS);
  }

  void dropped() {
    dropped.increment();
  }
}
