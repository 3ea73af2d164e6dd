package org.stile.system.gate;

import java.nio.file.Path;
import org.stile.cache.SqliteJournal;

/** A gate with one lane in this process, and all it needs. */
final class OneLaneGate implements AutoCloseable {
  final Evening evening = new Evening(Evening.NOON);
  final SqliteJournal journal;
  final GateLane lane;

  OneLaneGate(Path folder) throws Exception {
    journal = evening.journal(folder.resolve("journal.db"));
    lane = new GateLane(evening, journal, 0, folder.resolve("reader"));
  }

  @Override
  public void close() {
    lane.close();
    journal.close();
    evening.close();
  }
}
