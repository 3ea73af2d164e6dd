package org.stile.center.venue;

import java.util.List;
import org.stile.center.ingest.UnitTables;
import org.stile.center.ingest.UnitTables.UnitLog;
import org.stile.core.id.EventId;
import org.stile.core.sync.InstalledVersion;

/** {@link StoredLogs} in memory; {@code IngestStoresTest} compares the two. One thread. */
record MemoryTables(UnitTables tables, long venue, EventId event) implements Forwarder.Tables {
  @Override
  public List<LogState> logs() {
    return tables.logs(venue).stream().map(MemoryTables::state).toList();
  }

  private static LogState state(UnitLog log) {
    return new LogState(
        log.id(),
        log.logId(),
        log.wireId(),
        log.gate(),
        log.highWater(),
        log.forwarded(),
        log.current(),
        log.online(),
        log.greeted(),
        log.bootId(),
        log.agentVersion().orElse("unknown"),
        log.told());
  }

  @Override
  public List<byte[]> messages(long log, long after, int countMax) {
    return tables.messages(log, after, countMax);
  }

  @Override
  public void forwarded(long[] logs, long[] sequences) {
    tables.forwarded(logs, sequences);
  }

  @Override
  public Forwarder.Installed installed() {
    long master = tables.master();
    return new Forwarder.Installed(
        master == 0 ? List.of() : List.of(new InstalledVersion(event, master)), tables.keySet());
  }
}
