package org.stile.gate.lane;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Decision;
import org.stile.core.id.ChipId;

/**
 * One tap, from chip to arm: for the log, the demo and the benchmarks.
 *
 * @param lane which reader of the gate, range [0, 15].
 * @param chip the chip, once it has proven itself.
 * @param decision what was decided; a refusal by the chip itself is one too.
 * @param shown what the visitor was told.
 * @param opened whether the arm was told to open.
 * @param stages how long each stage took; a stage not reached is not there.
 * @param readerCommands commands the reader answered for this tap, its speed switch included.
 */
public record TapReport(
    int lane,
    Optional<ChipId> chip,
    Decision decision,
    Advice shown,
    boolean opened,
    Map<Stage, Duration> stages,
    long readerCommands) {
  public TapReport {
    Map<Stage, Duration> copy = new EnumMap<>(Stage.class);
    copy.putAll(stages);
    stages = Collections.unmodifiableMap(copy);
  }

  /** From the chip being found to the end of the last stage: everything but {@link Stage#FIELD}. */
  public Duration total() {
    Duration total = Duration.ZERO;
    for (Map.Entry<Stage, Duration> stage : stages.entrySet()) {
      if (stage.getKey() != Stage.FIELD) {
        total = total.plus(stage.getValue());
      }
    }
    return total;
  }
}
