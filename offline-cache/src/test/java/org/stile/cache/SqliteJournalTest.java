package org.stile.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
  @TempDir Path folder;

  @Override
  Journal open() throws IOException {
    return Journals.open(folder.resolve("journal.db"));
  }
}
