package org.stile.center.ingest;

import java.time.Instant;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.journal.RowBytes;

/**
 * How far the center has a line of a gate's log: the log itself, or where it goes on in another way
 * (a fork). Confined to one transaction, which holds the row's lock.
 */
final class LogHead {
  final long id;
  final Bytes logId;
  final GateName gate;
  final boolean current;
  final Fork fork;
  long highWater;
  Bytes hash;
  int ahead;

  /** Row at which rows came that do not chain; when they come again, they are so in the journal. */
  long broken;

  /** When that was first. */
  Instant brokenAt = Instant.EPOCH;

  /**
   * When its last row was written, by the gate's clock; of those since when it was trusted and not
   * ahead of ours. Epoch: there is none.
   */
  Instant wroteAt = Instant.EPOCH;

  /** Rows that are kept and not counted, as they do not chain. */
  long apart;

  /**
   * Where a line begins.
   *
   * @param of the log id that its messages name.
   * @param root it begins after that row.
   * @param rootHash of that row.
   */
  record Fork(Bytes of, long root, Bytes rootHash) {}

  /**
   * A log that is no fork.
   *
   * @param id the database's number for the log.
   * @param current whether its gate still writes it, as far as it said.
   * @param hash of row {@code highWater}, or what stands before row 1.
   * @param ahead how many messages wait for what belongs before them.
   */
  LogHead(
      long id, Bytes logId, GateName gate, boolean current, long highWater, Bytes hash, int ahead) {
    this(
        id,
        logId,
        gate,
        current,
        new Fork(logId, 0, RowBytes.genesis(logId, gate.gate().value())),
        highWater,
        hash,
        ahead);
  }

  /** Any line; {@code logId} of a fork is one of its own. */
  LogHead(
      long id,
      Bytes logId,
      GateName gate,
      boolean current,
      Fork fork,
      long highWater,
      Bytes hash,
      int ahead) {
    this.id = id;
    this.logId = logId;
    this.gate = gate;
    this.current = current;
    this.fork = fork;
    this.highWater = highWater;
    this.hash = hash;
    this.ahead = ahead;
  }
}
