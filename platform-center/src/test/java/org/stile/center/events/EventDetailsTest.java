package org.stile.center.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.center.seating.SampleStadium;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.Problem;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.id.EventId;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.Venue;

class EventDetailsTest {
  private static final EventId ID = new EventId(4_000_000_000L);
  private static final SeatPlan PLAN = SampleStadium.plan(1_000);

  private static Venue venue(String name, String place) {
    return new Venue(name, place, ZoneId.of("Europe/Berlin"), List.of(), List.of());
  }

  private static EventForm form(String name, EventForm.WindowForm... windows) {
    return new EventForm(
        1,
        name,
        1L,
        1L,
        "2027-06-12T20:00",
        "2027-06-12T18:00",
        "2027-06-12T21:00",
        List.of(windows),
        null,
        null,
        null);
  }

  private static List<String> errors(EventForm form) {
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> EventDetails.of(form, ID, venue("Arena", "Town"), PLAN));
    return problem.errors().stream().map(Problem.FieldError::at).toList();
  }

  @Test
  void texts_together_fit_a_chip_to_the_last_byte_or_are_refused_by_name() {
    Venue venue = venue("V".repeat(40), "P".repeat(30));
    int longest = 0;
    for (int length = 1; length <= 64; length++) {
      EventForm form = form("N".repeat(length));
      try {
        EventDetails details = EventDetails.of(form, ID, venue, PLAN);
        // Whatever key there will be: the largest id, and the other algorithm.
        for (Algorithm algorithm : Algorithm.values()) {
          byte[] secret = new byte[32];
          secret[31] = 1;
          assertThat(
                  EventInformationCodec.sign(
                          details.information(), new MemorySigner(algorithm, 255, secret))
                      .length())
              .isLessThanOrEqualTo(EventInformationCodec.SIGNED_LENGTH_MAX);
        }
        longest = length;
      } catch (Problem e) {
        assertThat(e.errors().getFirst().at()).isEqualTo("name");
        assertThat(e.detail()).contains("too long together");
      }
    }
    assertThat(longest).isBetween(20, 50);
  }

  @Test
  void a_name_is_measured_in_bytes() {
    assertThat(EventDetails.of(form("東".repeat(21)), ID, venue("Arena", "Town"), PLAN)).isNotNull();
    assertThat(errors(form("東".repeat(22)))).containsExactly("name");
  }

  @Test
  void windows_lie_within_the_doors_and_a_type_has_one() {
    var good = new EventForm.WindowForm(List.of(1), "2027-06-12T18:00", "2027-06-12T21:00");
    assertThat(
            EventDetails.of(form("Derby", good), ID, venue("Arena", "Town"), PLAN)
                .rules()
                .windows())
        .hasSize(1);
    assertThat(errors(form("Derby", good, good))).containsExactly("windows[1].types");
    assertThat(
            errors(
                form(
                    "Derby",
                    new EventForm.WindowForm(List.of(1), "2027-06-12T17:59", "2027-06-12T21:00"))))
        .containsExactly("windows[0].from");
    assertThat(
            errors(
                form(
                    "Derby",
                    new EventForm.WindowForm(List.of(9), "2027-06-12T20:00", "2027-06-12T19:00"))))
        .containsExactly("windows[0].types", "windows[0].until");
    assertThat(errors(form("Derby", new EventForm.WindowForm(null, null, null))))
        .containsExactly("windows[0].types", "windows[0].from", "windows[0].until");
  }

  @Test
  void doors_open_before_the_start_and_before_last_entry() {
    var late =
        new EventForm(
            1,
            "Derby",
            1L,
            1L,
            "2027-06-12T20:00",
            "2027-06-12T20:01",
            "2027-06-12T20:01",
            null,
            "SOMETIMES",
            "MAYBE",
            256);
    assertThat(errors(late))
        .containsExactly("lastEntry", "doorsOpen", "reEntry", "whenClockUntrusted", "entries");
    assertThatThrownBy(() -> EventDetails.of(late, ID, venue("Arena", "Town"), PLAN))
        .isInstanceOf(Problem.class);
  }
}
