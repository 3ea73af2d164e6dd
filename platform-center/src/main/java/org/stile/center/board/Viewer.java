package org.stile.center.board;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.stile.center.web.Caller;
import org.stile.center.web.Scope;

/** One open stream. Any thread; what is sent by one thread arrives in its order. */
final class Viewer {
  /**
   * Messages that may wait for a reader: about ten seconds of a busy event. A reader that is
   * further behind is dropped, and told so by the last message it will read.
   */
  static final int WAITING_MAX = 100;

  /** The same in bytes: a thousand gates at once make messages of hundreds of KiB. */
  static final int WAITING_BYTES_MAX = 2 << 20;

  /** A reader that is ended and does not even read why is cut off after this time. */
  private static final Duration LAST_WORD = Duration.ofSeconds(10);

  private final SseEventSink sink;
  private final Caller caller;
  private final Supplier<Optional<Caller>> again;
  private final Instant until;
  private final Runnable cut;
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * A viewer.
   *
   * @param again asks who the caller is by now.
   * @param until when the stream ends, so that a new one is asked for.
   * @param cut closes the connection, whatever waits in it.
   */
  Viewer(
      SseEventSink sink,
      Caller caller,
      Supplier<Optional<Caller>> again,
      Instant until,
      Runnable cut) {
    this.sink = sink;
    this.caller = caller;
    this.again = again;
    this.until = until;
    this.cut = cut;
  }

  /** What is sent, written once for all who get it. */
  record Message(OutboundSseEvent event, int bytes) {}

  /** What came of sending. */
  enum Sent {
    YES,
    GONE,
    /** The reader does not keep up. */
    BEHIND
  }

  Sent send(Message message) {
    if (gone() || sink.isClosed()) {
      return Sent.GONE;
    }
    int bytes = waitingBytes.addAndGet(message.bytes);
    int count = waiting.incrementAndGet();
    // One message may be as long as it is: the first one is the whole board.
    if (count > WAITING_MAX || (count > 1 && bytes > WAITING_BYTES_MAX)) {
      return Sent.BEHIND;
    }
    pass(message);
    return Sent.YES;
  }

  private void pass(Message message) {
    try {
      sink.send(message.event)
          .whenComplete(
              (_, problem) -> {
                waiting.decrementAndGet();
                waitingBytes.addAndGet(-message.bytes);
                if (problem != null) {
                  gone.set(true);
                }
              });
    } catch (IllegalStateException e) {
      gone.set(true); // Closed meanwhile.
    }
  }

  /** Says a last word and ends the stream. */
  void end(Message last) {
    if (!gone.getAndSet(true) && !sink.isClosed()) {
      try {
        sink.send(last.event).whenComplete((_, _) -> sink.close());
        Thread.startVirtualThread(this::cutLater);
      } catch (IllegalStateException e) {
        sink.close();
      }
    }
  }

  private void cutLater() {
    try {
      Thread.sleep(LAST_WORD);
      if (!sink.isClosed()) {
        cut.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean gone() {
    return gone.get() || sink.isClosed();
  }

  boolean over(Instant now) {
    return !now.isBefore(until);
  }

  /** Whether the caller may still see what it was let to see. May block. */
  boolean allowed() {
    return again
        .get()
        .filter(now -> now.may(Scope.REGISTER_READ))
        .filter(now -> now.organizerId().equals(caller.organizerId()))
        .isPresent();
  }
}
