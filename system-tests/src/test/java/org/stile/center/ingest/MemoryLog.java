package org.stile.center.ingest;

import java.time.Instant;
import java.util.TreeMap;
import org.stile.center.broker.GateName;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;

/** A line of a log as {@link MemoryStore} has it: its row of gate_log, and what it keeps of it. */
final class MemoryLog {
  final long id;
  final GateName gate;
  final Bytes logId;
  final LogHead.Fork fork;
  long highWater;
  Bytes hash;
  int ahead;
  long broken;
  Instant brokenAt = Instant.EPOCH;
  long apart;
  long told;
  Instant heardAt = Instant.EPOCH;
  Instant wroteAt = Instant.EPOCH;
  boolean greeted;
  long forwarded;
  final TreeMap<Long, Segment> segments = new TreeMap<>();
  final TreeMap<Long, Bytes> waiting = new TreeMap<>();

  MemoryLog(long id, GateName gate, Bytes logId, LogHead.Fork fork) {
    this.id = id;
    this.gate = gate;
    this.logId = logId;
    this.fork = fork;
    highWater = fork.root();
    hash = fork.rootHash();
  }

  MemoryLog copy() {
    var copy = new MemoryLog(id, gate, logId, fork);
    copy.highWater = highWater;
    copy.hash = hash;
    copy.ahead = ahead;
    copy.broken = broken;
    copy.brokenAt = brokenAt;
    copy.apart = apart;
    copy.told = told;
    copy.heardAt = heardAt;
    copy.wroteAt = wroteAt;
    copy.greeted = greeted;
    copy.forwarded = forwarded;
    copy.segments.putAll(segments);
    copy.waiting.putAll(waiting);
    return copy;
  }

  boolean isLineOf(Bytes log) {
    return logId.equals(log) || fork.of().equals(log);
  }

  LogHead head(boolean current) {
    var head = new LogHead(id, logId, gate, current, fork, highWater, hash, ahead);
    head.broken = broken;
    head.brokenAt = brokenAt;
    head.apart = apart;
    head.wroteAt = wroteAt;
    return head;
  }
}
