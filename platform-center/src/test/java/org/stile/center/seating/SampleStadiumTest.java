package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

class SampleStadiumTest {
  private static final Instant START = Instant.parse("2026-06-13T18:00:00Z");

  @Test
  void of_80_000_and_100_000_places_it_is_the_stadium_of_the_gates_tests() {
    SampleKeys keys = SampleKeys.seeded(1);
    assertThat(SampleStadium.plan(80_000).seatMap())
        .isEqualTo(SampleEvent.stadium(keys, START).master().seats());
    assertThat(SampleStadium.plan(100_000).seatMap())
        .isEqualTo(SampleEvent.largeStadium(keys, START).master().seats());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001, 2_500, 7_777, 10_000, 30_000, 55_555, 80_000, 99_999, 100_000})
  void every_size_has_as_many_places_of_all_kinds_and_reads_back_as_it_was_written(int seats) {
    SeatPlan plan = SampleStadium.plan(seats);
    assertThat(plan.size()).isEqualTo(seats);
    assertThat(plan.seatTypes()).contains(0, 1, 2, 3, 4);
    byte[] json = PlanJsonWriter.text(plan).getBytes(StandardCharsets.UTF_8);
    assertThat(PlanJson.read(json)).isEqualTo(plan);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 80_000, 100_000})
  void no_two_seats_are_drawn_upon_each_other(int seats) {
    SeatPlan plan = SampleStadium.plan(seats);
    Positions positions = Positions.of(plan);
    // Seats are 50 cm apart; whoever is closer than 35 lies upon another. Standing is denser.
    int cell = 35;
    Map<Long, Integer> taken = new HashMap<>();
    int[] types = plan.seatTypes();
    for (int seat = 0; seat < seats; seat++) {
      if (types[seat] == SampleEvent.TYPE_STANDING) {
        continue;
      }
      long column = Math.floorDiv(positions.x(seat), cell);
      long row = Math.floorDiv(positions.y(seat), cell);
      for (long c = column - 1; c <= column + 1; c++) {
        for (long r = row - 1; r <= row + 1; r++) {
          Integer other = taken.get(c * 100_000 + r);
          if (other != null) {
            double distance =
                Math.hypot(
                    positions.x(seat) - positions.x(other), positions.y(seat) - positions.y(other));
            assertThat(distance).as("seats %d and %d", other, seat).isGreaterThan(cell);
          }
        }
      }
      taken.put(column * 100_000 + row, seat);
    }
  }

  @Test
  void smaller_and_larger_ones_are_not_made() {
    assertThatThrownBy(() -> SampleStadium.plan(999)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleStadium.plan(100_001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
