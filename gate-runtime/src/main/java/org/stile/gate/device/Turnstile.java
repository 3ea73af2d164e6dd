package org.stile.gate.device;

import java.time.Duration;
import java.util.function.Consumer;
import org.stile.core.admission.Direction;

/** The arm. Commands come from the lane's thread; events from any thread, in order. */
public interface Turnstile extends AutoCloseable {
  /**
   * Lets one body through in {@code direction}, for {@code openFor} at most; then locks by itself,
   * also when this process dies.
   *
   * @throws ActuatorException if the arm could not be told.
   */
  void release(Direction direction, Duration openFor) throws ActuatorException;

  /** Locks at once. */
  void lock() throws ActuatorException;

  /**
   * Where to report passages; set once, before the first release. A fire release that is active by
   * then is reported at once.
   */
  void onEvent(Consumer<PassageEvent> listener);

  @Override
  void close();

  /** What the passage sensor and the arm report. */
  sealed interface PassageEvent {
    /** A body went through after a release. */
    record Passed(Direction direction) implements PassageEvent {}

    /** The time ran out and nobody went through. */
    record NotPassed() implements PassageEvent {}

    /** A body went through although nothing was released. */
    record Forced(Direction direction) implements PassageEvent {}

    /** The fire release is active: the arm is free, by wire, and not ours to lock. */
    record FireRelease(boolean active) implements PassageEvent {}

    /** Staff turned the reset key after a fire release: the arm may be locked again. */
    record FireReset() implements PassageEvent {}
  }
}
