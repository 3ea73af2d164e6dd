package org.stile.center.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is different in a board since the one before; what is the same is left out.
 *
 * @param zones those that changed; likewise gates.
 * @param minutes of the arrivals that changed, with what they are now.
 * @param completeUntil as in {@link BoardView.Arrivals}; likewise {@code elsewhere}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Change(
    Instant asOf,
    BoardView.@Nullable Head head,
    List<BoardView.Zone> zones,
    List<BoardView.Gate> gates,
    List<long[]> minutes,
    @Nullable Instant completeUntil,
    @Nullable Long elsewhere) {

  static Change between(BoardView before, BoardView after) {
    BoardView.Arrivals then = before.arrivals();
    BoardView.Arrivals now = after.arrivals();
    boolean moved =
        !then.completeUntil().equals(now.completeUntil()) || then.elsewhere() != now.elsewhere();
    return new Change(
        after.asOf(),
        before.head().equals(after.head()) ? null : after.head(),
        changed(before.zones(), after.zones()),
        changed(before.gates(), after.gates()),
        minutes(then.minutes(), now.minutes()),
        moved ? now.completeUntil() : null,
        moved ? now.elsewhere() : null);
  }

  /** Whether there is anything in it but the time. */
  boolean nothing() {
    return head == null
        && zones.isEmpty()
        && gates.isEmpty()
        && minutes.isEmpty()
        && completeUntil == null;
  }

  private static <T> List<T> changed(List<T> before, List<T> after) {
    List<T> changed = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      if (i >= before.size() || !Objects.equals(before.get(i), after.get(i))) {
        changed.add(after.get(i));
      }
    }
    return changed;
  }

  private static List<long[]> minutes(List<long[]> before, List<long[]> after) {
    Map<Long, long[]> known = new HashMap<>();
    before.forEach(minute -> known.put(minute[0], minute));
    List<long[]> changed = new ArrayList<>();
    for (long[] minute : after) {
      long[] old = known.remove(minute[0]);
      if (old == null || !Arrays.equals(old, minute)) {
        changed.add(minute);
      }
    }
    long first = after.isEmpty() ? Long.MAX_VALUE : after.getFirst()[0];
    known.keySet().stream()
        .filter(minute -> minute >= first) // Older ones are not drawn any more, by anybody.
        .forEach(minute -> changed.add(new long[] {minute, 0}));
    return changed;
  }
}
