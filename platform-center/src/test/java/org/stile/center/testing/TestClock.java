package org.stile.center.testing;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The center's clock in tests: runs, and can be set forward. */
@Mock
@Singleton
public class TestClock implements InstantSource {
  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  /** Lets time pass. */
  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /** Shows the machine's time again: what runs in a process of its own, or as a command, does. */
  public void showMachineTime() {
    ahead = Duration.ZERO;
  }
}
