package org.stile.center.register;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.core.Bytes;
import org.stile.core.master.SeatMap;

/**
 * Which seats of the register are asked for.
 *
 * @param from seats before this index were shown already.
 * @param state only seats in this state.
 * @param chip only those granted to this chip.
 * @param ranges only seats in one of these; empty: all.
 * @param nothing whether the words named no seat at all.
 */
record RegisterFilter(
    int from,
    int limit,
    Optional<String> state,
    Optional<Bytes> chip,
    List<Places.Range> ranges,
    boolean nothing) {
  /** What a page shows is read by people; a program takes more at a time. */
  static final int LIMIT_MAX = 1_000;

  static final List<String> STATES =
      List.of(
          "FREE",
          "BLOCKED",
          "ALLOTTED",
          "AWAITING_PAYMENT",
          "GRANTED",
          "ISSUED",
          "SUSPENDED",
          "REVOKED");

  private static final int WORDS_MAX = 100;

  RegisterFilter {
    ranges = List.copyOf(ranges);
  }

  /** All seats, in portions. */
  static RegisterFilter all(int from, int limit) {
    return new RegisterFilter(from, limit, Optional.empty(), Optional.empty(), List.of(), false);
  }

  /** The same from another seat on. */
  RegisterFilter from(int seat) {
    return new RegisterFilter(seat, limit, state, chip, ranges, nothing);
  }

  /**
   * Reads what was asked for.
   *
   * @param words a chip's UID in hexadecimal, or the names of a block, row and seat.
   */
  static RegisterFilter read(
      SeatMap seats, int from, int limit, @Nullable String state, @Nullable String words) {
    var errors = new FieldErrors();
    errors.require(from >= 0, "from", "must not be negative");
    errors.require(limit >= 1 && limit <= LIMIT_MAX, "limit", "must be from 1 to " + LIMIT_MAX);
    String wanted = state == null ? "" : state;
    errors.require(
        wanted.isEmpty() || STATES.contains(wanted),
        "state",
        "must be one of " + String.join(", ", STATES));
    String named = words == null ? "" : words.strip();
    errors.require(named.length() <= WORDS_MAX, "q", "must be at most " + WORDS_MAX + " long");
    errors.throwIfAny();
    Optional<Bytes> chip =
        named.matches("([0-9A-Fa-f]{2}){4,10}")
            ? Optional.of(Bytes.hex(named.toLowerCase(Locale.ROOT)))
            : Optional.empty();
    List<Places.Range> ranges =
        named.isEmpty() || chip.isPresent() ? List.of() : Places.named(seats, named);
    return new RegisterFilter(
        from,
        limit,
        Optional.of(wanted).filter(text -> !text.isEmpty()),
        chip,
        ranges,
        !named.isEmpty() && chip.isEmpty() && ranges.isEmpty());
  }
}
