package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Function;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * Whatever bytes come, a reader of seat plans answers with a plan a master can carry, or errors.
 */
class PlanFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void json(byte[] data) throws IOException {
    readOrRefused(data, PlanJson::read, PlanFormat.STILE);
  }

  @FuzzTest(maxDuration = "1m")
  void pretix(byte[] data) throws IOException {
    readOrRefused(data, content -> PretixPlan.read(content, 3), PlanFormat.PRETIX);
  }

  @FuzzTest(maxDuration = "1m")
  void csv(byte[] data) throws IOException {
    readOrRefused(data, PlanCsv::read, PlanFormat.CSV);
  }

  private static void readOrRefused(
      byte[] data, Function<byte[], SeatPlan> reader, PlanFormat format) throws IOException {
    try {
      SeatPlan plan = reader.apply(data);
      assertThat(plan.seatMap().size()).isEqualTo(plan.size()).isPositive();
      var out = new ByteArrayOutputStream();
      PlanFormat.STILE.write(plan, "x", out);
      assertThat(PlanJson.read(out.toByteArray())).isEqualTo(plan);
      out.reset();
      format.write(plan, "x", out);
      assertThat(PlanFormat.read(out.toByteArray(), 3).size()).isEqualTo(plan.size());
      assertThat(PlanPicture.svg(plan)).endsWith("</svg>");
    } catch (Problem e) {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.errors()).isNotEmpty().hasSizeLessThanOrEqualTo(FieldErrors.MAX);
    }
  }
}
