package org.stile.cache;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

/** How fast the journal is on this disk; prints, judges nothing. */
@EnabledIfSystemProperty(named = "stile.long", matches = "true")
class JournalFigures {
  private static final int ROWS = 100_000;

  @TempDir Path folder;

  @Test
  void figures() throws Exception {
    Path file = folder.resolve("journal.db");
    try (var journal = Journals.open(file)) {
      fill(journal);
      measure("append, one lane", 3_000, () -> journal.append(Entries.incident("x")).get());
      measure("ledgerOf", 20_000, () -> journal.ledgerOf(Entries.ticket(77_001)));
      measure("unsettled, none", 20_000, () -> journal.unsettled(chipOf(77_000)));
      measure("rowsAfter, 100 rows", 500, () -> journal.rowsAfter(50_000, 100));
    }
    try (Connection connection = Sqlite.reader(file)) {
      measure("quick_check", 3, () -> Sqlite.text(connection, "PRAGMA quick_check(1)"));
      measure("integrity_check", 3, () -> Sqlite.text(connection, "PRAGMA integrity_check(1)"));
    }
    measure(
        "open and close",
        3,
        () -> {
          Journals.open(file).close();
          return 0;
        });
  }

  @Test
  void figuresOfMasters() throws Exception {
    Path file = folder.resolve("master.db");
    SampleEvent event = SampleEvent.largeStadium(SampleKeys.seeded(1), Entries.DOORS);
    try (var store = MasterStore.open(file, event.roots());
        var reader = MasterReader.open(file, event.roots())) {
      store.installKeySet(event.keySet());
      measure("install 100 000 seats", 1, () -> store.install(event.signedMaster().bytes()));
      reader.refresh();
      measure("load 100 000 seats", 20, () -> MasterReader.open(file, event.roots()));
      measure("refresh, nothing new", 1_000, reader::refresh);
      for (int batch = 0; batch < 100; batch++) {
        var peers = new ArrayList<PeerPassage>();
        for (int i = 1; i <= MasterStore.PEERS_MAX; i++) {
          int n = batch * MasterStore.PEERS_MAX + i;
          peers.add(MasterStoreTest.peer(Entries.ticket(n), n, n, State.PASSED));
        }
        store.recordPeers(peers);
      }
      measure("peers of a ticket", 20_000, () -> reader.of(Entries.ticket(77_001)));
    }
  }

  private static ChipId chipOf(int index) {
    return new ChipId(Bytes.of(4, index >> 24, index >> 16, index >> 8, index, 1, 2));
  }

  private static void fill(Journal journal) throws Exception {
    long start = System.nanoTime();
    Entries.appendAll(
        journal,
        ROWS,
        i ->
            i % 2 == 0
                ? Entries.granted(Entries.ticket(i + 1), Direction.ENTRY, 1, chipOf(i + 1))
                : Entries.progress(i, Outcome.PASSED));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT, "MEASURED %-24s %.0f rows/s%n", "append, 256 waiting", ROWS / seconds);
  }

  private static void measure(String what, int times, Callable<?> work) throws Exception {
    for (int i = 0; i < Math.min(times, 1_000) / 2; i++) {
      work.call();
    }
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      work.call();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "MEASURED %-24s p50 %7d us, p99 %7d us, max %7d us%n",
        what,
        MICROSECONDS.convert(nanos[times / 2], NANOSECONDS),
        MICROSECONDS.convert(nanos[(int) (times * 0.99)], NANOSECONDS),
        MICROSECONDS.convert(nanos[times - 1], NANOSECONDS));
  }
}
