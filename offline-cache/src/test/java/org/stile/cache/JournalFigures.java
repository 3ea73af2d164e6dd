package org.stile.cache;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalEntry.Outcome;

/** How fast the journal is on this disk; prints, judges nothing. */
@EnabledIfSystemProperty(named = "stile.long", matches = "true")
class JournalFigures {
  private static final int ROWS = 100_000;

  @TempDir Path folder;

  @Test
  void figures() throws Exception {
    Path file = folder.resolve("journal.db");
    try (var journal = SqliteJournalTest.open(file)) {
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
          SqliteJournalTest.open(file).close();
          return 0;
        });
  }

  private static org.stile.core.id.ChipId chipOf(int index) {
    return new org.stile.core.id.ChipId(
        org.stile.core.Bytes.of(4, index >> 24, index >> 16, index >> 8, index, 1, 2));
  }

  private static void fill(Journal journal) throws Exception {
    long start = System.nanoTime();
    var waiting = new ArrayList<CompletableFuture<Receipt>>();
    for (int row = 1; row <= ROWS; row += 2) {
      var granted =
          Entries.granted(
              Entries.ticket(row), org.stile.core.admission.Direction.ENTRY, 1, chipOf(row));
      waiting.add(journal.append(granted));
      waiting.add(journal.append(Entries.progress(row, Outcome.PASSED)));
      if (waiting.size() >= 200) {
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get();
        waiting.clear();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT, "MEASURED %-24s %.0f rows/s%n", "append, 200 waiting", ROWS / seconds);
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
        MICROSECONDS.convert(nanos[times / 2], java.util.concurrent.TimeUnit.NANOSECONDS),
        MICROSECONDS.convert(
            nanos[(int) (times * 0.99)], java.util.concurrent.TimeUnit.NANOSECONDS),
        MICROSECONDS.convert(nanos[times - 1], java.util.concurrent.TimeUnit.NANOSECONDS));
  }
}
