package org.stile.center.grants;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which seats a request is for. */
public sealed interface Wish {
  /** Seats in one request: a coach load, and few enough that nobody empties a stand by mistake. */
  int SEATS_MAX = 100;

  /** How many seats. */
  int count();

  /**
   * These seats and no others.
   *
   * @param seats indices into the event's seat plan, ascending, each once, range [1, {@link
   *     #SEATS_MAX}] of them.
   */
  record Named(List<Integer> seats) implements Wish {
    public Named {
      seats = seats.stream().distinct().sorted().toList();
      within(seats.size());
    }

    /** These seats. */
    public static Named of(int... seats) {
      return new Named(Arrays.stream(seats).boxed().toList());
    }

    @Override
    public int count() {
      return seats.size();
    }
  }

  /**
   * The best seats there are.
   *
   * @param count how many, range [1, {@link #SEATS_MAX}].
   * @param consecutive whether seats that are not side by side will not do.
   * @param type of this seat type only.
   * @param block in this block only.
   */
  record Best(int count, boolean consecutive, OptionalInt type, Optional<BlockName> block)
      implements Wish {
    public Best {
      within(count);
    }

    /** So many of any type, anywhere. */
    public static Best of(int count, boolean consecutive) {
      return new Best(count, consecutive, OptionalInt.empty(), Optional.empty());
    }
  }

  /** A block as the seat plan names it; the stand may be empty. */
  record BlockName(String stand, String name) {}

  private static void within(int count) {
    if (count < 1 || count > SEATS_MAX) {
      throw new IllegalArgumentException("a request is for 1 to " + SEATS_MAX + " seats");
    }
  }
}
