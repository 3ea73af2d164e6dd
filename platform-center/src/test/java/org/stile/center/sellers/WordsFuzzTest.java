package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** Whatever is typed or pasted, it is seats or chips, or refused with the place named. */
class WordsFuzzTest {
  private static final SeatPlan PLAN = SmallPlan.plan();

  @FuzzTest(maxDuration = "1m")
  void seats(byte[] data) {
    String typed = new String(data, StandardCharsets.UTF_8);
    var errors = new FieldErrors();
    try {
      for (SeatRange range : new SeatWords(PLAN).read(errors, "words", typed)) {
        assertThat(range.first()).isBetween(0, PLAN.size() - 1);
        assertThat(range.end()).isBetween(range.first() + 1, PLAN.size());
      }
    } catch (Problem refused) {
      assertThat(refused.errors()).isNotEmpty().hasSizeLessThanOrEqualTo(FieldErrors.MAX);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void chips(byte[] pasted) {
    for (ChipLines.Kind kind : ChipLines.Kind.values()) {
      try {
        for (ChipLines.Line line : ChipLines.read(pasted, kind)) {
          assertThat(line.chip().length()).isIn(4, 7, 10);
        }
      } catch (Problem refused) {
        assertThat(refused.status()).isIn(400, 413);
      }
    }
  }
}
