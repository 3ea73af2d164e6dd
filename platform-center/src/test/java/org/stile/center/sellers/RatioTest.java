package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.stile.center.web.Problem;

class RatioTest {
  private static List<Ratio.Share> shares(String... percents) {
    var shares = new ArrayList<Ratio.Share>();
    for (String percent : percents) {
      shares.add(new Ratio.Share(shares.size() + 1, new BigDecimal(percent)));
    }
    return shares;
  }

  private static List<Integer> seats(List<Ratio.Part> parts) {
    return parts.stream().map(Ratio.Part::seats).toList();
  }

  @Test
  void the_largest_fraction_gets_the_remainder() {
    var parts = Ratio.divide("shares", shares("50", "30", "20"), 11); // 5.5, 3.3, 2.2
    assertThat(seats(parts)).containsExactly(6, 3, 2);
    assertThat(parts.stream().map(Ratio.Part::remainder)).containsExactly(true, false, false);
  }

  @Test
  void of_equal_fractions_the_first_in_the_list_gets_it() {
    assertThat(seats(Ratio.divide("shares", shares("50", "50"), 3))).containsExactly(2, 1);
  }

  @Test
  void a_percentage_of_three_decimals_zero_or_above_a_hundred_is_refused() {
    for (String wrong : List.of("0", "-1", "100.01", "33.333")) {
      assertThatThrownBy(() -> Ratio.divide("shares", shares(wrong, "50"), 10))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("shares[0].percent");
    }
  }

  @Test
  void a_seller_comes_once() {
    var twice =
        List.of(
            new Ratio.Share(1, BigDecimal.valueOf(50)), new Ratio.Share(1, BigDecimal.valueOf(50)));
    assertThatThrownBy(() -> Ratio.divide("shares", twice, 10)).hasMessageContaining("twice");
  }

  @Property
  void nothing_is_left_over_and_nobody_is_a_whole_seat_off(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 500) Integer> weights,
      @ForAll @IntRange(max = 100_000) int seats) {
    List<Ratio.Share> shares = new ArrayList<>();
    int total = weights.stream().mapToInt(Integer::intValue).sum();
    int rest = 10_000;
    for (int i = 0; i < weights.size(); i++) {
      int part = i == weights.size() - 1 ? rest : Math.max(1, weights.get(i) * 10_000 / total);
      rest -= part;
      shares.add(new Ratio.Share(i, BigDecimal.valueOf(part, 2)));
    }
    if (shares.getLast().percent().signum() <= 0) {
      return; // Rounding up of small weights left the last nothing: not a division.
    }
    var parts = Ratio.divide("shares", shares, seats);
    assertThat(parts.stream().mapToInt(Ratio.Part::seats).sum()).isEqualTo(seats);
    for (Ratio.Part part : parts) {
      double exact = part.percent().doubleValue() * seats / 100;
      assertThat(Math.abs(part.seats() - exact)).isLessThan(1);
    }
  }
}
