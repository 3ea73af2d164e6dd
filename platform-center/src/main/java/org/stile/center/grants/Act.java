package org.stile.center.grants;

import java.util.EnumSet;
import java.util.Set;

/** What a seller may do to a grant of its own. */
public enum Act {
  /** The buyer does not want it any more. */
  WITHDRAW(State.WITHDRAWN, Ending.WITHDRAWN_BY_SELLER),
  /** The seller takes it back. */
  CANCEL(State.CANCELLED, Ending.CANCELLED_BY_SELLER),
  /** The buyer has the money back. */
  REFUND(State.REFUNDED, Ending.REFUNDED_BY_SELLER);

  private final State to;
  private final Ending ending;

  Act(State to, Ending ending) {
    this.to = to;
    this.ending = ending;
  }

  /** The state after it. */
  public State to() {
    return to;
  }

  Ending ending() {
    return ending;
  }

  /** The states in which it can be done: what was not paid cannot be refunded. */
  Set<State> from() {
    return switch (this) {
      case WITHDRAW, CANCEL -> EnumSet.of(State.AWAITING_PAYMENT, State.GRANTED, State.ISSUED);
      case REFUND -> EnumSet.of(State.GRANTED, State.ISSUED);
    };
  }
}
