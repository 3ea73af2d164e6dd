package org.stile.center.sellers;

import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stile.center.events.LocalTimes;
import org.stile.center.web.FieldErrors;

/** Reads the fields of the sellers page. All that is wrong with a form is told at once. */
final class SellersForms {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:[.,]\\d{1,2})?");

  private final MultivaluedMap<String, String> form;
  private final FieldErrors errors = new FieldErrors();

  SellersForms(MultivaluedMap<String, String> form) {
    this.form = form;
  }

  private String text(String field) {
    String value = form.getFirst(field);
    return value == null ? "" : value.strip();
  }

  private Optional<Integer> number(String field) {
    String text = text(field);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!NUMBER.matcher(text).matches()) {
      errors.add(field, "must be a whole number of at least 1");
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(text));
  }

  private Optional<Integer> type() {
    String text = text("type");
    return text.matches("\\d{1,3}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private long seller(String field) {
    Optional<Integer> seller = number(field);
    if (seller.isEmpty()) {
      errors.add(field, "choose a seller");
    }
    return seller.orElse(0);
  }

  private Optional<Instant> time(String field, ZoneId zone) {
    return text(field).isEmpty()
        ? Optional.empty()
        : Optional.of(LocalTimes.parse(errors, field, text(field), zone));
  }

  long seller() {
    long seller = seller("seller");
    errors.throwIfAny();
    return seller;
  }

  SellerRules rules(ZoneId zone) {
    var rules =
        new SellerRules(
            time("salesFrom", zone),
            time("salesUntil", zone),
            number("perChipMax"),
            number("perPersonMax"),
            form.containsKey("membershipRequired"),
            form.containsKey("paymentRequired"),
            number("issuingWindowMinutes"));
    errors.throwIfAny();
    return rules.checked();
  }

  /** By count, or all of a type if the count is left empty. */
  Allotting count() {
    long seller = seller("seller");
    Optional<Integer> count = number("count");
    Optional<Integer> type = type();
    errors.require(
        count.isPresent() || type.isPresent() || !errors.isEmpty(),
        "count",
        "is missing; leave it empty only to give all seats of one type");
    errors.throwIfAny();
    return count.isPresent()
        ? new Allotting.ByCount(seller, count.get(), type)
        : new Allotting.ByType(seller, type.orElseThrow());
  }

  Allotting ratio(List<EventSellers.EventSeller> sellers) {
    var shares = new ArrayList<Ratio.Share>();
    for (EventSellers.EventSeller seller : sellers) {
      String field = "percent-" + seller.id();
      String text = text(field);
      if (text.isEmpty() || text.equals("0")) {
        continue;
      }
      if (!PERCENT.matcher(text).matches()) {
        errors.add(field, "must be a percentage such as 40 or 33.33");
        continue;
      }
      shares.add(new Ratio.Share(seller.id(), new BigDecimal(text.replace(',', '.'))));
    }
    errors.throwIfAny();
    return new Allotting.ByRatio(shares, type());
  }

  Allotting words(SeatWords plan) {
    long seller = seller("seller");
    List<SeatRange> cells = cells(plan);
    return new Allotting.ByCells(seller, cells);
  }

  List<SeatRange> cells(SeatWords plan) {
    List<SeatRange> cells = plan.read(errors, "words", text("words"));
    errors.throwIfAny();
    return cells;
  }

  /** All unsold, or all of a type, or typed seats. */
  Withdrawal withdrawal(SeatWords plan) {
    long seller = seller("seller");
    Optional<Long> giveTo = number("giveTo").map(Integer::longValue);
    if (!text("words").isEmpty()) {
      return new Withdrawal.OfCells(seller, cells(plan), giveTo);
    }
    errors.throwIfAny();
    return type()
        .<Withdrawal>map(type -> new Withdrawal.OfType(seller, type, giveTo))
        .orElseGet(() -> new Withdrawal.All(seller, giveTo));
  }

  boolean blocked() {
    return !text("what").equals("unblock");
  }
}
