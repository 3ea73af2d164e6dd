package org.stile.center.grants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What the requests of one {@link Batch} share: the seats that are given, the grants that are over
 * and were ended for them, and who is to be tried again. Confined to its transaction.
 */
final class BatchState {
  /** Two thousand grants at once; what is more waits for the next transaction. */
  private static final int LAPSE_BATCHES_MAX = 4;

  private final Handle handle;
  private final Instant now;
  private final Map<Stocks.Allotment, Set<Integer>> given = new HashMap<>();
  private final List<Case> crowdedOut = new ArrayList<>();
  private final Set<Long> lapsesEnded = new HashSet<>();

  BatchState(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** The seats of its allotment that are given, by name or by choice; to be added to. */
  Set<Integer> given(Case one) {
    return given.computeIfAbsent(one.allotment(), _ -> new HashSet<>());
  }

  /** Others took every place it tried, or are about to. */
  void crowdOut(Case one) {
    crowdedOut.add(one);
  }

  /** Those to be tried again, in a later transaction. */
  List<Case> crowdedOut() {
    return List.copyOf(crowdedOut);
  }

  /** Ends the grants of an event that are over. */
  void endLapses(long event) {
    endLapses(OptionalLong.of(event));
    lapsesEnded.add(event);
  }

  /** Whether {@link #endLapses(long)} was called for the event. */
  boolean lapsesEnded(long event) {
    return lapsesEnded.contains(event);
  }

  /** Ends the grants that are over, of an event or of all. */
  void endLapses(OptionalLong event) {
    int ended = Lapses.BATCH_MAX;
    for (int batch = 0; batch < LAPSE_BATCHES_MAX && ended == Lapses.BATCH_MAX; batch++) {
      ended = Lapses.end(handle, now, event).size();
    }
  }
}
