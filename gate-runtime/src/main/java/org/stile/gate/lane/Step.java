package org.stile.gate.lane;

import java.util.List;

/** Where a lane goes and what is to be done on the way, in order. */
public record Step(LaneState next, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  static Step to(LaneState next, Effect... effects) {
    return new Step(next, List.of(effects));
  }
}
