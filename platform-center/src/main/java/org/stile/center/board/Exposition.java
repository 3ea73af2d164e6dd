package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.stile.center.board.GateCounts.Liveness;

/**
 * A board in Prometheus's text format 0.0.4. Labels are the event, its gates (at most 1 024) and
 * closed sets of states; nobody's ticket or chip.
 */
final class Exposition {
  private final StringBuilder text = new StringBuilder();
  private final String event;

  private Exposition(long event) {
    this.event = "event=\"" + event + "\"";
  }

  static String of(BoardView board, BoardTables.Lag lag, Instant now) {
    var exposition = new Exposition(board.event());
    exposition.head(board.head());
    exposition.gates(board, now);
    exposition.lag(lag);
    return exposition.text.toString();
  }

  private void head(BoardView.Head head) {
    family("stile_admitted", "Entries that were walked and are here");
    line("stile_admitted", "", head.total().admitted());
    family("stile_inside", "Entries less exits that are here");
    line("stile_inside", "", head.total().inside());
    family("stile_admitted_unknown", "At most so many more entries were walked");
    line("stile_admitted_unknown", "", head.unknown().upTo());
    if (head.expected() >= 0) {
      family("stile_expected", "Tickets that are good");
      line("stile_expected", "", head.expected());
    }
    family("stile_incidents_open", "Incidents nobody has acknowledged");
    line("stile_incidents_open", "", head.incidents());
    family("stile_gates", "Gates by state");
    for (Liveness state : Liveness.values()) {
      line("stile_gates", label("state", word(state)), head.states().getOrDefault(state, 0L));
    }
    family(
        "stile_refused",
        "Visitors turned away, by reason, and whether a ticket of the event was read");
    refused(head.refused(), "read");
    refused(head.unread(), "none"); // The same reason may stand in both.
    if (head.unit() != null) {
      family(
          "stile_unit_state", "1 for the state of the venue's unit, or of its way to the center");
      line("stile_unit_state", label("state", word(head.unit().state())), 1);
      family("stile_unit_waiting_rows", "Rows the unit has that the center did not acknowledge");
      line("stile_unit_waiting_rows", "", head.unit().waiting());
    }
  }

  private void gates(BoardView board, Instant now) {
    each(board, "stile_gate_admitted", "Entries walked", gate -> gate.counts().admitted());
    each(board, "stile_gate_unsynced_rows", "Rows told of and not here", BoardView.Gate::rows);
    each(board, "stile_gate_rated_per_minute", "Rated capacity", BoardView.Gate::rated);
    each(
        board, "stile_gate_troubles", "Things staff should see to", gate -> gate.troubles().size());
    computer(
        board,
        "stile_gate_reader_faults",
        "Readers that failed since its agent started",
        BoardView.Computer::readerFaults);
    computer(
        board, "stile_gate_disk_free_bytes", "Left for its data", BoardView.Computer::diskFree);
    computer(
        board,
        "stile_gate_temperature_celsius",
        "Of its processor",
        BoardView.Computer::temperature);
    computer(
        board,
        "stile_gate_under_voltage",
        "1 if its supply is too weak",
        computer -> flag(computer.underVoltage()));
    computer(
        board,
        "stile_gate_runs",
        "1 if the gate's program runs",
        computer -> flag(computer.gateRuns()));
    family("stile_gate_silence_seconds", "Since it was last heard of; none if never");
    for (BoardView.Gate gate : board.gates()) {
      if (gate.asOf() != null) {
        line(
            "stile_gate_silence_seconds",
            label("gate", gate.name()),
            Math.max(0, Duration.between(gate.asOf(), now).toSeconds()));
      }
    }
    each(board, "stile_gate_master_version", "Master it has; 0: none", BoardView.Gate::master);
    family("stile_gate_state", "1 for the state a gate is in");
    for (BoardView.Gate gate : board.gates()) {
      line("stile_gate_state", label("gate", gate.name()) + label("state", word(gate.state())), 1);
    }
  }

  private void each(
      BoardView board, String name, String help, ToLongFunction<BoardView.Gate> value) {
    family(name, help);
    for (BoardView.Gate gate : board.gates()) {
      line(name, label("gate", gate.name()), value.applyAsLong(gate));
    }
  }

  private static @Nullable Integer flag(@Nullable Boolean known) {
    return known == null ? null : known ? 1 : 0;
  }

  /** What a gate's computer does not know has no line. */
  private void computer(
      BoardView board,
      String name,
      String help,
      Function<BoardView.Computer, @Nullable Number> value) {
    family(name, help);
    for (BoardView.Gate gate : board.gates()) {
      Number known = gate.asOf() == null ? null : value.apply(gate.computer());
      if (known != null) {
        line(name, label("gate", gate.name()), known.longValue());
      }
    }
  }

  private void refused(Map<String, Long> reasons, String ticket) {
    reasons.forEach(
        (code, count) ->
            line("stile_refused", label("reason", code) + label("ticket", ticket), count));
  }

  private void lag(BoardTables.Lag lag) {
    if (!Double.isNaN(lag.median())) {
      family("stile_ingest_lag_seconds", "From the scan to the commit here, in the last minute");
      line("stile_ingest_lag_seconds", label("quantile", "0.5"), lag.median());
      line("stile_ingest_lag_seconds", label("quantile", "1"), lag.worst());
    }
  }

  private static String word(Liveness state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void family(String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
  }

  /** Values come from gates in part: what the format gives a meaning is written around. */
  private static String label(String name, String value) {
    String written = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "," + name + "=\"" + written + "\"";
  }

  private void line(String name, String labels, double value) {
    text.append(name).append('{').append(event).append(labels).append("} ");
    text.append(value).append('\n');
  }

  private void line(String name, String labels, long value) {
    text.append(name).append('{').append(event).append(labels).append("} ");
    text.append(value).append('\n');
  }
}
