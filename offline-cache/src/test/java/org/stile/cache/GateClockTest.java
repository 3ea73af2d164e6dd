package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.GateClock.Told;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;

class GateClockTest {
  private static final Instant NOON = Instant.parse("2026-06-05T12:00:00Z");

  private final AtomicLong monotonic = new AtomicLong(5_000_000_000L);

  @Test
  void a_unit_that_knows_nothing_says_so() {
    GateClock clock = clock("boot-1", Optional.empty());
    assertThat(clock.get()).isEqualTo(new ClockReading(Instant.EPOCH, Trust.UNTRUSTED));
    advance(Duration.ofSeconds(3));
    assertThat(clock.get().now()).isEqualTo(Instant.EPOCH.plusSeconds(3));
  }

  @Test
  void a_told_time_is_trusted_and_carried_on() {
    GateClock clock = clock("boot-1", Optional.empty());
    var anchor = new TimeAnchor(NOON, monotonic.get(), "boot-1");
    advance(Duration.ofSeconds(2)); // It took a moment to get here.
    assertThat(clock.tell(anchor)).isEqualTo(Told.TAKEN);
    assertThat(clock.get()).isEqualTo(new ClockReading(NOON.plusSeconds(2), Trust.TRUSTED));
    advance(Duration.ofHours(1));
    assertThat(clock.get().now()).isEqualTo(NOON.plusSeconds(3_602));
  }

  @Test
  void a_new_process_on_a_machine_that_ran_on_holds_the_exact_time() {
    var kept = new TimeAnchor(NOON, monotonic.get(), "boot-1");
    advance(Duration.ofMinutes(7));
    assertThat(clock("boot-1", Optional.of(kept)).get())
        .isEqualTo(new ClockReading(NOON.plus(Duration.ofMinutes(7)), Trust.HELD));
  }

  @Test
  void after_the_machine_was_off_the_time_is_at_least_the_last_good_one() {
    var kept = new TimeAnchor(NOON, 900_000_000_000L, "boot-1");
    GateClock clock = clock("boot-2", Optional.of(kept));
    assertThat(clock.get()).isEqualTo(new ClockReading(NOON, Trust.UNTRUSTED));
    advance(Duration.ofSeconds(1));
    assertThat(clock.get().now()).isEqualTo(NOON.plusSeconds(1));
    assertThat(clock.tell(new TimeAnchor(NOON.plusSeconds(3_600), monotonic.get(), "boot-2")))
        .isEqualTo(Told.TAKEN);
    assertThat(clock.get()).isEqualTo(new ClockReading(NOON.plusSeconds(3_600), Trust.TRUSTED));
  }

  @Test
  void a_time_of_another_start_or_from_the_future_of_this_one_is_not_taken() {
    GateClock clock = clock("boot-2", Optional.empty());
    assertThat(clock.tell(new TimeAnchor(NOON, monotonic.get(), "boot-1")))
        .isEqualTo(Told.NOT_OF_THIS_CLOCK);
    assertThat(clock.tell(new TimeAnchor(NOON, monotonic.get() + 1, "boot-2")))
        .isEqualTo(Told.NOT_OF_THIS_CLOCK);
    assertThat(clock.get().trust()).isEqualTo(Trust.UNTRUSTED);
  }

  @Test
  void a_time_well_before_the_kept_one_is_not_taken() {
    GateClock clock = clock("boot-2", Optional.of(new TimeAnchor(NOON, 1, "boot-1")));
    assertThat(clock.tell(new TimeAnchor(NOON.minusSeconds(31), monotonic.get(), "boot-2")))
        .isEqualTo(Told.EARLIER_THAN_KEPT);
    assertThat(clock.get()).isEqualTo(new ClockReading(NOON, Trust.UNTRUSTED));
  }

  @Test
  void a_time_a_little_before_the_kept_one_makes_the_clock_stand_until_it_is_caught_up() {
    GateClock clock = clock("boot-2", Optional.of(new TimeAnchor(NOON, 1, "boot-1")));
    assertThat(clock.tell(new TimeAnchor(NOON.minusSeconds(30), monotonic.get(), "boot-2")))
        .isEqualTo(Told.TAKEN);
    assertThat(clock.get()).isEqualTo(new ClockReading(NOON, Trust.TRUSTED));
    advance(Duration.ofSeconds(29));
    assertThat(clock.get().now()).isEqualTo(NOON);
    advance(Duration.ofSeconds(2));
    assertThat(clock.get().now()).isEqualTo(NOON.plusSeconds(1));
  }

  /** Whatever is told, kept, switched off and started again: time never goes back. */
  @Property
  void no_reading_is_before_another(
      @ForAll @Size(max = 30) java.util.List<@IntRange(max = 3) Integer> events,
      @ForAll @LongRange(min = -100_000, max = 100_000) long seed) {
    var random = new java.util.Random(seed);
    int boot = 1;
    GateClock clock = clock("boot-1", Optional.empty());
    Instant latestKept = clock.get().now();
    Instant latest = latestKept;
    for (int event : events) {
      switch (event) {
        case 0 -> {
          var anchor =
              new TimeAnchor(
                  NOON.plusSeconds(random.nextInt(-90, 90)), monotonic.get(), "boot-" + boot);
          clock.tell(anchor);
        }
        case 1 -> advance(Duration.ofSeconds(random.nextInt(100)));
        case 2 -> clock = clock("boot-" + boot, Optional.of(clock.toKeep())); // Process only.
        case 3 -> {
          TimeAnchor kept = clock.toKeep();
          boot++;
          monotonic.set(random.nextInt(1_000_000));
          clock = clock("boot-" + boot, Optional.of(kept));
        }
        default -> throw new AssertionError(event);
      }
      Instant now = clock.get().now();
      assertThat(now).isAfterOrEqualTo(latest);
      latest = now;
    }
  }

  @Test
  void what_was_kept_is_read_again(@TempDir Path folder) throws Exception {
    var file = new ClockFile(folder.resolve("clock"));
    assertThat(file.read()).isEmpty();
    var first = new TimeAnchor(NOON, -5, "0b6e4c1e-9f0a-4d7b-8d2b-0f2f6f1c9a11");
    file.write(first);
    assertThat(file.read()).contains(first);
    var second = new TimeAnchor(NOON.plusMillis(1), Long.MAX_VALUE, "x");
    file.write(second);
    assertThat(file.read()).contains(second);
  }

  @Test
  void a_kept_time_that_is_not_whole_is_no_time(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("clock");
    var file = new ClockFile(path);
    file.write(new TimeAnchor(NOON, 5, "boot-1"));
    byte[] whole = Files.readAllBytes(path);
    for (int cut = 0; cut < whole.length - 1; cut++) {
      Files.write(path, java.util.Arrays.copyOf(whole, cut));
      assertThat(file.read()).as("cut at %d", cut).isEmpty();
    }
    for (int i = 0; i < whole.length - 1; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(path, flipped);
      assertThat(file.read()).as("flipped at %d", i).isEmpty();
    }
    Files.write(path, new byte[1_000]);
    assertThat(file.read()).isEmpty();
  }

  private GateClock clock(String unitBoot, Optional<TimeAnchor> kept) {
    return new GateClock(unitBoot, monotonic::get, kept);
  }

  private void advance(Duration duration) {
    monotonic.addAndGet(duration.toNanos());
  }
}
