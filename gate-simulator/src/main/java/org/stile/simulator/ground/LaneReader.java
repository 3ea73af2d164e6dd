package org.stile.simulator.ground;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/** A lane's simulated reader, which knows when its gate looks for a chip. Any thread. */
final class LaneReader implements AutoCloseable {
  /** PN532 UM0701-02 §7.3.5 InListPassiveTarget, and §7.3.1 RFConfiguration of its retries. */
  private static final int LIST = 0x4A;

  private static final int CONFIGURE = 0x32;
  private static final int RETRIES = 0x05;
  private static final int RETRIES_LENGTH = 5;
  private static final int FOR_EVER = 0xFF;

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition looks = guard.newCondition();
  private final SimulatedReader reader;
  private boolean forEver;
  private boolean looking;

  LaneReader(Path link, Pace pace) throws IOException {
    reader = SimulatedReader.onPty(link, pace, new Ears());
  }

  void place(List<VirtualChip> chips) {
    reader.place(chips);
  }

  void remove(List<VirtualChip> chips) {
    chips.forEach(reader::remove);
  }

  /**
   * Waits until the gate looks for a chip, so that the last one has been seen to leave.
   *
   * @return whether it does.
   */
  boolean awaitLooking(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    guard.lock();
    try {
      while (!looking) {
        if (left <= 0) {
          return false;
        }
        left = looks.awaitNanos(left);
      }
      return true;
    } finally {
      guard.unlock();
    }
  }

  /**
   * A listing that goes on for ever is one that waits for a visitor; one that looks once only wants
   * to know whether the last chip is still there.
   */
  private final class Ears implements ReaderListener {
    @Override
    public void commanded(Bytes command) {
      guard.lock();
      try {
        if (command.length() == RETRIES_LENGTH
            && command.at(0) == CONFIGURE
            && command.at(1) == RETRIES) {
          forEver = command.at(RETRIES_LENGTH - 1) == FOR_EVER;
        }
        looking = forEver && command.at(0) == LIST;
        looks.signalAll();
      } finally {
        guard.unlock();
      }
    }

    @Override
    public void answered(Bytes frame) {
      guard.lock();
      try {
        looking = false;
      } finally {
        guard.unlock();
      }
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
