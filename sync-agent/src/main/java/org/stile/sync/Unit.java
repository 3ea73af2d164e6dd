package org.stile.sync;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.stile.cache.JournalLock;
import org.stile.sync.session.Vitals;

/** The unit the agent runs on; each of it may be missing. */
interface Unit {
  /** Which start of the unit this is. */
  Optional<String> bootId();

  /** Of the processor, degrees Celsius. */
  OptionalInt temperature();

  /** Whether the supply is too weak. */
  Optional<Boolean> underVoltage();

  /** Bytes left where {@code folder} is; 0 if nobody can say. */
  long diskFree(Path folder);

  /** Whether some program holds the lock that is {@code file}. */
  Optional<Boolean> isLocked(Path file);

  /** All of it, with what only others know. */
  default Vitals vitals(InstantSource clock, JournalEye eye, SyncConfig config) {
    return new Vitals(
        clock.millis(),
        eye.readerFaults(),
        diskFree(config.dataFolder()),
        temperature(),
        underVoltage(),
        isLocked(JournalLock.fileOf(config.journal())));
  }
}
