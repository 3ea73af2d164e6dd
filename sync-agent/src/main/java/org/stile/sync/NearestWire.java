package org.stile.sync;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;

/**
 * {@link Wire} to the first of a few brokers that takes the connection: a venue's unit, then the
 * center. While it talks to another than the first it knocks at the first now and then, and goes
 * back when that opens. Which center files come from goes with the broker, since paths are told
 * over it. One thread, but for what is told.
 */
final class NearestWire implements Wire {
  private static final long KNOCK_EVERY_MS = 30_000;
  private static final int KNOCK_MAX_MS = 2_000;

  private final List<Place> places;
  private int at;
  private Try current = Try.DONE;
  private volatile int open;

  /** A broker with the center whose files it tells of. */
  record Place(PahoWire wire, URI broker, URI center) {}

  NearestWire(List<Place> places) {
    this.places = List.copyOf(places);
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
    current = new Try(listener, at == 0 ? null : places.getFirst().broker());
    places.get(at).wire().connect(bootId, current);
  }

  private static boolean opens(URI broker) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(broker.getHost(), broker.getPort()), KNOCK_MAX_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
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
    static final Try DONE = new Try();

    private final Listener listener;
    private final @Nullable URI better;
    private volatile boolean up;
    private volatile boolean over;

    /**
     * A connection to be.
     *
     * @param better the broker to go to as soon as it opens; null: this is it.
     */
    Try(Listener listener, @Nullable URI better) {
      this.listener = listener;
      this.better = better;
    }

    private Try() {
      this(NOBODY, null);
      up = true;
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
      if (better != null) {
        Thread.ofPlatform().daemon().name("knock").start(() -> knock(better));
      }
      listener.connected(bootId);
    }

    private void knock(URI first) {
      try {
        while (!over) {
          Thread.sleep(KNOCK_EVERY_MS);
          if (!over && opens(first)) {
            listener.lost("the first broker is there again");
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
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
