package org.stile.gate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.stile.cache.ClockFile;
import org.stile.cache.GateClock;
import org.stile.cache.JournalException;
import org.stile.cache.MasterReader;
import org.stile.cache.SqliteJournal;
import org.stile.gate.config.GateConfig;

/**
 * What a gate keeps in its data folder, open: journal, masters, and the last good time. Closed by
 * whoever opened it.
 */
record Memory(MasterReader masters, SqliteJournal journal, GateClock clock, ClockFile clockFile)
    implements AutoCloseable {
  private static final String MASTERS = "master.db";
  private static final String JOURNAL = "journal.db";
  private static final String CLOCK = "clock";

  /** Opens all of it; the folder must be there, or an unmounted disk would go unnoticed. */
  static Memory open(GateConfig config, Surroundings around, SecureRandom random)
      throws CannotStartException {
    Path folder = config.dataFolder();
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new CannotStartException(
          ExitCode.DATA,
          folder + " (data-folder) is not a folder this process may write in; is its disk there?");
    }
    var clockFile = new ClockFile(folder.resolve(CLOCK));
    var clock = new GateClock(around.unitBoot(), around.nanoTime(), clockFile.read());
    MasterReader masters = MasterReader.open(folder.resolve(MASTERS), config.rootKeys());
    try {
      var setup =
          new SqliteJournal.Setup(
              folder.resolve(JOURNAL), config.gate(), masters, masters, around.nanoTime(), random);
      return new Memory(masters, SqliteJournal.open(setup), clock, clockFile);
    } catch (JournalException e) {
      masters.close();
      throw new CannotStartException(
          ExitCode.DATA, folder.resolve(JOURNAL) + " cannot be used: " + e.fault(), e);
    }
  }

  /** Who keeps the clock right. */
  Timekeeper timekeeper(GateConfig config, Surroundings around) {
    Optional<InstantSource> system =
        switch (config.clock()) {
          case TOLD -> Optional.empty();
          case SYSTEM -> Optional.of(around.system());
        };
    return new Timekeeper(clock, clockFile, masters, system, around.nanoTime(), around.unitBoot());
  }

  @Override
  public void close() {
    journal.close();
    masters.close();
  }
}
