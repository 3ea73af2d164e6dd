package org.stile.center.board;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
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

  private final SseEventSink sink;
  private final Caller caller;
  private final Supplier<Optional<Caller>> again;
  private final Instant until;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * A viewer.
   *
   * @param again asks who the caller is by now.
   * @param until when the stream ends, so that a new one is asked for.
   */
  Viewer(SseEventSink sink, Caller caller, Supplier<Optional<Caller>> again, Instant until) {
    this.sink = sink;
    this.caller = caller;
    this.again = again;
    this.until = until;
  }

  /** What came of sending. */
  enum Sent {
    YES,
    GONE,
    /** The reader does not keep up. */
    BEHIND
  }

  Sent send(OutboundSseEvent event) {
    if (gone() || sink.isClosed()) {
      return Sent.GONE;
    }
    if (waiting.incrementAndGet() > WAITING_MAX) {
      return Sent.BEHIND;
    }
    pass(event);
    return Sent.YES;
  }

  private void pass(OutboundSseEvent event) {
    try {
      sink.send(event)
          .whenComplete(
              (_, problem) -> {
                waiting.decrementAndGet();
                if (problem != null) {
                  gone.set(true);
                }
              });
    } catch (IllegalStateException e) {
      gone.set(true); // Closed meanwhile.
    }
  }

  /** Says a last word and ends the stream. */
  void end(OutboundSseEvent last) {
    if (!gone.getAndSet(true) && !sink.isClosed()) {
      try {
        sink.send(last).whenComplete((_, _) -> sink.close());
      } catch (IllegalStateException e) {
        sink.close();
      }
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
