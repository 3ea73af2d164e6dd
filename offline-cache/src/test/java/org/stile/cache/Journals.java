package org.stile.cache;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.stile.core.id.GateId;

/** The journal of gate "north-1". */
final class Journals {
  static final GateId GATE = new GateId("north-1");

  private Journals() {}

  static SqliteJournal open(Path file) throws JournalException {
    return SqliteJournal.open(setup(file));
  }

  static SqliteJournal.Setup setup(Path file) {
    return new SqliteJournal.Setup(
        file, GATE, PeerPassages.NONE, Uploads.NONE, System::nanoTime, new SecureRandom());
  }
}
