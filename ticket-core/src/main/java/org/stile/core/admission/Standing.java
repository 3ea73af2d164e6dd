package org.stile.core.admission;

import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.State;

/** Where the holder of a ticket is, as far as its ledger can tell. */
public sealed interface Standing {
  /** No passage is known that was not withdrawn. */
  record NeverCame() implements Standing {}

  /**
   * A passage was granted and nobody is known to have gone through.
   *
   * @param before where the holder was, and is if nobody ever goes through.
   */
  record Underway(Passage passage, Standing before) implements Standing {}

  /** Went in. */
  record Inside(Passage entry) implements Standing {}

  /** Went in, and out again. */
  record Outside(Passage exit) implements Standing {}

  /**
   * Where {@code next}, the passage with the next number, takes the holder.
   *
   * <p>Nobody is granted an entry while inside, nor an exit while outside. If it looks as if that
   * had been done, then a gate that could not be heard let the holder pass after a grant that never
   * reached the chip: that grant is void.
   */
  default Standing then(Passage next) {
    if (next.state() == State.WITHDRAWN) {
      return this;
    }
    if (next.isWalked()) {
      return walked(next);
    }
    Standing before =
        switch (this) {
          case Underway(Passage begun, Standing earlier) ->
              begun.state() == State.GRANTED ? earlier : walked(begun);
          case NeverCame _, Inside _, Outside _ -> this;
        };
    boolean wentThatWay =
        switch (before) {
          case Inside _ -> next.direction() == Direction.ENTRY;
          case Outside _ -> next.direction() == Direction.EXIT;
          case NeverCame _, Underway _ -> false;
        };
    return wentThatWay && next.state() == State.GRANTED ? this : new Underway(next, before);
  }

  private static Standing walked(Passage passage) {
    return switch (passage.direction()) {
      case ENTRY -> new Inside(passage);
      case EXIT -> new Outside(passage);
    };
  }
}
