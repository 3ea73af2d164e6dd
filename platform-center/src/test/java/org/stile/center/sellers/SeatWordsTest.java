package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.stile.center.web.FieldErrors;

class SeatWordsTest {
  private static final SeatWords WORDS = new SeatWords(SmallPlan.plan());

  static JsonNode vectors() {
    try (var file = SeatWordsTest.class.getResourceAsStream("/seat-words.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static List<Integer> integers(JsonNode array) {
    var list = new ArrayList<Integer>();
    array.forEach(number -> list.add(number.asInt()));
    return list;
  }

  @Test
  void every_way_of_naming_seats_names_those_seats() {
    for (JsonNode vector : vectors()) {
      String text = vector.get("text").asText();
      var errors = new FieldErrors();
      List<SeatRange> ranges = WORDS.read(errors, "words", text);
      assertThat(
              ranges.stream()
                  .flatMapToInt(range -> IntStream.range(range.first(), range.end()))
                  .sorted()
                  .boxed())
          .as(text)
          .containsExactlyElementsOf(integers(vector.get("seats")));
      int wrong = vector.has("errors") ? vector.get("errors").asInt() : 0;
      assertThat(errors.list()).as(text).hasSize(wrong);
    }
  }

  @Test
  void a_name_in_two_stands_is_told_how_to_write_it() {
    var errors = new FieldErrors();
    WORDS.read(errors, "words", "C12/1/1");
    assertThat(errors.list().getFirst().message()).contains("write North/C12");
  }

  @Property
  void whatever_is_typed_is_read_or_told(
      @ForAll
          @StringLength(max = 60)
          @Chars({'/', ';', ',', '-', '"', '*', 'D', 'C', ' ', '\n'})
          @CharRange(from = '0', to = '9')
          String text) {
    assertThatCode(
            () -> {
              for (SeatRange range : WORDS.read(new FieldErrors(), "words", text)) {
                assertThat(range.first()).isNotNegative();
                assertThat(range.end()).isLessThanOrEqualTo(45);
              }
            })
        .doesNotThrowAnyException();
  }
}
