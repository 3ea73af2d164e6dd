package org.stile.gate.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.Direction;
import org.stile.gate.device.Turnstile.PassageEvent;

class ConsoleTurnstileTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ConsoleTurnstile arm = new ConsoleTurnstile("arm");
  private final BlockingQueue<PassageEvent> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() {
    arm.onEvent(events::add);
  }

  @AfterEach
  void close() {
    arm.close();
  }

  private PassageEvent next() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void it_lets_one_body_through_and_locks() throws Exception {
    arm.release(Direction.ENTRY, LONG);
    assertThat(arm.released()).contains(Direction.ENTRY);
    arm.walk(Direction.ENTRY);
    arm.walk(Direction.ENTRY);
    assertThat(next()).isEqualTo(new PassageEvent.Passed(Direction.ENTRY));
    assertThat(next()).isEqualTo(new PassageEvent.Forced(Direction.ENTRY));
    assertThat(arm.isFree()).isFalse();
  }

  @Test
  void against_its_direction_nobody_passes() throws Exception {
    arm.release(Direction.ENTRY, LONG);
    arm.walk(Direction.EXIT);
    assertThat(next()).isEqualTo(new PassageEvent.Forced(Direction.EXIT));
    assertThat(arm.released()).contains(Direction.ENTRY);
  }

  @Test
  void it_locks_by_itself_and_says_that_nobody_walked() throws Exception {
    arm.release(Direction.EXIT, Duration.ofMillis(20));
    assertThat(next()).isEqualTo(new PassageEvent.NotPassed());
    assertThat(arm.released()).isEmpty();
  }

  @Test
  void a_release_that_is_over_says_nothing_of_the_next_one() throws Exception {
    for (int i = 0; i < 50; i++) {
      arm.release(Direction.ENTRY, Duration.ofNanos(1));
      arm.release(Direction.ENTRY, LONG);
      assertThat(arm.released()).contains(Direction.ENTRY);
      arm.lock();
    }
    assertThat(events.stream().distinct().toList())
        .isSubsetOf(List.of(new PassageEvent.NotPassed()));
  }

  @Test
  void a_fire_release_frees_it_and_is_told_to_whoever_comes_later() throws Exception {
    arm.fire(true);
    assertThat(arm.isFree()).isTrue();
    arm.lock();
    assertThat(arm.isFree()).isTrue();
    var later = new LinkedBlockingQueue<PassageEvent>();
    arm.onEvent(later::add);
    assertThat(later).containsExactly(new PassageEvent.FireRelease(true));
    arm.fire(false);
    arm.reset();
    assertThat(arm.isFree()).isFalse();
    assertThat(later)
        .containsExactly(
            new PassageEvent.FireRelease(true),
            new PassageEvent.FireRelease(false),
            new PassageEvent.FireReset());
  }

  @Test
  void a_closed_arm_cannot_be_released() {
    arm.close();
    assertThatThrownBy(() -> arm.release(Direction.ENTRY, LONG))
        .isInstanceOf(ActuatorException.class);
    assertThat(arm.released()).isEmpty();
  }
}
