package org.stile.core.admission;

import org.stile.core.admission.TicketLedger.Passage;

/** Where the holder of a ticket is, as far as its ledger can tell. */
public sealed interface Standing {
  /** No passage is known that was not withdrawn. */
  record NeverCame() implements Standing {}

  /** A passage was granted and nobody is known to have gone through. */
  record Underway(Passage passage) implements Standing {}

  /** Went in. */
  record Inside(Passage entry) implements Standing {}

  /** Went in, and out again. */
  record Outside(Passage exit) implements Standing {}

  /** Where {@code last}, the last passage that was not withdrawn, left the holder. */
  static Standing after(Passage last) {
    if (!last.isWalked()) {
      return new Underway(last);
    }
    return switch (last.direction()) {
      case ENTRY -> new Inside(last);
      case EXIT -> new Outside(last);
    };
  }
}
