package org.stile.cache;

import java.util.List;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.id.TicketId;

/** What other gates are known to have granted. Any thread. */
@FunctionalInterface
public interface PeerPassages {
  /** A gate that hears of no other. */
  PeerPassages NONE = ticket -> List.of();

  /**
   * Passages of {@code ticket} elsewhere, oldest first. Never fails: what cannot be read is not
   * known, and a tap does not wait for it.
   */
  List<Passage> of(TicketId ticket);
}
