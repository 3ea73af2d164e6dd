package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on a chair is what its ticket says. */
class PretixLabelTest {
  @ParameterizedTest
  @CsvSource({
    "5, 12, 5, 12",
    "A, A12, A, 12",
    "a, A12, a, 12",
    "5, A12, 5 A, 12",
    "5, 12a, 5 a, 12",
    "5, A-12, 5 A, 12",
    "5, B, 5 B, -1",
    "B, B, B B, -1",
    "'', A12, A, 12",
    "'', '', '', -1",
    "Ä, Ä3, Ä, 3"
  })
  void letters_go_with_the_row(String row, String seat, String meantRow, int number) {
    assertThat(PretixLabel.of(row, seat)).isEqualTo(new PretixLabel(meantRow, number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/a", "1.5", "12345678", "12 34", "Loge 1", "-1", "=1", "1_2"})
  void a_label_of_another_kind_is_not_guessed(String seat) {
    assertThat(PretixLabel.of("5", seat)).isNull();
  }
}
