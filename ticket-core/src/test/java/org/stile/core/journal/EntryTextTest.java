package org.stile.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry.Granted;

class EntryTextTest {
  private static final String STADIUM = "\uD83C\uDFDF"; // One character of two units.

  @Test
  void short_text_stays_as_it_is() {
    assertThat(EntryText.detail("Tür 4, " + STADIUM)).isEqualTo("Tür 4, " + STADIUM);
  }

  @Test
  void long_text_is_cut_between_characters() {
    assertThat(EntryText.detail("x".repeat(500))).isEqualTo("x".repeat(200));
    assertThat(EntryText.detail("x".repeat(199) + STADIUM)).isEqualTo("x".repeat(199));
    assertThat(EntryText.detail("x".repeat(198) + STADIUM)).isEqualTo("x".repeat(198) + STADIUM);
    assertThat(EntryText.word("W".repeat(41))).isEqualTo("W".repeat(40));
  }

  @Test
  void what_would_not_come_back_from_a_database_is_a_question_mark() {
    assertThat(EntryText.detail("a\u0000b\nc\uD83Cd\uDFDF")).isEqualTo("a?b?c?d?");
  }

  @Property
  void any_text_is_equal_to_itself_after_utf_8(@ForAll String text) {
    String kept = EntryText.detail(text);
    byte[] utf8 = kept.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(new String(utf8, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(kept);
    assertThat(kept.length()).isLessThanOrEqualTo(200);
    assertThat(EntryText.detail(kept)).isEqualTo(kept);
  }

  /** Each is what a gate writes, but for one value. */
  @ParameterizedTest
  @CsvSource({
    "16, 1, 3, 8",
    "-1, 1, 3, 8",
    "1, 0, 3, 8",
    "1, 256, 3, 8",
    "1, 1, 8, 8",
    "1, 1, 3, 7"
  })
  void a_grant_out_of_range_cannot_be_written_down(int lane, int number, int slot, int nonce) {
    Granted good = Entries.granted(1);
    assertThatThrownBy(
            () ->
                new Granted(
                    lane,
                    good.at(),
                    good.ticket(),
                    good.direction(),
                    number,
                    good.chip(),
                    slot,
                    Bytes.copyOf(new byte[nonce]),
                    good.debits(),
                    good.seatType(),
                    good.zone(),
                    good.clockDoubted()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
