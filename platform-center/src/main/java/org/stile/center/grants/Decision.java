package org.stile.center.grants;

import java.time.Instant;

/** What distribution authentication says to a request. */
sealed interface Decision {
  /**
   * It may have its seats, if they can be had.
   *
   * @param state {@link State#GRANTED} or {@link State#AWAITING_PAYMENT}.
   */
  record Grant(State state, Instant windowEndsAt) implements Decision {}

  /** It may not. */
  record Refuse(Refusal reason) implements Decision {}
}
