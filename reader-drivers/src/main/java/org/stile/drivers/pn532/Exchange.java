package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Frame.Direction;
import org.stile.drivers.serial.ByteLink;

/**
 * One command on its way: what was sent, what came back, what is still due (UM0701-02 §6.2.2). Used
 * once, by one thread.
 *
 * <pre>
 *  host   command                      (NACK)
 *  chip             ACK ... response            response
 * </pre>
 *
 * A response before or without its ACK is taken: a line may lose six bytes as well as any others. A
 * lost or torn command is sent once more, if that does no harm; a torn response is asked for again.
 */
final class Exchange {
  /** A chip that has heard a command says so within 15 ms; then something was lost. */
  static final Duration ACK_PATIENCE = Duration.ofMillis(25);

  /** A frame comes in one go; a longer pause in it means that bytes were lost. */
  private static final Duration GAP_MAX = Duration.ofMillis(40);

  /** A command nobody acknowledged was hardly heard; no point in its full patience. */
  private static final Duration UNHEARD_PATIENCE = Duration.ofMillis(250);

  /** Past the deadline, a line that never falls silent is listened to no longer than this. */
  private static final Duration BABBLE_MAX = Duration.ofMillis(100);

  private static final long READ_AT_LEAST_NS = 1_000;

  private static final int NACKS_MAX = 2;

  /** Frames of earlier commands, echoes: more than a few are a babbling chip. */
  private static final int STRAYS_MAX = 8;

  /** The shortest frame, an ACK; less noise than that has hidden none. */
  private static final int FRAME_LENGTH_MIN = 6;

  private final Command<?> command;
  private final byte[] toSend;
  private final boolean mayResend;
  private final long ackPatienceNs;
  private final long patienceNs;

  private long ackBy;
  private long answerBy;
  private long lastByteAt;
  private boolean acked;
  private boolean ackGivenUp;
  private boolean resent;
  private boolean torn;
  private int noise;
  private int nacks;
  private int strays;

  /**
   * Prepares a command.
   *
   * @param wakeUp sent before it, in one go; with one, the command is sent once only.
   * @param patience for the response, from sending on.
   */
  Exchange(Command<?> command, byte[] wakeUp, Duration ackPatience, Duration patience) {
    this.command = command;
    byte[] frame =
        FrameCodec.encode(
            new Frame.Information(Direction.HOST_TO_CHIP, command.code(), command.parameters()));
    toSend = new byte[wakeUp.length + frame.length];
    System.arraycopy(wakeUp, 0, toSend, 0, wakeUp.length);
    System.arraycopy(frame, 0, toSend, wakeUp.length, frame.length);
    mayResend = wakeUp.length == 0 && command.repeatable();
    ackPatienceNs = ackPatience.toNanos();
    patienceNs = patience.toNanos();
  }

  /** How a command ended. */
  sealed interface Outcome {
    /** With a response, still to be parsed. */
    record Answered(Bytes response) implements Outcome {}

    /**
     * With none.
     *
     * @param acked whether the chip has at least heard it.
     */
    record TimedOut(Duration waited, boolean acked) implements Outcome {}

    /** By the wish of whoever waited. */
    record Stopped() implements Outcome {}
  }

  /** Whether something was sent twice, so that its answer may come twice. */
  boolean repeated() {
    return resent || nacks > 0;
  }

  /** Sends the command and waits for how it ends. */
  Outcome carryOut(ByteLink link, FrameBuffer received, LongSupplier nanoTime, BooleanSupplier stop)
      throws IOException {
    long start = nanoTime.getAsLong();
    link.write(toSend, toSend.length);
    ackBy = start + ackPatienceNs;
    answerBy = start + patienceNs;
    lastByteAt = start;
    while (true) {
      Optional<Outcome> end =
          switch (received.take()) {
            case FrameCodec.Decoded.Complete complete -> on(complete.frame());
            case FrameCodec.Decoded.Malformed malformed -> {
              on(malformed);
              yield Optional.empty();
            }
            case FrameCodec.Decoded.Incomplete incomplete -> {
              noise += incomplete.junk();
              if (torn && !received.beginsFrame()) {
                askAgain(link, received, nanoTime.getAsLong());
              }
              yield waitForMore(link, received, nanoTime, stop);
            }
          };
      if (end.isPresent()) {
        return end.get() instanceof Outcome.TimedOut
            ? new Outcome.TimedOut(Duration.ofNanos(nanoTime.getAsLong() - start), acked)
            : end.get();
      }
    }
  }

  private Optional<Outcome> on(Frame frame) throws ChannelException {
    switch (frame) {
      case Frame.Ack _ -> {
        acked = true;
        noise = 0;
        torn = false;
      }
      case Frame.Nack _ -> stray(frame);
      case Frame.SyntaxError _ -> throw odd("the reader does not know " + command);
      case Frame.Information said -> {
        if (said.direction() == Direction.CHIP_TO_HOST && said.code() == command.code() + 1) {
          return Optional.of(new Outcome.Answered(said.payload()));
        }
        stray(frame);
      }
    }
    return Optional.empty();
  }

  private void on(FrameCodec.Decoded.Malformed malformed) {
    switch (malformed.flaw()) {
      // The length was right: this was a frame, and all of it is here.
      case DATA_CHECKSUM, UNKNOWN_DIRECTION, NO_POSTAMBLE -> torn = true;
      case LENGTH_CHECKSUM, EMPTY_BODY, TOO_LONG -> noise += malformed.consumed();
    }
  }

  private void stray(Frame frame) throws ChannelException {
    strays++;
    if (strays > STRAYS_MAX) {
      throw odd("no answer to " + command + " but " + frame);
    }
  }

  private Optional<Outcome> waitForMore(
      ByteLink link, FrameBuffer received, LongSupplier nanoTime, BooleanSupplier stop)
      throws IOException {
    long now = nanoTime.getAsLong();
    boolean ackDue = !acked && !ackGivenUp;
    boolean restDue = !ackDue && (received.beginsFrame() || noise >= FRAME_LENGTH_MIN);
    long until = answerBy;
    if (ackDue) {
      until = Math.min(until, ackBy);
    }
    if (restDue) {
      until = Math.min(until, lastByteAt + GAP_MAX.toNanos());
    }
    // What has come already is read even after the deadline: it is this thread that was late.
    if (received.fill(link, Duration.ofNanos(Math.max(until - now, READ_AT_LEAST_NS))) > 0) {
      lastByteAt = nanoTime.getAsLong();
      return lastByteAt < answerBy + BABBLE_MAX.toNanos() ? Optional.empty() : noAnswer();
    }
    now = nanoTime.getAsLong();
    if (stop.getAsBoolean()) {
      return Optional.of(new Outcome.Stopped());
    }
    if (now >= answerBy) {
      return noAnswer();
    }
    if (restDue && now >= lastByteAt + GAP_MAX.toNanos()) {
      askAgain(link, received, now);
    } else if (ackDue && now >= ackBy) {
      return noAck(link, received, now);
    }
    return Optional.empty();
  }

  private Optional<Outcome> noAnswer() throws ChannelException {
    if (strays > 0 && acked) {
      throw odd("answers of other commands only, to " + command);
    }
    return Optional.of(new Outcome.TimedOut(Duration.ZERO, acked));
  }

  private Optional<Outcome> noAck(ByteLink link, FrameBuffer received, long now)
      throws IOException {
    if (mayResend && !resent) {
      resent = true;
      link.write(toSend, toSend.length);
      ackBy = now + ackPatienceNs;
    } else if (mayResend) {
      return noAnswer();
    } else {
      // It may have been heard, and then the answer comes; so much of what came was a torn ACK.
      ackGivenUp = true;
      received.dropShorterThan(FRAME_LENGTH_MIN);
      answerBy = Math.min(answerBy, now + UNHEARD_PATIENCE.toNanos());
      noise = Math.max(0, noise - FRAME_LENGTH_MIN);
    }
    return Optional.empty();
  }

  private void askAgain(ByteLink link, FrameBuffer received, long now) throws IOException {
    nacks++;
    if (nacks > NACKS_MAX) {
      throw odd("nothing but torn answers to " + command);
    }
    received.clear();
    torn = false;
    noise = 0;
    byte[] nack = FrameCodec.nack();
    link.write(nack, nack.length);
    lastByteAt = now;
    answerBy = Math.max(answerBy, now + GAP_MAX.toNanos());
  }

  private static ChannelException odd(String detail) {
    return new ChannelException(new Fault.ReaderProtocol(detail));
  }
}
