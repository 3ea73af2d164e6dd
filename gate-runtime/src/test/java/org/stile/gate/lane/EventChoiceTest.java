package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

class EventChoiceTest {
  private static final Instant START = Instant.parse("2026-06-06T18:00:00Z");
  private static final GateId N1 = new GateId("n1");
  private static final SampleKeys KEYS = SampleKeys.seeded(1);
  private static final EventMaster CUP = SampleEvent.stadium(KEYS, START).master();
  private static final EventMaster NEXT_DAY =
      SampleEvent.largeStadium(KEYS, START.plus(Duration.ofDays(1))).master();
  private static final EventMaster ELSEWHERE = SampleEvent.concert(KEYS, START).master();
  private static final List<EventMaster> ALL = List.of(NEXT_DAY, ELSEWHERE, CUP);

  private static Optional<EventId> chosen(Instant now) {
    return EventChoice.choose(ALL, Optional.empty(), N1, now).map(EventMaster::event);
  }

  @Test
  void the_event_whose_doors_are_open_is_chosen() {
    assertThat(chosen(CUP.rules().doorsOpen())).contains(CUP.event());
    assertThat(chosen(CUP.rules().lastEntry().minusMillis(1))).contains(CUP.event());
    assertThat(chosen(NEXT_DAY.rules().doorsOpen())).contains(NEXT_DAY.event());
  }

  @Test
  void between_two_events_the_next_is_chosen() {
    assertThat(chosen(CUP.rules().doorsOpen().minusMillis(1))).contains(CUP.event());
    assertThat(chosen(CUP.rules().lastEntry())).contains(NEXT_DAY.event());
  }

  @Test
  void after_all_of_them_the_last_is_chosen_so_that_the_late_are_told_so() {
    assertThat(chosen(NEXT_DAY.rules().lastEntry())).contains(NEXT_DAY.event());
  }

  @Test
  void of_two_whose_doors_are_open_the_later_is_chosen() {
    EventMaster soonAfter =
        SampleEvent.largeStadium(KEYS, START.plus(Duration.ofMinutes(30))).master();
    assertThat(EventChoice.choose(List.of(soonAfter, CUP), Optional.empty(), N1, START))
        .contains(soonAfter);
    assertThat(EventChoice.choose(List.of(CUP, soonAfter), Optional.empty(), N1, START))
        .contains(soonAfter);
  }

  @Test
  void an_event_of_another_venue_is_not_chosen() {
    assertThat(EventChoice.choose(List.of(ELSEWHERE), Optional.empty(), N1, START)).isEmpty();
    assertThat(EventChoice.choose(List.of(), Optional.empty(), N1, START)).isEmpty();
  }

  @Test
  void the_configured_event_is_chosen_whatever_the_time() {
    var configured = Optional.of(NEXT_DAY.event());
    assertThat(EventChoice.choose(ALL, configured, N1, START)).contains(NEXT_DAY);
    assertThat(EventChoice.choose(List.of(CUP), configured, N1, START)).isEmpty();
  }
}
