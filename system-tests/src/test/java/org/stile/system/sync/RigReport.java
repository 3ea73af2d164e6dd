package org.stile.system.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stile.system.sync.Turnout.Tap;

/** What the faulted rig's run was like: each fault, how long it healed, and how fast gates were. */
final class RigReport {
  private final Turnout turnout;
  private final Map<String, String> faults = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  RigReport(Turnout turnout) {
    this.turnout = turnout;
  }

  /**
   * A fault is over.
   *
   * @param lastedNanos until it was mended.
   * @param healedNanos from then until all was counted that gates had by then.
   */
  void healed(String fault, long lastedNanos, long healedNanos) {
    faults.put(fault, "%6.1f s %6.2f s".formatted(lastedNanos / 1e9, healedNanos / 1e9));
  }

  void note(String note) {
    notes.add(note);
  }

  /** One line for each fault. */
  void print() {
    notes.forEach(note -> System.out.println("rig: " + note));
    System.out.printf(
        "rig: %-30s %8s %8s %6s %6s %6s %7s %7s %7s%n",
        "fault", "lasted", "healed", "taps", "opened", "again", "p50 ms", "p99 ms", "max ms");
    Map<String, List<Tap>> taps = new LinkedHashMap<>();
    turnout
        .taps()
        .forEach(tap -> taps.computeIfAbsent(tap.during(), _ -> new ArrayList<>()).add(tap));
    taps.forEach(
        (during, these) ->
            System.out.printf(
                "rig: %-30s %17s %6d %6d %6d %7.1f %7.1f %7.1f%n",
                during,
                faults.getOrDefault(during, ""),
                these.size(),
                these.stream().filter(Tap::opened).count(),
                these.stream().filter(Tap::again).count(),
                at(these, 0.5),
                at(these, 0.99),
                at(these, 1)));
  }

  private static double at(List<Tap> taps, double share) {
    List<Tap> decided =
        taps.stream()
            .filter(tap -> !tap.again())
            .sorted(Comparator.comparingLong(Tap::micros))
            .toList();
    if (decided.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(share * decided.size()) - 1;
    return decided.get(Math.max(0, index)).micros() / 1e3;
  }
}
