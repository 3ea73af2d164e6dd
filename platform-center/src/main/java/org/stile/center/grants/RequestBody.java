package org.stile.center.grants;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as JSON. Either {@code seats} or {@code places} names seats, or {@code count} asks for
 * the best available ones.
 *
 * @param chip UID of the chip, 8 to 20 hexadecimal digits.
 * @param seats indices of seats.
 * @param places names of seats.
 * @param count how many, range [1, 100].
 * @param consecutive whether they must be side by side; true if not said.
 * @param type number of a seat type, for {@code count} only.
 * @param block for {@code count} only.
 * @param person the seller's own word for the buyer, kept as a keyed hash only.
 * @param payment the payment provider's reference.
 */
record RequestBody(
    @Nullable String chip,
    @Nullable List<@Nullable Integer> seats,
    @Nullable List<@Nullable PlaceBody> places,
    @Nullable Integer count,
    @Nullable Boolean consecutive,
    @Nullable Integer type,
    @Nullable BlockBody block,
    @Nullable String person,
    @Nullable HolderBody holder,
    @Nullable String payment) {

  /** A seat by name; what the plan has not is left out. */
  record PlaceBody(
      @Nullable String stand,
      @Nullable String block,
      @Nullable String row,
      @Nullable String number) {}

  /** A block by name. */
  record BlockBody(@Nullable String stand, @Nullable String name) {}

  /** Who will hold the tickets. */
  record HolderBody(@Nullable String name, @Nullable String contact) {}
}
