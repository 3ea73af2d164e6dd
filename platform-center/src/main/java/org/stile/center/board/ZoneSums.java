package org.stile.center.board;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.stile.center.board.GateCounts.Liveness;

/** What the gates of each zone come to; reads no clock and no database. One thread, once. */
final class ZoneSums {
  private final Map<Long, Sum> sums = new HashMap<>();

  private static final class Sum {
    private long gates;
    private long live;
    private long silent;
    private long upTo;
    private long perMinute;
    private long perFiveMinutes;
    private long rated;
  }

  private Sum of(long zone) {
    return sums.computeIfAbsent(zone, _ -> new Sum());
  }

  /** A gate that serves several zones is one of each: what it may have let in may be theirs. */
  void serves(GateFacts gate, Liveness state, long upTo) {
    for (int zone : gate.zones()) {
      Sum sum = of(zone);
      sum.gates++;
      sum.upTo += upTo;
      switch (state) {
        case LIVE -> {
          sum.live++;
          sum.rated += gate.rated();
        }
        case CLOCK_SUSPECT -> {}
        case DELAYED, OFFLINE -> sum.silent++;
        case NEVER_SEEN -> sum.silent += gate.enrolled() ? 1 : 0;
      }
    }
  }

  /** Entries at a live gate, by zone. */
  void entered(Map<Long, Long> lastMinute, Map<Long, Long> lastFive) {
    lastMinute.forEach((zone, entries) -> of(zone).perMinute += entries);
    lastFive.forEach((zone, entries) -> of(zone).perFiveMinutes += entries);
  }

  /**
   * The zones of the venue, and what tickets named besides, by number.
   *
   * @param foreign entries of tickets that were not issued here, to whatever zone.
   */
  List<BoardView.Zone> view(Board.Ground ground, Map<Long, Tally> counts, long foreign) {
    var numbers = new TreeSet<>(counts.keySet());
    ground.event().zones().keySet().forEach(number -> numbers.add((long) number));
    List<BoardView.Zone> zones = new ArrayList<>();
    for (long number : numbers) {
      Sum sum = of(number);
      long expected = ground.expected().zone(number);
      Tally tally = counts.getOrDefault(number, Tally.NONE);
      zones.add(
          new BoardView.Zone(
              number,
              ground.event().zones().getOrDefault((int) number, "Zone " + number),
              expected,
              tally,
              ground
                  .event()
                  .atMost(
                      sum.upTo,
                      ground.expected().issued(number),
                      Math.max(0, tally.admitted() - foreign)),
              sum.perMinute,
              sum.perFiveMinutes,
              sum.rated,
              sum.gates,
              sum.live,
              sum.silent));
    }
    return zones;
  }
}
