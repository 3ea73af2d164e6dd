package org.stile.simulator.pn532;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.stile.core.Bytes;

/** What the reader is about to send, in order, each piece when its last bit will be out. */
final class Outbox {
  private final Pace pace;
  private final Faults faults;
  private final Deque<Piece> pieces = new ArrayDeque<>();

  /** An ACK that is to come after the answer it belongs before. */
  private Optional<Bytes> lateAck = Optional.empty();

  private long free = Long.MIN_VALUE;

  private record Piece(Bytes bytes, int baud, long due) {}

  Outbox(Pace pace, Faults faults) {
    this.pace = pace;
    this.faults = faults;
  }

  /** Sends an ACK, unless a fault forbids it; when it is out. */
  long acknowledge(long ready, int baud) {
    if (faults.dropsAck()) {
      return ready;
    }
    if (faults.answersBeforeAck()) {
      lateAck = Optional.of(ReaderFrames.ACK);
      return ready;
    }
    return send(ReaderFrames.ACK, ready + faults.ackDelay().toNanos(), baud);
  }

  /** Sends an answer. */
  void add(Bytes answer, long ready, int baud) {
    Bytes noise = faults.noise();
    long out = send(noise.isEmpty() ? answer : Bytes.concat(noise, answer), ready, baud);
    lateAck.ifPresent(ack -> send(ack, out, baud));
    lateAck = Optional.empty();
  }

  private long send(Bytes bytes, long ready, int baud) {
    long start = Math.max(ready, free);
    free = start + (pace == Pace.LIFELIKE ? Uart.nanos(bytes.length(), baud) : 0);
    pieces.addLast(new Piece(bytes, baud, free));
    return free;
  }

  Optional<Transmission> take(long now) {
    Piece first = pieces.peekFirst();
    if (first == null || first.due > now) {
      return Optional.empty();
    }
    pieces.removeFirst();
    byte[] bytes = first.bytes.toArray();
    byte[] carried = faults.carry(Faults.Way.TO_HOST, bytes, bytes.length);
    return Optional.of(new Transmission(Bytes.copyOf(carried), first.baud));
  }

  OptionalLong nextDue() {
    Piece first = pieces.peekFirst();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.due);
  }

  /** What is not out yet never will be. */
  void clear() {
    pieces.clear();
    lateAck = Optional.empty();
    free = Long.MIN_VALUE;
  }
}
