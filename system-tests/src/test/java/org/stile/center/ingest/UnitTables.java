package org.stile.center.ingest;

import java.util.List;
import java.util.Optional;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;

/**
 * What a venue's unit hands on, in memory: as {@code VenueTables} has it of gate_log and
 * journal_segment. One thread.
 */
public final class UnitTables {
  private final MemoryStore store;

  /** A log; as {@code LogState}. */
  public record UnitLog(
      long id,
      Bytes logId,
      Bytes wireId,
      GateName gate,
      long highWater,
      long forwarded,
      boolean current,
      boolean online,
      boolean greeted,
      Bytes bootId,
      Optional<String> agentVersion,
      long told) {}

  UnitTables(MemoryStore store) {
    this.store = store;
  }

  /** Logs that the center has not all of, or that a gate speaks of now. */
  public List<UnitLog> logs(long venue) {
    store.trouble.accept("logs");
    return store.logs.logs.values().stream()
        .filter(log -> log.gate.venue() == venue)
        .map(this::unitLog)
        .filter(log -> log.current || log.forwarded < log.highWater)
        .toList();
  }

  private UnitLog unitLog(MemoryLog log) {
    Optional<MemoryStatuses.Status> status = Optional.ofNullable(store.statuses.rows.get(log.gate));
    boolean current =
        status.flatMap(MemoryStatuses.Status::log).filter(log.logId::equals).isPresent();
    return new UnitLog(
        log.id,
        log.logId,
        log.fork.of(),
        log.gate,
        log.highWater,
        log.forwarded,
        current,
        status.filter(MemoryStatuses.Status::online).isPresent(),
        status.filter(its -> its.helloBoot().equals(its.bootId())).isPresent(),
        status.map(MemoryStatuses.Status::bootId).orElse(Bytes.EMPTY),
        status.flatMap(MemoryStatuses.Status::agentVersion),
        Math.max(
            log.highWater,
            current ? status.map(MemoryStatuses.Status::lastSequence).orElse(0L) : 0));
  }

  /** Messages that hold rows after {@code after}, in order. */
  public List<byte[]> messages(long log, long after, int countMax) {
    store.trouble.accept("messages");
    return store.logs.messages(log, after, countMax).stream().map(Bytes::toArray).toList();
  }

  /** Notes how far the center has these logs. */
  public void forwarded(long[] logs, long[] sequences) {
    store.trouble.accept("forwarded");
    for (int i = 0; i < logs.length; i++) {
      store.logs.byId.get(logs[i]).forwarded = sequences[i];
    }
  }

  /** Nobody is connected to a broker that starts. */
  public void nobodyIsHere() {
    store.statuses.nobodyIsHere();
  }

  /** The versions of masters and key set; 0: none. */
  public long master() {
    return store.master.map(there -> there.version()).orElse(0L);
  }

  /** The key set's version; 0: none. */
  public long keySet() {
    return store.keySet.map(there -> there.version()).orElse(0L);
  }
}
