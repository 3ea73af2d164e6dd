package org.stile.simulator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.stile.chips.channel.ChipChannel;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;

/** One chip at one reader, for a command. */
final class ReaderSession {
  /** What a command does with the chip. */
  interface Work {
    void with(ChipChannel chip) throws IOException;
  }

  /** A chip that lies on the reader is found within this, and needs no invitation. */
  private static final Duration ALREADY_THERE = Duration.ofMillis(500);

  private ReaderSession() {}

  /**
   * Waits for a chip and works with it.
   *
   * @return whether one came in time.
   */
  static boolean withChip(Path device, int waitSeconds, PrintWriter err, Work work)
      throws IOException {
    try (var reader = Pn532Reader.on(device, Pn532Settings.DEFAULT, ReaderListener.none())) {
      reader.prepare();
      Optional<ChipChannel> chip = reader.awaitChip(ALREADY_THERE);
      if (chip.isEmpty()) {
        err.println("stile: hold a chip to " + device + " ...");
        err.flush();
        chip = reader.awaitChip(Duration.ofSeconds(Math.max(1, waitSeconds)));
      }
      if (chip.isEmpty()) {
        err.println("stile: no chip came within " + waitSeconds + " s");
        err.flush();
        return false;
      }
      work.with(chip.get());
      return true;
    }
  }
}
