package org.stile.sync;

import java.net.URI;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;

/**
 * {@link Wire} to the first of a few brokers that takes the connection: a venue's unit, then the
 * center. While it talks to another than the first it knocks at the first now and then, and goes
 * back when that opens. Which center files come from goes with the broker, since paths are told
 * over it. One thread, but for what is told.
 */
final class NearestWire implements Wire {
  /** A gate is back at its venue's unit at the latest so long after the unit is there again. */
  static final long KNOCK_EVERY_MS = 30_000;

  private final List<Place> places;
  private final Knocker knocker;
  private int at;
  private Try current = Try.none();
  private volatile int open;

  /** A broker with the center whose files it tells of. */
  record Place(Wire wire, URI broker, URI center) {}

  /** Finds out whether a broker is there again. */
  interface Knocker {
    /**
     * Knocks every {@link #KNOCK_EVERY_MS} until the broker opens, and calls {@code opened}; ends
     * without, once it is over. Returns at once.
     */
    void knock(URI broker, BooleanSupplier over, Runnable opened);
  }

  NearestWire(List<Place> places, Knocker knocker) {
    this.places = List.copyOf(places);
    this.knocker = knocker;
  }

  /** Where files are to be fetched just now. Any thread. */
  URI center() {
    return places.get(open).center();
  }

  @Override
  public void connect(Bytes bootId, Listener listener) {
    drop();
    // A connection that was up ended: the nearest first. One that never came about: the next.
    at = current.wasUp() ? 0 : (at + 1) % places.size();
    open = at;
    current = at == 0 ? new Try(listener) : new Try(listener, this::knock);
    places.get(at).wire().connect(bootId, current);
  }

  private void knock(Try held) {
    knocker.knock(
        places.getFirst().broker(),
        () -> held.over,
        () -> held.lost("the first broker is there again"));
  }

  @Override
  public void publish(SyncTopic topic, Bytes payload) {
    places.get(at).wire().publish(topic, payload);
  }

  @Override
  public void goOn() {
    places.get(at).wire().goOn();
  }

  @Override
  public void drop() {
    current.end();
    places.get(at).wire().drop();
  }

  @Override
  public void close() {
    current.end();
    places.get(at).wire().close();
  }

  /** One connection, or what was to be one. Told from the wire's threads. */
  private static final class Try implements Listener {
    private final Listener listener;
    private final Consumer<Try> whenUp;
    private volatile boolean up;
    private volatile boolean over;

    /** With the nearest: this is it. */
    Try(Listener listener) {
      this(listener, _ -> {});
    }

    /** With another: {@code whenUp} looks for the nearest. */
    Try(Listener listener, Consumer<Try> whenUp) {
      this.listener = listener;
      this.whenUp = whenUp;
    }

    /** What went before the first. */
    static Try none() {
      var none = new Try(NOBODY);
      none.up = true;
      return none;
    }

    boolean wasUp() {
      return up;
    }

    void end() {
      over = true;
    }

    @Override
    public void connected(Bytes bootId) {
      up = true;
      whenUp.accept(this);
      listener.connected(bootId);
    }

    @Override
    public void lost(String why) {
      over = true;
      listener.lost(why);
    }

    @Override
    public void received(String topic, Bytes payload) {
      listener.received(topic, payload);
    }

    @Override
    public void published() {
      listener.published();
    }
  }

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void connected(Bytes bootId) {}

        @Override
        public void lost(String why) {}

        @Override
        public void received(String topic, Bytes payload) {}

        @Override
        public void published() {}
      };
}
