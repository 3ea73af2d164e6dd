package org.stile.gate.device;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stile.core.admission.Direction;

/**
 * An arm that exists only here: locks by itself when its time is over, and is told from outside
 * that somebody walked. For the demo, for trying out a gate at a desk, and for tests. Any thread.
 */
public final class ConsoleTurnstile implements Turnstile {
  private final ReentrantLock guard = new ReentrantLock();
  private final ScheduledThreadPoolExecutor timer;
  private Consumer<PassageEvent> listener = event -> {};
  private Optional<Direction> released = Optional.empty();
  private Optional<Future<?>> relock = Optional.empty();
  private boolean fire;
  private long turns;

  /** An arm that is locked. */
  public ConsoleTurnstile(String name) {
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void release(Direction direction, Duration openFor) throws ActuatorException {
    guard.lock();
    try {
      forget();
      released = Optional.of(direction);
      long turn = ++turns;
      relock =
          Optional.of(
              timer.schedule(() -> timeIsOver(turn), openFor.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      released = Optional.empty();
      throw new ActuatorException("the arm was closed", e);
    } finally {
      guard.unlock();
    }
  }

  @Override
  public void lock() {
    guard.lock();
    try {
      forget();
    } finally {
      guard.unlock();
    }
  }

  @Override
  public void onEvent(Consumer<PassageEvent> listener) {
    guard.lock();
    try {
      this.listener = listener;
      if (fire) {
        listener.accept(new PassageEvent.FireRelease(true));
      }
    } finally {
      guard.unlock();
    }
  }

  /** A body comes to the arm: it goes through if the arm is open, else over it. */
  public void walk(Direction direction) {
    guard.lock();
    try {
      boolean open = released.isPresent() && released.get() == direction;
      if (open) {
        forget();
      }
      listener.accept(
          open ? new PassageEvent.Passed(direction) : new PassageEvent.Forced(direction));
    } finally {
      guard.unlock();
    }
  }

  /** The wire of the fire release. */
  public void fire(boolean active) {
    guard.lock();
    try {
      fire = active;
      listener.accept(new PassageEvent.FireRelease(active));
    } finally {
      guard.unlock();
    }
  }

  /** Somebody turns the reset key. */
  public void reset() {
    guard.lock();
    try {
      listener.accept(new PassageEvent.FireReset());
    } finally {
      guard.unlock();
    }
  }

  /** Which way it lets a body through just now; empty if locked. */
  public Optional<Direction> released() {
    guard.lock();
    try {
      return released;
    } finally {
      guard.unlock();
    }
  }

  /** Whether a body can go through: released, or free by the fire release. */
  public boolean isFree() {
    guard.lock();
    try {
      return fire || released.isPresent();
    } finally {
      guard.unlock();
    }
  }

  private void timeIsOver(long turn) {
    guard.lock();
    try {
      if (turn == turns && released.isPresent()) { // Else it was too late to be called off.
        forget();
        listener.accept(new PassageEvent.NotPassed());
      }
    } finally {
      guard.unlock();
    }
  }

  private void forget() {
    released = Optional.empty();
    relock.ifPresent(task -> task.cancel(false));
    relock = Optional.empty();
  }

  @Override
  public void close() {
    lock();
    timer.shutdownNow();
  }
}
