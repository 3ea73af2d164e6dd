package org.stile.drivers.pn532;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Command.InCommunicateThru;
import org.stile.drivers.pn532.Command.RfConfiguration;

/**
 * Watches listed chips until they leave, off the tap path. Owned by one thread, used once per chip.
 *
 * <p>A chip of ISO/IEC 14443-4 is asked by an R(NAK) block, which it must answer and which changes
 * nothing in it. Where that fails (some chips never answer it, others have died in a torn command),
 * and for all other chips, the field is restarted and the chips listed anew.
 */
final class RemovalWatch {
  /** R(NAK), block number 0, no CID (ISO/IEC 14443-4, presence check). */
  private static final Bytes R_NAK = Bytes.of(0xB2);

  private static final int R_NAK_TRIES = 2;

  /** 6.4 ms as RFConfiguration codes it: an R-block costs a chip no thought. */
  private static final int R_NAK_PATIENCE = 0x07;

  /** Between two looks: shorter than the step to the arm takes, long enough to spare the chip. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Listing listing;
  private final LongSupplier nanoTime;
  private final List<Target> watched;
  private boolean answersNak;
  private boolean quickPatience;
  private boolean lookingOnce;

  /**
   * A watch over {@code watched}, one or two chips.
   *
   * @param activated whether it is one chip, that exchanges blocks.
   */
  RemovalWatch(Listing listing, LongSupplier nanoTime, List<Target> watched, boolean activated) {
    this.listing = listing;
    this.nanoTime = nanoTime;
    this.watched = watched;
    this.answersNak = activated;
  }

  /** The same watch over a reader that was set up anew. */
  RemovalWatch anew() {
    return new RemovalWatch(listing, nanoTime, watched, false);
  }

  /**
   * Waits until they have left; false if {@code stop} says so or the time is up.
   *
   * @param end by the clock given.
   */
  boolean await(Pn532 chip, long end, BooleanSupplier stop) throws ChannelException {
    while (present(chip)) {
      long left = end - nanoTime.getAsLong();
      if (left <= 0 || stop.getAsBoolean()) {
        return false;
      }
      chip.pause(Duration.ofNanos(Math.min(left, LOOK_EVERY.toNanos())), stop);
    }
    restore(chip);
    return true;
  }

  /** Sets the reader to what listings rely on. */
  void restore(Pn532 chip) throws ChannelException {
    if (quickPatience) {
      chip.run(RfConfiguration.timings(Session.CHIP_PATIENCE, Session.CHIP_PATIENCE));
      quickPatience = false;
    }
    if (lookingOnce) {
      Session.listenForEver(chip);
      lookingOnce = false;
    }
    listing.restartField(chip);
  }

  private boolean present(Pn532 chip) throws ChannelException {
    if (answersNak) {
      if (!quickPatience) {
        chip.run(RfConfiguration.timings(Session.CHIP_PATIENCE, R_NAK_PATIENCE));
        quickPatience = true;
      }
      for (int i = 0; i < R_NAK_TRIES; i++) {
        if (chip.run(new InCommunicateThru(R_NAK)).status() == Status.OK) {
          return true;
        }
      }
      answersNak = false;
    }
    if (!lookingOnce) {
      Session.lookOnce(chip);
      lookingOnce = true;
    }
    List<Target> found = listing.now(chip);
    return watched.size() > 1
        ? found.size() > 1
        : found.stream().anyMatch(target -> same(target, watched.getFirst()));
  }

  /** The same chip, or one that never gives the same name twice and so may be. */
  private static boolean same(Target one, Target other) {
    return one.chip().uid().equals(other.chip().uid())
        || (one.hasRandomUid() && other.hasRandomUid());
  }
}
