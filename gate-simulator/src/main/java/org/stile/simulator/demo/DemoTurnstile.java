package org.stile.simulator.demo;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.stile.core.admission.Direction;
import org.stile.gate.device.Turnstile;

/**
 * An arm with a visitor in front of it who either walks through or turns round. Reports from a
 * thread of its own, as a passage sensor does.
 */
public final class DemoTurnstile implements Turnstile {
  private final ScheduledExecutorService sensor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("demo-sensor").daemon().factory());
  private final Duration walkingTime;
  private volatile Consumer<PassageEvent> listener = event -> {};
  private volatile boolean visitorWalks = true;
  private volatile boolean open;
  private volatile long openedAtNanos;
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong passages = new AtomicLong();

  /**
   * @param walkingTime from the open arm to the sensor.
   */
  public DemoTurnstile(Duration walkingTime) {
    this.walkingTime = walkingTime;
  }

  /** Whether whoever is let through next walks, or stays outside. */
  public void visitorWalks(boolean walks) {
    visitorWalks = walks;
  }

  /** How often the arm was opened. */
  public long opened() {
    return opened.get();
  }

  /** How many bodies went through. */
  public long passages() {
    return passages.get();
  }

  /** When it was last opened, by {@link System#nanoTime}. */
  public long openedAtNanos() {
    return openedAtNanos;
  }

  public boolean isOpen() {
    return open;
  }

  @Override
  public void release(Direction direction, Duration openFor) {
    openedAtNanos = System.nanoTime();
    open = true;
    opened.incrementAndGet();
    boolean walks = visitorWalks;
    Duration after = walks ? walkingTime : openFor;
    var _ = sensor.schedule(() -> report(direction, walks), after.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void report(Direction direction, boolean walked) {
    if (!open) {
      return;
    }
    open = false;
    if (walked) {
      passages.incrementAndGet();
      listener.accept(new PassageEvent.Passed(direction));
    } else {
      listener.accept(new PassageEvent.NotPassed());
    }
  }

  @Override
  public void lock() {
    open = false;
  }

  @Override
  public void onEvent(Consumer<PassageEvent> listener) {
    this.listener = listener;
  }

  @Override
  public void close() {
    sensor.shutdownNow();
  }
}
