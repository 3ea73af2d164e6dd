package org.stile.center.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stile.center.board.GateCounts.Liveness;

/** The total as one sentence that claims no more than is known. */
final class Summary {
  private Summary() {}

  static String of(long admitted, BoardView.Unknown unknown, Map<Liveness, Long> states) {
    String confirmed = number(admitted) + " confirmed";
    if (unknown.gates() == 0 && unknown.rows() == 0) {
      return confirmed;
    }
    List<String> why = new ArrayList<>();
    say(why, states.getOrDefault(Liveness.OFFLINE, 0L), "offline");
    say(why, states.getOrDefault(Liveness.DELAYED, 0L), "delayed");
    long waited = unknown.gates() - states.getOrDefault(Liveness.OFFLINE, 0L);
    say(why, waited - states.getOrDefault(Liveness.DELAYED, 0L), "never seen");
    if (why.isEmpty()) {
      why.add(number(unknown.rows()) + (unknown.rows() == 1 ? " row" : " rows") + " on the way");
    }
    return confirmed
        + " + up to "
        + number(unknown.upTo())
        + " unknown ("
        + String.join(", ", why)
        + ")";
  }

  private static void say(List<String> why, long gates, String state) {
    if (gates > 0) {
      why.add(number(gates) + (gates == 1 ? " gate " : " gates ") + state);
    }
  }

  /** A no-break space between thousands reads the same in every language. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u00a0');
  }
}
