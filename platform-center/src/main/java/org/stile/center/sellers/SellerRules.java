package org.stile.center.sellers;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * By which rules a seller may grant seats of an event.
 *
 * @param salesFrom empty: from now on.
 * @param salesUntil empty: until the event's last entry.
 * @param perChipMax seats one chip may hold, range [1, 1000]; empty: any number.
 * @param perPersonMax seats one person may hold, range [1, 1000]; empty: any number.
 * @param membershipRequired only chips on the organizer's membership list.
 * @param paymentRequired a grant waits for the payment provider's word.
 * @param issuingWindowMinutes how long a grant holds its seats until its tickets are issued, range
 *     [1, 43 200].
 */
record SellerRules(
    Optional<Instant> salesFrom,
    Optional<Instant> salesUntil,
    Optional<Integer> perChipMax,
    Optional<Integer> perPersonMax,
    boolean membershipRequired,
    boolean paymentRequired,
    Optional<Integer> issuingWindowMinutes) {
  static final int SEATS_MAX = 1000; // The database's own limit.

  /** 30 days: a season's tickets collected at leisure; longer is a sale, not a window. */
  static final int WINDOW_MINUTES_MAX = 43_200;

  static final int WINDOW_MINUTES_USUAL = 30;

  /** What a seller begins with. */
  static final SellerRules USUAL =
      new SellerRules(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.of(WINDOW_MINUTES_USUAL));

  /** Its own, or the usual window. */
  int window() {
    return issuingWindowMinutes.orElse(WINDOW_MINUTES_USUAL);
  }

  /** A request's body, which must not be missing. */
  static SellerRules required(@Nullable SellerRules rules) {
    if (rules == null) {
      throw Problem.invalid("body", "is empty; {} means the usual rules");
    }
    return rules;
  }

  /** Itself if every field is in its range; else all that is wrong. */
  SellerRules checked() {
    var errors = new FieldErrors();
    within(errors, "perChipMax", perChipMax, SEATS_MAX);
    within(errors, "perPersonMax", perPersonMax, SEATS_MAX);
    within(errors, "issuingWindowMinutes", issuingWindowMinutes, WINDOW_MINUTES_MAX);
    if (salesFrom.isPresent()
        && salesUntil.isPresent()
        && !salesFrom.get().isBefore(salesUntil.get())) {
      errors.add("salesUntil", "must be later than the start of sales");
    }
    errors.throwIfAny();
    return this;
  }

  private static void within(FieldErrors errors, String at, Optional<Integer> value, int max) {
    if (value.isPresent() && (value.get() < 1 || value.get() > max)) {
      errors.add(at, "must be 1 to " + max);
    }
  }
}
