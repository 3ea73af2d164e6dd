package org.stile.simulator.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells browsers what there is to see, as server-sent events (HTML Standard §9.2): whole each time,
 * soon after it changed. Any thread.
 */
public final class Broadcast implements AutoCloseable {
  /** Several browser windows; more are somebody's mistake. */
  private static final int STREAMS_MAX = 8;

  /** Changes come in bursts; an eye sees no difference. */
  private static final Duration PAUSE = Duration.ofMillis(60);

  /** A page that hears nothing for longer says that its stream died. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition news = guard.newCondition();
  private final Semaphore streams = new Semaphore(STREAMS_MAX);
  private long version;
  private boolean closed;

  /** What is told. */
  @FunctionalInterface
  public interface Source {
    byte[] state() throws IOException;
  }

  private volatile Source source = () -> new byte[0];

  /** Nothing is told yet. */
  public Broadcast() {}

  /** What is told from now on. */
  public void of(Source next) {
    source = next;
    changed();
  }

  /** There is something new to see. */
  public void changed() {
    guard.lock();
    try {
      version++;
      news.signalAll();
    } finally {
      guard.unlock();
    }
  }

  /** Tells one browser, until it leaves or this is closed. */
  void serve(HttpExchange exchange) throws IOException {
    if (!streams.tryAcquire()) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      tell(exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.release();
    }
  }

  private void tell(OutputStream out) throws IOException, InterruptedException {
    long told = -1;
    while (true) {
      told = await(told);
      out.write("data: ".getBytes(StandardCharsets.US_ASCII));
      out.write(source.state()); // JSON has no line ends.
      out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
      if (told < 0) { // The last word was told; this is the end.
        out.write("event: end\ndata:\n\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return;
      }
      out.flush();
      Thread.sleep(PAUSE);
    }
  }

  /** The version there is once it is another, or it is time for a heartbeat; -1: closed. */
  private long await(long told) throws InterruptedException {
    long left = HEARTBEAT.toNanos();
    guard.lock();
    try {
      while (version == told && !closed && left > 0) {
        left = news.awaitNanos(left);
      }
      return closed ? -1 : version;
    } finally {
      guard.unlock();
    }
  }

  /** Tells everybody that this is the end. */
  @Override
  public void close() {
    guard.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      guard.unlock();
    }
    try {
      // All have left, or a second is over: whoever does not read is not waited for.
      boolean _ = streams.tryAcquire(STREAMS_MAX, 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
