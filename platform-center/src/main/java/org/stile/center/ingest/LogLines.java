package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * The lines of the logs of one transaction: the log as it came first, and where copies of its
 * journal went on in another way. Knows which rows each line has, in the database and from this
 * transaction. Confined to it.
 */
final class LogLines {
  private final IngestStore store;
  private final Instant now;
  private final List<Segment> fresh = new ArrayList<>();
  private final Map<Long, LogHead> byId = new LinkedHashMap<>();
  private final Map<Long, List<LogHead>> forks = new HashMap<>();

  LogLines(IngestStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  /** Takes in a log that the transaction has locked. */
  void know(LogHead log) {
    byId.put(log.id, log);
  }

  /** Every line that was looked at. */
  Collection<LogHead> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  Optional<LogHead> byId(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Rows that this transaction adds to a line. */
  void add(Segment rows) {
    fresh.add(rows);
  }

  /** All that {@link #add} was given, in its order. */
  List<Segment> fresh() {
    return Collections.unmodifiableList(fresh);
  }

  /** The line that these rows are of, or continue. */
  Optional<LogHead> lineOf(LogHead log, Arrival arrival) {
    if (fits(log, arrival)) {
      return Optional.of(log);
    }
    return forks(log).stream().filter(line -> fits(line, arrival)).findFirst();
  }

  private List<LogHead> forks(LogHead log) {
    return forks.computeIfAbsent(
        log.id,
        _ -> {
          List<LogHead> there = new ArrayList<>(store.forks(log));
          there.forEach(line -> byId.put(line.id, line));
          return there;
        });
  }

  /** Whether these rows begin on the line, and are the same as far as it has them. */
  private boolean fits(LogHead line, Arrival arrival) {
    OptionalLong meets = meets(line, arrival);
    long end = Math.min(arrival.last(), line.highWater);
    return meets.isPresent()
        && (end <= meets.getAsLong() || hashAt(line, end).equals(hashOf(arrival.rows(), end)));
  }

  /**
   * The first row that line and rows both speak of, if they agree about it: what stands before the
   * rows or, where they begin before the line does, the one that it begins after.
   */
  private OptionalLong meets(LogHead line, Arrival arrival) {
    long before = arrival.first() - 1;
    long row = Math.max(before, line.fork.root());
    if (row > line.highWater || (row > before && row >= arrival.last())) {
      return OptionalLong.empty();
    }
    Bytes hash = row == before ? arrival.rows().hashBefore() : hashOf(arrival.rows(), row);
    return hashAt(line, row).equals(hash) ? OptionalLong.of(row) : OptionalLong.empty();
  }

  /**
   * The last row that these have in common with a line, of all lines the latest; empty if they fit
   * nowhere.
   */
  OptionalLong common(LogHead log, Arrival arrival) {
    return Stream.concat(Stream.of(log), forks(log).stream())
        .map(line -> commonWith(line, arrival))
        .flatMapToLong(OptionalLong::stream)
        .max();
  }

  /** The last row that the line and these rows share; empty: not even what stands before them. */
  private OptionalLong commonWith(LogHead line, Arrival arrival) {
    OptionalLong meets = meets(line, arrival);
    if (meets.isEmpty()) {
      return meets;
    }
    long row = meets.getAsLong();
    long end = Math.min(arrival.last(), line.highWater);
    while (row < end && hashAt(line, row + 1).equals(hashOf(arrival.rows(), row + 1))) {
      row++;
    }
    return OptionalLong.of(row);
  }

  /**
   * A new line, of rows that are others from {@code root + 1} on; empty if the log has {@link
   * Intake#FORKS_MAX} of them.
   */
  Optional<LogHead> fork(LogHead log, Arrival arrival, long root) {
    if (forks(log).size() >= Intake.FORKS_MAX) {
      return Optional.empty();
    }
    Bytes rootHash =
        root < arrival.first() ? arrival.rows().hashBefore() : hashOf(arrival.rows(), root);
    Bytes logId =
        Bytes.concat(log.logId, hashOf(arrival.rows(), root + 1))
            .sha256()
            .slice(0, JournalRow.LOG_ID_LENGTH);
    LogHead line = store.fork(log, logId, new LogHead.Fork(log.logId, root, rootHash), now);
    forks(log).add(line);
    byId.put(line.id, line);
    return Optional.of(line);
  }

  private Bytes hashAt(LogHead line, long sequence) {
    if (sequence == line.highWater) {
      return line.hash;
    }
    return sequence == line.fork.root()
        ? line.fork.rootHash()
        : hashOf(arrival(line, segmentWith(line, sequence)).rows(), sequence);
  }

  private Bytes segmentWith(LogHead head, long sequence) {
    // What this batch has accepted is not in the database yet.
    return fresh.stream()
        .filter(each -> each.log() == head.id)
        .filter(each -> each.first() <= sequence && sequence <= each.last())
        .findFirst()
        .map(Segment::message)
        .orElseGet(() -> store.holding(head, sequence).orElseThrow());
  }

  private static Bytes hashOf(Rows rows, long sequence) {
    return sequence == rows.rows().getLast().sequence()
        ? rows.hashAfter() // As the gate has it, though its rows may not chain.
        : rows.rows().get((int) (sequence - rows.rows().getFirst().sequence())).hash();
  }

  /** A message as it was kept. */
  static Arrival arrival(LogHead head, Bytes message) {
    try {
      if (SyncCodec.up(message) instanceof Rows rows) {
        return new Arrival(head.gate, rows, message);
      }
      throw new IllegalStateException("a kept message holds no rows");
    } catch (WireException e) {
      throw new IllegalStateException("a kept message cannot be read", e);
    }
  }
}
