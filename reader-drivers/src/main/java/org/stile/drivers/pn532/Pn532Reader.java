package org.stile.drivers.pn532;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.Bytes;
import org.stile.drivers.ChipReader;
import org.stile.drivers.ReaderHealth;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.serial.SerialLink;

/**
 * A PN532 on a serial line. Waits for chips without polling: the PN532 itself looks for one, and
 * the line is read. Recovers a reader that fails before the next chip, never in the middle of one.
 * Owned by one thread, except {@link #interrupt()}, {@link #health()} and {@link #close()}.
 */
public final class Pn532Reader implements ChipReader {
  private static final Duration PATIENCE_MAX = Duration.ofHours(1);

  /**
   * A reader that has died while it waits says nothing; so often it is asked, and all it was told
   * is told again, in case a dip of its supply has reset it. It is deaf for some 10 ms of it.
   */
  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  /** In a row: faults of a reader that recovery brings back each time. */
  private static final int RELAPSES_MAX = 3;

  /** How long close() lets the owner finish before it pulls the link away. */
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private final Tally tally = new Tally();
  private final Session session;
  private final Listing listing;
  private final ReentrantLock inUse = new ReentrantLock();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Optional<DepChannel> current = Optional.empty();
  private Optional<RemovalWatch> watch = Optional.empty();

  /**
   * A reader, not touched yet.
   *
   * @param nanoTime a clock that only goes forward, in ns.
   */
  public Pn532Reader(ReaderPorts ports, Pn532Settings settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    var host = new HsuInterface(settings.baud(), ports.listener());
    this.session = new Session(ports, host, nanoTime, tally);
    this.listing = new Listing(settings, ports.listener());
  }

  /** A reader on a serial device, with no pins, not touched yet. */
  public static Pn532Reader on(Path device, Pn532Settings settings, ReaderListener listener) {
    var bare = ReaderPorts.of(() -> SerialLink.open(device));
    var ports = new ReaderPorts(bare.link(), bare.reset(), bare.power(), listener);
    return new Pn532Reader(ports, settings, System::nanoTime);
  }

  /**
   * Wakes the reader and sets it up, which the first {@link #awaitChip} would do otherwise: for a
   * self-test, and so that the first visitor does not wait for it.
   *
   * @throws ChannelException if it could not be brought to answer.
   */
  public void prepare() throws ChannelException {
    use(session::chip);
  }

  @Override
  public Optional<ChipChannel> awaitChip(Duration patience) throws ChannelException {
    checkPatience(patience);
    return use(() -> untilChip(nanoTime.getAsLong() + patience.toNanos()));
  }

  private Optional<ChipChannel> untilChip(long end) throws ChannelException {
    current = Optional.empty();
    boolean fast = true;
    boolean askFirst = false;
    int relapses = 0;
    while (!interrupted.getAndSet(false)) {
      long left = end - nanoTime.getAsLong();
      if (left <= 0) {
        return Optional.empty();
      }
      Pn532 chip = session.chip();
      try {
        if (askFirst) {
          session.configure();
        }
        forgetWatched(chip);
        long slice = Math.min(left, ASK_EVERY.toNanos());
        List<Target> found = listing.await(chip, Duration.ofNanos(slice), interrupted::get);
        askFirst = found.isEmpty();
        if (!found.isEmpty()) {
          return Optional.of(meet(chip, found, fast));
        }
      } catch (ChannelException e) {
        relapses += survive(e, relapses);
        fast = false;
        askFirst = false;
      }
    }
    return Optional.empty();
  }

  /** A chip was found: agrees on a bit rate, and makes the pipe to it. */
  private ChipChannel meet(Pn532 chip, List<Target> found, boolean fast) throws ChannelException {
    Target first = found.getFirst();
    boolean activated = found.size() == 1 && first.chip().speaksIsoDep();
    watch = Optional.of(new RemovalWatch(listing, nanoTime, found, activated));
    if (found.size() > 1) {
      throw new ChannelException(new Fault.SeveralChips(found.size()));
    }
    ChipSpeed speed = activated && fast ? listing.speedUp(chip, first) : ChipSpeed.KBIT_106;
    var channel = new DepChannel(this, first, speed);
    current = Optional.of(channel);
    return channel;
  }

  @Override
  public boolean awaitRemoval(Duration patience) throws ChannelException {
    checkPatience(patience);
    return use(() -> untilGone(nanoTime.getAsLong() + patience.toNanos()));
  }

  private boolean untilGone(long end) throws ChannelException {
    current = Optional.empty();
    int relapses = 0;
    while (watch.isPresent()) {
      Pn532 chip = session.chip();
      try {
        if (!watch.get().await(chip, end, interrupted::get)) {
          interrupted.set(false); // Else a lane that was woken once could never wait here again.
          return false;
        }
        watch = Optional.empty();
      } catch (ChannelException e) {
        relapses += survive(e, relapses);
        watch = watch.map(RemovalWatch::anew);
      }
    }
    return true;
  }

  private void forgetWatched(Pn532 chip) throws ChannelException {
    if (watch.isPresent()) {
      watch.get().restore(chip);
      watch = Optional.empty();
    }
  }

  /** How much worse it got: 0 if a chip went away, 1 if the reader failed, once too often. */
  private int survive(ChannelException exception, int relapses) throws ChannelException {
    session.suspect(exception);
    return switch (exception.fault()) {
      case Fault.ChipLost _ -> 0;
      case Fault.SeveralChips _ -> throw exception;
      case Fault.ReaderSilent _, Fault.ReaderProtocol _, Fault.LinkDown _ -> {
        if (relapses == RELAPSES_MAX) {
          throw exception;
        }
        yield 1;
      }
    };
  }

  /** Lets {@code channel} use the reader, if its chip is still the one that is meant. */
  Bytes exchange(DepChannel channel, Exchanging work) throws ChannelException {
    return use(
        () -> {
          if (current.isEmpty() || current.get() != channel) {
            throw new ChannelException(new Fault.ChipLost("it was let go of"));
          }
          try {
            return work.over(session.chipIfReady());
          } catch (ChannelException e) {
            throw session.suspect(e);
          }
        });
  }

  /** What a channel does with the chip of the reader. */
  interface Exchanging {
    Bytes over(Pn532 chip) throws ChannelException;
  }

  void slowDown(Target target, Status why) {
    listing.slowDown(target, why);
  }

  @Override
  public void interrupt() {
    interrupted.set(true);
    session.wake();
  }

  @Override
  public ReaderHealth health() {
    return new ReaderHealth(
        session.model(),
        session.attachment(),
        tally.commands.get(),
        tally.faults.get(),
        tally.recoveries.get());
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    interrupt();
    boolean mine = false;
    try {
      mine = inUse.tryLock(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      if (mine) {
        session.leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.drop();
      if (mine) {
        inUse.unlock();
      }
    }
  }

  private interface Action<R> {
    R run() throws ChannelException;
  }

  private <R> R use(Action<R> action) throws ChannelException {
    inUse.lock();
    try {
      if (closed.get()) {
        throw new ChannelException(new Fault.LinkDown("closed"));
      }
      return action.run();
    } finally {
      inUse.unlock();
    }
  }

  private static void checkPatience(Duration patience) {
    if (!patience.isPositive() || patience.compareTo(PATIENCE_MAX) > 0) {
      throw new IllegalArgumentException("patience must be in (0 s, 1 h], was " + patience);
    }
  }
}
