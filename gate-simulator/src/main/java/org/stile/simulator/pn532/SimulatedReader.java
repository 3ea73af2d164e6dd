package org.stile.simulator.pn532;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.stile.drivers.PowerPin;
import org.stile.drivers.ResetPin;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pty.HostLine;
import org.stile.simulator.pty.Pty;

/**
 * A PN532 reader that a host finds at the end of a serial line, with a field one can place chips
 * in. Its own thread serves the line; every method here may be called from any thread and returns
 * when what it asks for is done.
 */
public final class SimulatedReader implements AutoCloseable {
  /** Nothing is due: look again after this long, for no other reason than to be able to. */
  private static final Duration IDLE = Duration.ofHours(1);

  /** The last stretch before something is due is not slept but spun: sleeping is this coarse. */
  private static final long SPIN_NANOS = 120_000;

  /** Line buffer: a kernel's terminal hands out no more at once. */
  private static final int CHUNK = 4096;

  private static final System.Logger LOG = System.getLogger(SimulatedReader.class.getName());

  private final HostLine line;
  private final Pn532Simulator reader;
  private final ConcurrentLinkedQueue<FutureTask<?>> wishes = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean stopped;

  private SimulatedReader(HostLine line, Pace pace, ReaderListener listener) {
    this.line = line;
    reader = new Pn532Simulator(pace, new Faults(), listener);
    thread = Thread.ofPlatform().name("simulated-reader").daemon().unstarted(this::serve);
  }

  /** A reader on a line; the line is closed with it. */
  public static SimulatedReader on(HostLine line, Pace pace, ReaderListener listener) {
    var reader = new SimulatedReader(line, pace, listener);
    reader.thread.start();
    return reader;
  }

  /** A reader at a new pseudo terminal, answering at once. */
  public static SimulatedReader onPty() throws IOException {
    return on(Pty.open(), Pace.INSTANT, ReaderListener.NONE);
  }

  /** A reader at a new pseudo terminal that a link points to. */
  public static SimulatedReader onPty(Path link, Pace pace, ReaderListener listener)
      throws IOException {
    return on(Pty.open(link), pace, listener);
  }

  /** What a host opens: a path, if the line is a pseudo terminal. */
  public String device() {
    return line.name();
  }

  /** Puts a chip near the antenna; a reader that waits for one answers at once. */
  public void place(VirtualChip chip) {
    place(List.of(chip));
  }

  /** Puts several chips there at one instant, as a wallet does. */
  public void place(List<VirtualChip> chips) {
    run(() -> reader.place(chips, System.nanoTime()));
  }

  /** Takes a chip away, even in the middle of an exchange. */
  public void remove(VirtualChip chip) {
    run(() -> reader.remove(chip));
  }

  /** Takes all chips away. */
  public void removeAll() {
    run(reader::removeAll);
  }

  /** A pulse on the reset pin. */
  public void pulseReset() {
    run(reader::pulseReset);
  }

  /** Gives power or takes it away. */
  public void power(boolean on) {
    run(() -> reader.power(on));
  }

  /** Its reset input, as a driver is wired to it. */
  public ResetPin resetPin() {
    return () -> {
      pulseReset();
      return true;
    };
  }

  /** The switch in its supply, as a driver is wired to it. */
  public PowerPin powerPin() {
    return () -> {
      power(false);
      power(true);
      return true;
    };
  }

  /** What is to go wrong. */
  public Faults faults() {
    return reader.faults();
  }

  /** The speed the reader itself uses at present, in baud. */
  public int speed() {
    return ask(reader::baud);
  }

  /** The timings of the commands since the last call, oldest first, at most the last 4096. */
  public List<Exchange> takeExchanges() {
    return ask(reader::takeExchanges);
  }

  private void run(Runnable wish) {
    ask(
        () -> {
          wish.run();
          return true;
        });
  }

  private <T> T ask(Callable<T> wish) {
    var task = new FutureTask<>(wish);
    if (Thread.currentThread().equals(thread)) {
      task.run(); // A listener or a chip asks: it is the reader's turn already.
    } else {
      wishes.add(task);
      line.wake();
      if (stopped) {
        refuseWishes();
      }
    }
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + line.name(), e);
    } catch (CancellationException e) {
      throw new IllegalStateException("the reader at " + line.name() + " has stopped", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chip or listener of " + line.name() + " failed", e);
    }
  }

  private void serve() {
    var buffer = new byte[CHUNK];
    try {
      while (!stopping) {
        for (FutureTask<?> wish = wishes.poll(); wish != null; wish = wishes.poll()) {
          wish.run();
        }
        long now = System.nanoTime();
        reader.advance(now);
        transmit(now);
        int count = line.receive(buffer, pause());
        if (count > 0) {
          reader.hear(buffer, count, line.hostSpeed(), System.nanoTime());
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the reader at " + line.name() + " stopped", e);
    } finally {
      reader.power(false); // Chips in the field lose theirs.
      stopped = true;
      refuseWishes();
    }
  }

  private void refuseWishes() {
    for (FutureTask<?> wish = wishes.poll(); wish != null; wish = wishes.poll()) {
      wish.cancel(false);
    }
  }

  private Duration pause() {
    OptionalLong due = reader.nextDue();
    if (due.isEmpty()) {
      return IDLE;
    }
    return Duration.ofNanos(Math.max(0, due.getAsLong() - System.nanoTime() - SPIN_NANOS));
  }

  private void transmit(long now) throws IOException {
    for (var next = reader.transmission(now); next.isPresent(); next = reader.transmission(now)) {
      byte[] bytes = next.get().asHeardAt(line.hostSpeed());
      line.send(bytes, bytes.length);
    }
  }

  /** Switches it off and closes its line. */
  @Override
  public void close() {
    stopping = true;
    line.wake();
    try {
      if (!Thread.currentThread().equals(thread)) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    line.close();
  }
}
