package org.stile.gate.lane;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What other threads have to tell a lane: arm, sensors, journal. Any thread puts, one takes. */
final class Inbox {
  /**
   * Events kept. A lane empties it many times a second; only a sensor gone mad can fill it, and
   * then its passages are dropped, oldest first, never what a fire release or its reset said.
   */
  static final int SIZE_MAX = 256;

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition arrived = guard.newCondition();
  private final Deque<LaneEvent> events = new ArrayDeque<>();
  private boolean woken;

  void put(LaneEvent event) {
    guard.lock();
    try {
      if (events.size() == SIZE_MAX) {
        events.removeIf(kept -> !isAboutFire(kept));
      }
      if (events.size() < SIZE_MAX) {
        events.addLast(event);
      }
      arrived.signal();
    } finally {
      guard.unlock();
    }
  }

  /** Makes a waiting or the next {@link #take} return. */
  void wake() {
    guard.lock();
    try {
      woken = true;
      arrived.signal();
    } finally {
      guard.unlock();
    }
  }

  /** The oldest event, empty if there is none now. */
  Optional<LaneEvent> poll() {
    guard.lock();
    try {
      return Optional.ofNullable(events.pollFirst());
    } finally {
      guard.unlock();
    }
  }

  /** The oldest event; waits for one, empty if none came in time or {@link #wake} was called. */
  Optional<LaneEvent> take(Duration patience) {
    guard.lock();
    try {
      long left = patience.toNanos();
      while (events.isEmpty() && !woken && left > 0) {
        left = arrived.awaitNanos(left);
      }
      woken = false;
      return Optional.ofNullable(events.pollFirst());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      guard.unlock();
    }
  }

  private static boolean isAboutFire(LaneEvent event) {
    return event instanceof LaneEvent.FireSensed || event instanceof LaneEvent.FireReset;
  }
}
