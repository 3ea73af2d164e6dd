package org.stile.center.venue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.ingest.UnitTables;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;

/**
 * What a venue's unit reads of its database and writes into it, by chance, over PostgreSQL or over
 * memory: both must answer the same.
 */
public final class UnitTwin {
  private UnitTwin() {}

  /** Over PostgreSQL. */
  public static List<String> ofDatabase(Database database, long venue, long seed) {
    if (startsAnew(seed)) {
      database.change((Handle handle) -> VenueTables.nobodyIsHere(handle, venue));
    }
    return said(new StoredLogs(database, null, null, venue), seed);
  }

  /** Over memory. */
  public static List<String> ofMemory(UnitTables tables, long venue, long event, long seed) {
    if (startsAnew(seed)) {
      tables.nobodyIsHere();
    }
    return said(new MemoryTables(tables, venue, new EventId(event)), seed);
  }

  private static boolean startsAnew(long seed) {
    return seed % 10 == 0;
  }

  private static List<String> said(Forwarder.Tables tables, long seed) {
    var random = new Random(seed);
    List<LogState> logs = sorted(tables.logs());
    List<String> said = new ArrayList<>(logs.stream().map(UnitTwin::described).toList());
    for (LogState log : logs) {
      for (byte[] message : tables.messages(log.id(), random.nextInt(20), 1 + random.nextInt(5))) {
        said.add(log.logId().hex() + " has " + Bytes.copyOf(message).sha256().hex());
      }
    }
    long[] all = logs.stream().mapToLong(LogState::id).toArray();
    tables.forwarded(
        all, logs.stream().mapToLong(log -> random.nextInt((int) log.highWater() + 2)).toArray());
    sorted(tables.logs()).stream().map(UnitTwin::described).forEach(said::add);
    return said;
  }

  /** The numbers of logs are the database's own. */
  private static List<LogState> sorted(List<LogState> logs) {
    return logs.stream().sorted(Comparator.comparing(log -> log.logId().hex())).toList();
  }

  private static String described(LogState log) {
    return String.join(
        " ",
        log.logId().hex(),
        log.wireId().hex(),
        log.gate().toString(),
        "high water " + log.highWater(),
        "forwarded " + log.forwarded(),
        log.current() ? "current" : "old",
        log.online() ? "online" : "away",
        log.greeted() ? "greeted" : "came",
        log.bootId().hex(),
        log.agentVersion(),
        "told " + log.told());
  }
}
