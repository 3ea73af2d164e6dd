package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalRow;

/** A gate process that is killed, again and again, at moments nobody chose. */
class JournalCrashTest {
  private static final int KILLS = Boolean.getBoolean("stile.long") ? 50 : 4;

  @TempDir Path folder;

  @Test
  void every_acknowledged_row_is_there_after_a_kill_and_the_chain_goes_on() throws Exception {
    Path file = folder.resolve("journal.db");
    long seed = Long.getLong("stile.seed", new Random().nextLong());
    var random = new Random(seed);
    List<Receipt> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged.addAll(runUntilKilled(file, 1 + random.nextInt(400)));
      try (var reader = JournalReader.open(file); // Another process may be there first.
          var journal = Journals.open(file)) {
        assertThat(journal.setAside()).as("seed %d, kill %d", seed, kill).isEmpty();
        List<Receipt> rows = new ArrayList<>();
        for (JournalRow row : rows(reader)) {
          rows.add(new Receipt(row.sequence(), row.hash()));
        }
        assertThat(rows).as("seed %d, kill %d", seed, kill).containsAll(acknowledged);
        assertThat(JournalVerifier.verify(reader, Optional.of(acknowledged.getLast())))
            .as("seed %d, kill %d", seed, kill)
            .isEqualTo(new Whole(journal.last()));
      }
    }
  }

  private static List<JournalRow> rows(JournalReader reader) throws JournalException {
    var rows = new ArrayList<JournalRow>();
    while (rows.addAll(reader.rowsAfter(rows.size(), JournalReader.ROWS_MAX))) {}
    return rows;
  }

  private static List<Receipt> runUntilKilled(Path file, int rows) throws Exception {
    var acknowledged = new ArrayList<Receipt>();
    Process gate = AppendingMain.start(file);
    try (BufferedReader lines = gate.inputReader()) {
      String line = lines.readLine();
      while (line != null && line.length() > 64) { // The last one may be torn.
        String[] fields = line.split(" ");
        if (fields[1].length() < 64) {
          break;
        }
        acknowledged.add(new Receipt(Long.parseLong(fields[0]), Bytes.hex(fields[1])));
        if (acknowledged.size() == rows) {
          gate.toHandle().destroyForcibly(); // SIGKILL; what it said before it died still counts.
        }
        line = lines.readLine();
      }
    }
    gate.waitFor();
    return acknowledged;
  }
}
