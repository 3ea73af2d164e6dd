package org.stile.center.sellers;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * Divides seats by percentages, whole seats only, none left over: each seller gets its share
 * rounded down, and the seats that remain go one each to the largest fractions (Hamilton's method;
 * of equal fractions the first in the list). Pure.
 */
final class Ratio {
  /** As many sellers as an event may have. */
  private static final int SHARES_MAX = EventSellers.SELLERS_MAX;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int DECIMALS_MAX = 2;

  private Ratio() {}

  /**
   * What one seller is to get.
   *
   * @param seller its id.
   * @param percent range (0, 100], at most two decimals.
   */
  record Share(long seller, BigDecimal percent) {}

  /**
   * What one seller gets.
   *
   * @param exact the share before rounding, two decimals.
   * @param seats whole seats.
   * @param remainder whether one of the seats is from the remainder.
   */
  record Part(long seller, BigDecimal percent, BigDecimal exact, int seats, boolean remainder) {}

  /**
   * Divides.
   *
   * @param at what to call the shares in an error.
   * @throws Problem if a share is out of range, a seller comes twice, or they do not add up to 100.
   */
  static List<Part> divide(String at, List<Share> shares, int seats) {
    check(at, shares);
    var parts = new ArrayList<Part>();
    int given = 0;
    for (Share share : shares) {
      BigDecimal exact = exact(share, seats);
      int whole = exact.setScale(0, RoundingMode.DOWN).intValueExact();
      given += whole;
      parts.add(
          new Part(
              share.seller(),
              share.percent(),
              exact.setScale(2, RoundingMode.HALF_UP),
              whole,
              false));
    }
    spread(parts, shares, seats, seats - given);
    return parts;
  }

  private static BigDecimal exact(Share share, int seats) {
    return share.percent().multiply(BigDecimal.valueOf(seats)).divide(HUNDRED); // Terminates.
  }

  private static void spread(List<Part> parts, List<Share> shares, int seats, int rest) {
    var byFraction = new ArrayList<Integer>();
    for (int i = 0; i < parts.size(); i++) {
      byFraction.add(i);
    }
    byFraction.sort(
        Comparator.comparing((Integer i) -> exact(shares.get(i), seats).remainder(BigDecimal.ONE))
            .reversed());
    for (int i : byFraction.subList(0, rest)) {
      Part part = parts.get(i);
      parts.set(i, new Part(part.seller(), part.percent(), part.exact(), part.seats() + 1, true));
    }
  }

  private static void check(String at, List<Share> shares) {
    if (shares.isEmpty() || shares.size() > SHARES_MAX) {
      throw Problem.invalid(at, "needs 1 to " + SHARES_MAX + " sellers with their percentages");
    }
    var errors = new FieldErrors();
    Set<Long> seen = new HashSet<>();
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < shares.size(); i++) {
      BigDecimal percent = shares.get(i).percent();
      if (percent == null || percent.signum() <= 0 || percent.compareTo(HUNDRED) > 0) {
        errors.add(at + "[" + i + "].percent", "must be above 0 and at most 100");
        continue;
      }
      if (percent.stripTrailingZeros().scale() > DECIMALS_MAX) {
        errors.add(at + "[" + i + "].percent", "may have two decimals at most");
      }
      if (!seen.add(shares.get(i).seller())) {
        errors.add(at + "[" + i + "].seller", "comes twice; name each seller once");
      }
      sum = sum.add(percent);
    }
    if (errors.isEmpty() && sum.compareTo(HUNDRED) != 0) {
      errors.add(at, balance(sum));
    }
    errors.throwIfAny();
  }

  private static String balance(BigDecimal sum) {
    BigDecimal missing = HUNDRED.subtract(sum);
    String amount = missing.abs().stripTrailingZeros().toPlainString();
    return "the percentages add up to "
        + sum.stripTrailingZeros().toPlainString()
        + ", not 100; "
        + (missing.signum() > 0 ? amount + " missing" : amount + " too many");
  }
}
