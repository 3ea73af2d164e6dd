package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;
import org.stile.drivers.serial.ByteLink;

/**
 * The command channel to a PN532: a command, its ACK, its response (UM0701-02 §6.2). Knows frames
 * and deadlines, and nothing of speeds or pins, so that it serves any host interface. Owned by one
 * thread.
 */
final class Pn532 {
  /** After an abort the chip may still send what it had begun, for a few ms. */
  private static final Duration ABORT_QUIET = Duration.ofMillis(10);

  /** After a repeated frame its twin may follow; longer than a frame takes at 115 200 baud. */
  private static final Duration TWIN_QUIET = Duration.ofMillis(30);

  /** Waiting for quiet ends even on a line that never falls silent. */
  private static final Duration SETTLE_MAX = Duration.ofMillis(150);

  private final ByteLink link;
  private final LongSupplier nanoTime;
  private final Tally tally;
  private final FrameBuffer received = new FrameBuffer();
  private boolean twinMayFollow;

  /**
   * A channel over {@code link}.
   *
   * @param nanoTime a clock that only goes forward, in ns.
   */
  Pn532(ByteLink link, LongSupplier nanoTime, Tally tally) {
    this.link = link;
    this.nanoTime = nanoTime;
    this.tally = tally;
  }

  ByteLink link() {
    return link;
  }

  /**
   * Runs one command to its end.
   *
   * @throws ChannelException if the chip is silent, speaks in tongues, or the link is gone.
   */
  <R> R run(Command<R> command) throws ChannelException {
    var exchange = new Exchange(command, new byte[0], Exchange.ACK_PATIENCE, command.patience());
    return switch (carryOut(exchange, () -> false)) {
      case Exchange.Outcome.Answered answered -> parsed(command, answered.response());
      case Exchange.Outcome.TimedOut timedOut -> {
        abort();
        throw fault(new Fault.ReaderSilent(timedOut.waited()));
      }
      case Exchange.Outcome.Stopped _ -> throw new AssertionError("never stopped");
    };
  }

  /** What became of a command that waits for something to happen. */
  sealed interface Waited<R> {
    record Came<R>(R result) implements Waited<R> {}

    record NothingCame<R>() implements Waited<R> {}
  }

  /**
   * Runs a command whose response comes when a chip does; calls it off after {@code patience} or,
   * once the link is woken, when {@code stop} says so.
   */
  <R> Waited<R> await(Command<R> command, Duration patience, BooleanSupplier stop)
      throws ChannelException {
    var exchange = new Exchange(command, new byte[0], Exchange.ACK_PATIENCE, patience);
    return switch (carryOut(exchange, stop)) {
      case Exchange.Outcome.Answered answered ->
          new Waited.Came<>(parsed(command, answered.response()));
      case Exchange.Outcome.TimedOut timedOut -> {
        abort();
        if (!timedOut.acked()) {
          throw fault(new Fault.ReaderSilent(timedOut.waited()));
        }
        yield new Waited.NothingCame<>();
      }
      case Exchange.Outcome.Stopped _ -> {
        abort();
        yield new Waited.NothingCame<>();
      }
    };
  }

  /**
   * Whether a chip of unknown state answers {@code command}, sent once behind {@code wakeUp}.
   *
   * @throws ChannelException only if the link is gone.
   */
  boolean answers(byte[] wakeUp, Command<?> command, Duration patience) throws ChannelException {
    var exchange = new Exchange(command, wakeUp, patience, patience);
    try {
      return carryOut(exchange, () -> false) instanceof Exchange.Outcome.Answered;
    } catch (ChannelException e) {
      if (e.fault() instanceof Fault.LinkDown) {
        throw e;
      }
      return false;
    }
  }

  /** Calls off whatever runs (UM0701-02 §6.2.1.3) and waits until the line is quiet. */
  void abort() throws ChannelException {
    acknowledge();
    settle(ABORT_QUIET);
  }

  /** Sends an ACK; the line then belongs to whoever asked for it. */
  void acknowledge() throws ChannelException {
    try {
      byte[] ack = FrameCodec.ack();
      link.write(ack, ack.length);
    } catch (IOException e) {
      throw down(e);
    }
  }

  /** Drops what comes in, until nothing came for {@code quiet}. */
  void settle(Duration quiet) throws ChannelException {
    long end = nanoTime.getAsLong() + SETTLE_MAX.toNanos();
    while (drain(quiet, () -> false) && nanoTime.getAsLong() < end) {
      // Something came: the quiet begins anew.
    }
    twinMayFollow = false;
  }

  /** Lets {@code patience} pass, dropping what comes in, unless {@code stop} says so. */
  void pause(Duration patience, BooleanSupplier stop) throws ChannelException {
    drain(patience, stop);
  }

  /** Waits for input and drops it; whether there was any. */
  private boolean drain(Duration patience, BooleanSupplier stop) throws ChannelException {
    try {
      long end = nanoTime.getAsLong() + patience.toNanos();
      long now = nanoTime.getAsLong();
      while (now < end && !stop.getAsBoolean()) {
        received.clear();
        if (received.fill(link, Duration.ofNanos(end - now)) > 0) {
          received.clear();
          return true;
        }
        now = nanoTime.getAsLong();
      }
      return false;
    } catch (IOException e) {
      throw down(e);
    }
  }

  private Exchange.Outcome carryOut(Exchange exchange, BooleanSupplier stop)
      throws ChannelException {
    try {
      if (twinMayFollow) {
        settle(TWIN_QUIET);
      }
      received.clear();
      link.discardInput();
      var outcome = exchange.carryOut(link, received, nanoTime, stop);
      twinMayFollow = exchange.repeated();
      return outcome;
    } catch (ChannelException e) {
      twinMayFollow = true;
      throw fault(e);
    } catch (IOException e) {
      throw down(e);
    }
  }

  private <R> R parsed(Command<R> command, Bytes response) throws ChannelException {
    try {
      R result = command.parse(response);
      tally.commands.incrementAndGet();
      return result;
    } catch (ChannelException e) {
      throw fault(e);
    }
  }

  private ChannelException fault(Fault fault) {
    return fault(new ChannelException(fault));
  }

  private ChannelException fault(ChannelException exception) {
    tally.faults.incrementAndGet();
    return exception;
  }

  private ChannelException down(IOException cause) {
    tally.faults.incrementAndGet();
    return new ChannelException(new Fault.LinkDown(link.name() + ": " + cause.getMessage()), cause);
  }
}
