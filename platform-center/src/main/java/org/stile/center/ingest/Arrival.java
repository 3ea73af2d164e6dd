package org.stile.center.ingest;

import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.sync.UpMessage.Rows;

/**
 * A message of rows that came from a gate.
 *
 * @param gate whose topic it was published to.
 * @param rows as they were read from {@code message}.
 */
record Arrival(GateName gate, Rows rows, Bytes message) {
  long first() {
    return rows.rows().getFirst().sequence();
  }

  long last() {
    return rows.rows().getLast().sequence();
  }
}
