package org.stile.gate.lane;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * What one lane is told once, at its start. Ranges are checked where they come from, in {@code
 * GateConfig}.
 *
 * @param gate the gate it belongs to.
 * @param lane which reader of the gate, range [0, 15].
 * @param direction whether it lets people in or out.
 * @param event which event it admits to; empty: the one whose doors are open, else the next.
 * @param openFor how long the arm waits for a body, range [500 ms, 30 s].
 * @param passageGrace how long after that the arm's own word is waited for, range [100 ms, 10 s].
 * @param showFor how long an answer stays on the panel once the chip has left, range [0 s, 30 s].
 * @param tapLimit how long all of one tap may take, range [500 ms, 10 s]; no chip can hold a lane
 *     longer than this.
 * @param retryAfter how long to wait before trying what was broken, range [100 ms, 5 min].
 * @param languages in which visitors are told, first one largest, range [1, 3].
 */
public record LaneSettings(
    GateId gate,
    int lane,
    Direction direction,
    Optional<EventId> event,
    Duration openFor,
    Duration passageGrace,
    Duration showFor,
    Duration tapLimit,
    Duration retryAfter,
    List<Language> languages) {
  public LaneSettings {
    languages = List.copyOf(languages);
  }

  /** An entry lane with every time at its default. */
  public static LaneSettings entry(GateId gate, int lane) {
    return new LaneSettings(
        gate,
        lane,
        Direction.ENTRY,
        Optional.empty(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        List.of(Language.EN));
  }
}
