package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.Direction;

class InboxTest {
  private static final LaneEvent BODY = new LaneEvent.Forced(Direction.ENTRY);
  private static final LaneEvent FIRE = new LaneEvent.FireSensed(true);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Inbox inbox = new Inbox();

  @Test
  void events_come_out_in_the_order_they_went_in() {
    inbox.put(FIRE);
    inbox.put(BODY);
    assertThat(inbox.poll()).contains(FIRE);
    assertThat(inbox.take(LONG)).contains(BODY);
    assertThat(inbox.poll()).isEmpty();
  }

  @Test
  void a_wait_ends_when_something_is_put_or_somebody_wakes_it() throws Exception {
    Thread.ofVirtual().start(() -> inbox.put(BODY));
    assertThat(inbox.take(LONG)).contains(BODY);
    Thread waking = Thread.ofVirtual().start(inbox::wake);
    assertThat(inbox.take(LONG)).isEmpty();
    waking.join();
    assertThat(inbox.take(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void a_sensor_gone_mad_takes_no_more_than_its_room_and_drowns_no_fire_release() {
    inbox.put(FIRE);
    for (int i = 0; i < 10 * Inbox.SIZE_MAX; i++) {
      inbox.put(BODY);
    }
    inbox.put(new LaneEvent.FireSensed(false));
    int taken = 0;
    int fires = 0;
    for (Optional<LaneEvent> next = inbox.poll(); next.isPresent(); next = inbox.poll()) {
      taken++;
      fires += next.get() instanceof LaneEvent.FireSensed ? 1 : 0;
    }
    assertThat(taken).isLessThanOrEqualTo(Inbox.SIZE_MAX);
    assertThat(fires).isEqualTo(2);
  }
}
