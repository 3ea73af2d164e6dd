package org.stile.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.id.GateId;

class SqliteJournalTest extends JournalContract {
  static final GateId GATE = new GateId("north-1");

  @TempDir Path folder;

  @Override
  Journal open() throws IOException {
    return open(folder.resolve("journal.db"));
  }

  static SqliteJournal open(Path file) throws JournalException {
    return SqliteJournal.open(setup(file));
  }

  static SqliteJournal.Setup setup(Path file) {
    return new SqliteJournal.Setup(
        file, GATE, PeerPassages.NONE, Uploads.NONE, System::nanoTime, new SecureRandom());
  }
}
