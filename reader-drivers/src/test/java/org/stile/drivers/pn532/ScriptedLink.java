package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.stile.core.Bytes;
import org.stile.drivers.serial.ByteLink;

/**
 * A line that answers by a script, in a time that passes only by waiting: an hour costs nothing,
 * and a millisecond too long is seen.
 */
final class ScriptedLink implements ByteLink, LongSupplier {
  static final Bytes ACK = Bytes.hex("0000FF00FF00");
  static final Bytes NACK = Bytes.hex("0000FFFF0000");

  private final List<Bytes> written = new ArrayList<>();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private boolean woken;
  private boolean closed;
  private long now = 1_000_000_000L;

  private record Arrival(long at, Bytes bytes) {}

  /** What happens when something is written. */
  private record Turn(Bytes expected, List<Arrival> answers) {}

  static Bytes command(String hex) {
    Bytes body = Bytes.hex(hex);
    return Bytes.copyOf(
        FrameCodec.encode(
            new Frame.Information(Frame.Direction.HOST_TO_CHIP, body.at(0), body.from(1))));
  }

  static Bytes response(String hex) {
    Bytes body = Bytes.hex(hex);
    return Bytes.copyOf(
        FrameCodec.encode(
            new Frame.Information(Frame.Direction.CHIP_TO_HOST, body.at(0), body.from(1))));
  }

  /** The next thing the host must write; answers to it follow with {@link #then}. */
  ScriptedLink expect(Bytes bytes) {
    turns.addLast(new Turn(bytes, new ArrayList<>()));
    return this;
  }

  /** In answer to the last expectation, together with what is there already. */
  ScriptedLink then(Bytes... bytes) {
    return after(Duration.ZERO, bytes);
  }

  /** In answer to the last expectation, so long after it was met; each on its own. */
  ScriptedLink after(Duration delay, Bytes... bytes) {
    for (Bytes one : bytes) {
      turns.getLast().answers.add(new Arrival(delay.toNanos(), one));
    }
    return this;
  }

  /** Comes in without having been asked for. */
  ScriptedLink receives(Bytes bytes) {
    arrivals.addLast(new Arrival(now, bytes));
    return this;
  }

  /** What was written beside or beyond the script. */
  List<Bytes> written() {
    return written;
  }

  int unmet() {
    return turns.size();
  }

  Duration elapsedSince(long start) {
    return Duration.ofNanos(now - start);
  }

  @Override
  public long getAsLong() {
    return now;
  }

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    Bytes what = Bytes.copyOf(bytes, 0, count);
    if (turns.isEmpty() || !turns.getFirst().expected.equals(what)) {
      written.add(what);
      return;
    }
    for (Arrival answer : turns.removeFirst().answers) {
      arrivals.addLast(new Arrival(now + answer.at, answer.bytes));
    }
  }

  @Override
  public int read(byte[] into, int offset, Duration patience) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (woken || arrivals.isEmpty() || arrivals.getFirst().at > now + patience.toNanos()) {
      now += woken ? 0 : patience.toNanos();
      woken = false;
      return 0;
    }
    Arrival next = arrivals.removeFirst();
    now = Math.max(now, next.at);
    int count = Math.min(next.bytes.length(), into.length - offset);
    next.bytes.slice(0, count).copyInto(into, offset);
    if (count < next.bytes.length()) {
      arrivals.addFirst(new Arrival(now, next.bytes.from(count)));
    }
    return count;
  }

  @Override
  public void speed(int baud) {}

  @Override
  public void discardInput() {
    arrivals.removeIf(arrival -> arrival.at <= now);
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public String name() {
    return "a script";
  }

  @Override
  public void close() {
    closed = true;
  }
}
