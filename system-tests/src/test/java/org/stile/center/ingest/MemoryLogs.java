package org.stile.center.ingest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.stile.center.broker.GateName;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.journal.RowBytes;

/** What {@link LogTables} keeps, in memory. One thread. */
final class MemoryLogs {
  final Map<Bytes, MemoryLog> logs = new LinkedHashMap<>();
  final Map<Long, MemoryLog> byId = new HashMap<>();
  private final Undo undo;

  MemoryLogs(Undo undo) {
    this.undo = undo;
  }

  MemoryLogs copy(Undo of) {
    var copy = new MemoryLogs(of);
    logs.forEach(
        (logId, log) -> {
          MemoryLog its = log.copy();
          copy.logs.put(logId, its);
          copy.byId.put(its.id, its);
        });
    return copy;
  }

  Stream<MemoryLog> lines(Bytes logId) {
    return logs.values().stream().filter(log -> log.isLineOf(logId));
  }

  void begin(Bytes logId, GateName gate) {
    if (!logs.containsKey(logId)) {
      Bytes genesis = RowBytes.genesis(logId, gate.gate().value());
      add(new MemoryLog(logs.size() + 1L, gate, logId, new LogHead.Fork(logId, 0, genesis)));
    }
  }

  MemoryLog fork(LogHead log, Bytes logId, LogHead.Fork from) {
    var line = new MemoryLog(logs.size() + 1L, log.gate, logId, from);
    add(line);
    return line;
  }

  private void add(MemoryLog log) {
    if (logs.containsKey(log.logId)) {
      throw new StoreFailed("gate_log: log_id is there");
    }
    undo.put(logs, log.logId, log);
    undo.put(byId, log.id, log);
  }

  void advance(Collection<LogHead> heads) {
    for (LogHead head : heads) {
      MemoryLog log = byId.get(head.id);
      LogHead before = log.head(true);
      undo.note(() -> set(log, before));
      set(log, head);
      log.brokenAt = head.brokenAt.truncatedTo(ChronoUnit.MILLIS);
      log.wroteAt = head.wroteAt.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  private static void set(MemoryLog log, LogHead as) {
    log.highWater = as.highWater;
    log.hash = as.hash;
    log.ahead = as.ahead;
    log.broken = as.broken;
    log.brokenAt = as.brokenAt;
    log.apart = as.apart;
    log.wroteAt = as.wroteAt;
  }

  void keep(List<Segment> segments) {
    for (Segment segment : segments) {
      MemoryLog log = byId.get(segment.log());
      if (log.segments.containsKey(segment.first())) {
        throw new StoreFailed("journal_segment: (log, first) is there");
      }
      undo.put(log.segments, segment.first(), segment);
    }
  }

  Optional<Bytes> holding(LogHead head, long sequence) {
    var entry = byId.get(head.id).segments.floorEntry(sequence);
    return Optional.ofNullable(entry).map(each -> each.getValue().message());
  }

  boolean putAside(LogHead head, Arrival arrival) {
    MemoryLog log = byId.get(head.id);
    if (log.waiting.containsKey(arrival.first())) {
      return false;
    }
    undo.put(log.waiting, arrival.first(), arrival.message());
    return true;
  }

  List<Bytes> takeDue(LogHead head) {
    MemoryLog log = byId.get(head.id);
    List<Bytes> due = new ArrayList<>();
    for (Long first : List.copyOf(log.waiting.headMap(head.highWater + 1, true).keySet())) {
      due.add(log.waiting.get(first));
      undo.remove(log.waiting, first);
    }
    head.ahead -= due.size();
    return due;
  }

  OptionalLong highWater(GateName gate, Bytes logId) {
    return lines(logId)
        .filter(line -> line.gate.equals(gate))
        .mapToLong(line -> line.highWater)
        .min();
  }

  /** What a gate said it has. */
  void tell(MemoryLog log, long told) {
    long before = log.told;
    undo.note(() -> log.told = before);
    log.told = Math.max(before, told);
  }

  /** It said so after that time. */
  void hear(MemoryLog log, Instant at) {
    Instant before = log.heardAt;
    undo.note(() -> log.heardAt = before);
    log.heardAt = at.isAfter(before) ? at : before;
  }

  /** It said hello. */
  void greet(MemoryLog log) {
    boolean before = log.greeted;
    undo.note(() -> log.greeted = before);
    log.greeted = true;
  }

  /** As {@code VenueTables.messages}. */
  List<Bytes> messages(long log, long after, int countMax) {
    return byId.get(log).segments.values().stream()
        .filter(segment -> segment.last() > after)
        .limit(countMax)
        .map(Segment::message)
        .toList();
  }
}
