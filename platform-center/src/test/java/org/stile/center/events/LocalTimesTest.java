package org.stile.center.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.center.web.FieldErrors;

class LocalTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-06-13T20:00, Europe/Berlin, 2026-06-13T18:00:00Z",
    "2026-12-13T20:00, Europe/Berlin, 2026-12-13T19:00:00Z",
    "2026-06-13T20:00+02:00, Europe/Berlin, 2026-06-13T18:00:00Z",
    "2026-06-13T18:00:00Z, Asia/Tokyo, 2026-06-13T18:00:00Z",
    "2026-06-13T20:00, Asia/Kathmandu, 2026-06-13T14:15:00Z",
    // The hour that comes twice, told which; the minute before it and the one after come once.
    "2027-10-31T02:30+02:00, Europe/Berlin, 2027-10-31T00:30:00Z",
    "2027-10-31T02:30+01:00, Europe/Berlin, 2027-10-31T01:30:00Z",
    "2027-10-31T01:59, Europe/Berlin, 2027-10-30T23:59:00Z",
    "2027-10-31T03:00, Europe/Berlin, 2027-10-31T02:00:00Z",
    // Around the hour that is skipped.
    "2027-03-28T01:59, Europe/Berlin, 2027-03-28T00:59:00Z",
    "2027-03-28T03:00, Europe/Berlin, 2027-03-28T01:00:00Z",
    // Half an hour is skipped here.
    "2026-10-04T02:30, Australia/Lord_Howe, 2026-10-03T15:30:00Z",
  })
  void a_time_by_the_clock_is_one_instant(String text, String zone, Instant instant) {
    var errors = new FieldErrors();
    assertThat(LocalTimes.parse(errors, "at", text, ZoneId.of(zone))).isEqualTo(instant);
    assertThat(errors.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2027-03-28T02:00, Europe/Berlin, does not exist",
    "2027-03-28T02:59, Europe/Berlin, does not exist",
    "2026-10-04T02:15, Australia/Lord_Howe, does not exist",
    "2027-10-31T02:00, Europe/Berlin, comes twice",
    "2027-10-31T02:59, Europe/Berlin, comes twice",
    "2026-02-30T20:00, Europe/Berlin, must be a date and time",
    "2026-06-13, Europe/Berlin, must be a date and time",
    "tomorrow, Europe/Berlin, must be a date and time",
    "2026-06-13T20:00:00.5, Europe/Berlin, whole seconds",
    "1969-06-13T20:00, Europe/Berlin, between 1970 and 2106",
    "2200-06-13T20:00, Europe/Berlin, between 1970 and 2106",
    "+999999999-12-31T23:59, Europe/Berlin, ",
  })
  void what_is_no_single_instant_is_told_why(String text, String zone, String message) {
    var errors = new FieldErrors();
    LocalTimes.parse(errors, "at", text, ZoneId.of(zone));
    assertThat(errors.list()).hasSize(1);
    assertThat(errors.list().getFirst().message()).contains(message == null ? "" : message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void an_empty_field_is_missing(String text) {
    var errors = new FieldErrors();
    LocalTimes.parse(errors, "at", text, BERLIN);
    assertThat(errors.list().getFirst().message()).isEqualTo("is missing");
  }

  @Test
  void a_field_names_the_offset_only_where_it_must() {
    assertThat(LocalTimes.field(Instant.parse("2026-06-13T18:00:00Z"), BERLIN))
        .isEqualTo("2026-06-13T20:00");
    assertThat(LocalTimes.field(Instant.parse("2027-10-31T00:30:00Z"), BERLIN))
        .isEqualTo("2027-10-31T02:30+02:00");
  }
}
