package org.stile.center.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.BrokerDoor.Whose;
import org.stile.center.broker.Incidents.Kind;

class AlarmsTest {
  private static final Whose GATE = new Whose(7, "north-1");
  private static final Whose OTHER = new Whose(7, "north-2");

  private final Alarms alarms = new Alarms();

  private boolean isDue(Whose whose, Kind kind, String about, long nanos) {
    return alarms.isDue(whose, kind, about, nanos);
  }

  @Test
  void the_same_is_told_again_after_an_hour_and_not_before() {
    assertThat(isDue(GATE, Kind.CERTIFICATE_REFUSED, "3f", 5)).isTrue();
    assertThat(isDue(GATE, Kind.CERTIFICATE_REFUSED, "3f", 4 + Alarms.QUIET.toNanos())).isFalse();
    assertThat(isDue(GATE, Kind.CERTIFICATE_REFUSED, "3f", 5 + Alarms.QUIET.toNanos())).isTrue();
  }

  @Test
  void another_gate_kind_or_thing_is_told_at_once() {
    assertThat(isDue(GATE, Kind.CERTIFICATE_REFUSED, "3f", 0)).isTrue();
    assertThat(isDue(OTHER, Kind.CERTIFICATE_REFUSED, "3f", 0)).isTrue();
    assertThat(isDue(GATE, Kind.FOREIGN_TOPIC, "3f", 0)).isTrue();
    assertThat(isDue(GATE, Kind.CERTIFICATE_REFUSED, "40", 0)).isTrue();
  }

  @Test
  void whoever_asks_for_something_else_each_time_fills_nothing() {
    long told =
        IntStream.range(0, 1_000)
            .filter(i -> isDue(GATE, Kind.FOREIGN_TOPIC, "hear " + i, i))
            .count();
    assertThat(told).isEqualTo(Alarms.ABOUT_MAX);
  }

  @Test
  void what_could_not_be_told_is_told_next_time() {
    assertThat(isDue(GATE, Kind.FOREIGN_TOPIC, "#", 0)).isTrue();
    alarms.forget(GATE, Kind.FOREIGN_TOPIC, "#");
    assertThat(isDue(GATE, Kind.FOREIGN_TOPIC, "#", 1)).isTrue();
  }
}
