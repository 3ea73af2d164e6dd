package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.stile.center.sellers.ChipLines.Kind;
import org.stile.center.web.Problem;

class ChipLinesTest {
  private static List<String> chips(String text) {
    return ChipLines.read(text, Kind.BLOCKED).stream()
        .map(line -> line.chip().hex().toUpperCase(java.util.Locale.ROOT))
        .toList();
  }

  @Test
  void numbers_are_read_as_readers_print_them() {
    assertThat(chips("04A1B2C3D4E5F6\n04:a1:b2:c3:d4:e5:f7\r\n04 A1 B2 C3\n\"AABBCCDD\",lost"))
        .containsExactly("04A1B2C3D4E5F6", "04A1B2C3D4E5F7", "04A1B2C3", "AABBCCDD");
  }

  @Test
  void the_last_line_of_a_chip_counts() {
    var lines = ChipLines.read("AABBCCDD,one\nAABBCCDD,two", Kind.BLOCKED);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().reason()).isEqualTo("two");
  }

  @Test
  void a_number_one_digit_short_is_refused() {
    assertThat(chips("04A1B2C3D4E5F6")).hasSize(1);
    assertThatThrownBy(() -> chips("04A1B2C3D4E5F")).hasMessageContaining("row 1, column chip");
  }

  @Test
  void a_reason_that_turns_the_writing_around_is_refused() {
    assertThatThrownBy(() -> chips("AABBCCDD,\u202Elost")).hasMessageContaining("column reason");
  }

  @Test
  void more_lines_than_a_list_may_have_are_refused_unread() {
    assertThatThrownBy(() -> chips("x\n".repeat(ChipLines.LINES_MAX + 10)))
        .hasMessageContaining("too many lines");
  }

  @Property
  void whatever_comes_is_a_list_or_a_problem(@ForAll @Size(max = 200) byte[] text) {
    for (Kind kind : Kind.values()) {
      try {
        assertThat(ChipLines.read(text, kind))
            .allSatisfy(line -> assertThat(line.chip().length()).isIn(4, 7, 10));
      } catch (Problem problem) {
        assertThat(problem.status()).isEqualTo(400);
      }
    }
  }
}
