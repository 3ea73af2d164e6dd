package org.stile.simulator.ground;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.office.Json.Obj;

/**
 * A tap as a gate logged it (docs/reference/gate-log.md).
 *
 * @param at when, by the gate's clock.
 * @param code why it was refused; empty: admitted.
 * @param number which entry or exit; 0: refused.
 * @param resumed an earlier grant was taken up again.
 * @param commands of the reader.
 * @param stages in microseconds, by name.
 */
record Tapped(
    String at,
    int lane,
    String chip,
    Optional<String> code,
    int number,
    boolean resumed,
    boolean opened,
    long commands,
    Map<String, Long> stages) {
  private static final String MICROS = "-us";
  private static final String WAITING = "field-us";

  /** Reads a "tap" line. */
  static Tapped read(Obj line) throws IOException {
    var stages = new TreeMap<String, Long>();
    for (Map.Entry<String, @Nullable Object> field : line.fields().entrySet()) {
      if (field.getKey().endsWith(MICROS)
          && !field.getKey().equals(WAITING)
          && field.getValue() instanceof Long micros) {
        stages.put(field.getKey(), micros);
      }
    }
    boolean admitted = line.text("decision").equals("ADMIT");
    return new Tapped(
        line.text("at"),
        (int) line.number("lane"),
        line.fields().get("chip") instanceof String chip ? chip : "",
        admitted ? Optional.empty() : Optional.of(line.text("code")),
        admitted ? (int) line.number("number") : 0,
        Boolean.TRUE.equals(line.fields().get("resumed")),
        Boolean.TRUE.equals(line.fields().get("opened")),
        line.number("commands"),
        stages);
  }

  boolean admitted() {
    return code.isEmpty();
  }

  /** What was decided, in a word or two. */
  String told() {
    return code.map(each -> "REFUSE " + each)
        .orElseGet(() -> "ADMIT " + number + (resumed ? ", taken up again" : ""));
  }

  /** How long the visitor waited for the gate, in milliseconds. */
  double millis() {
    return stages.values().stream().mapToLong(Long::longValue).sum() / 1e3;
  }
}
