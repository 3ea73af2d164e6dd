package org.stile.center.ingest;

import org.stile.center.broker.GateName;
import org.stile.core.Bytes;

/** How far the center has a gate's log. Confined to one transaction, which holds the row's lock. */
final class LogHead {
  final long id;
  final Bytes logId;
  final GateName gate;
  final boolean current;
  long highWater;
  Bytes hash;
  int ahead;

  /**
   * @param id the database's number for the log.
   * @param current whether its gate still writes it, as far as it said.
   * @param hash of row {@code highWater}, or what stands before row 1.
   * @param ahead how many messages wait for what belongs before them.
   */
  LogHead(
      long id, Bytes logId, GateName gate, boolean current, long highWater, Bytes hash, int ahead) {
    this.id = id;
    this.logId = logId;
    this.gate = gate;
    this.current = current;
    this.highWater = highWater;
    this.hash = hash;
    this.ahead = ahead;
  }
}
