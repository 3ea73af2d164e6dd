package org.stile.sync;

import java.net.URI;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.follow.Backoff;

/**
 * {@link Wire} to the first of a few brokers behind which somebody answers: a venue's unit, then
 * the center. While it talks to another than the first it knocks at the first now and then, and
 * goes back when that opens; the more seldom, the more often that opened in vain, as a broker does
 * whose center is not there. Which center files come from goes with the broker, since paths are
 * told over it. One thread, but for what is told.
 */
class NearestWire implements Wire {
  /** A gate is back at its venue's unit at the latest so long after the unit is there again. */
  static final long KNOCK_EVERY_MS = 30_000;

  /** What is waited more, at random, after the first opened in vain once; doubled each time. */
  private static final long IN_VAIN_FIRST_MS = 60_000;

  private static final long IN_VAIN_MOST_MS = 300_000;

  private final List<Place> places;
  private final Knocker knocker;
  private final RandomGenerator random;
  private final Backoff inVain = new Backoff(IN_VAIN_FIRST_MS, IN_VAIN_MOST_MS);
  private long knockAfterMs = KNOCK_EVERY_MS;
  private int at;
  private Try current = Try.none();
  private volatile int open;

  /** A broker with the center whose files it tells of. */
  record Place(Wire wire, URI broker, URI center) {}

  /** Finds out whether a broker is there again. */
  interface Knocker {
    /**
     * Knocks after {@code firstMs}, and then every {@link #KNOCK_EVERY_MS} until the broker opens,
     * and calls {@code opened}; ends without, once it is over. Returns at once.
     */
    void knock(URI broker, long firstMs, BooleanSupplier over, Runnable opened);
  }

  /**
   * A way to each of them.
   *
   * @param random so that the gates of a venue do not all come back at one instant.
   */
  NearestWire(List<Place> places, Knocker knocker, RandomGenerator random) {
    this.places = List.copyOf(places);
    this.knocker = knocker;
    this.random = random;
  }

  /** Where files are to be fetched just now. Any thread. */
  URI center() {
    return places.get(open).center();
  }

  @Override
  public void connect(Bytes bootId, Listener listener) {
    drop();
    boolean called = current.called;
    if (at == 0 && current.wasInVain()) {
      knockAfterMs = KNOCK_EVERY_MS + inVain.afterFailure(random.nextDouble());
    }
    // After one on which somebody answered, the nearest first. After any other, the next.
    at = current.answered || called ? 0 : (at + 1) % places.size();
    open = at;
    long knockAfter = knockAfterMs;
    current =
        at == 0 ? new Try(listener, called) : new Try(listener, held -> knock(held, knockAfter));
    places.get(at).wire().connect(bootId, current);
  }

  private void knock(Try held, long firstMs) {
    knocker.knock(places.getFirst().broker(), firstMs, () -> held.over, held::call);
  }

  @Override
  public void answered() {
    current.answered = true;
    if (at == 0) {
      knockAfterMs = KNOCK_EVERY_MS;
      inVain.reset();
    }
  }

  @Override
  public boolean leave() {
    current.answered = false;
    current.left = true;
    return places.size() > 1;
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
    private final boolean opened;
    private final Consumer<Try> whenUp;
    private boolean answered; // On the owner's thread, as the next.
    private boolean left;
    private volatile boolean over;
    private volatile boolean called;

    /**
     * With the nearest: this is it.
     *
     * @param opened it did when it was knocked at.
     */
    Try(Listener listener, boolean opened) {
      this(listener, opened, _ -> {});
    }

    /** With another: {@code whenUp} looks for the nearest. */
    Try(Listener listener, Consumer<Try> whenUp) {
      this(listener, false, whenUp);
    }

    private Try(Listener listener, boolean opened, Consumer<Try> whenUp) {
      this.listener = listener;
      this.opened = opened;
      this.whenUp = whenUp;
    }

    /** What went before the first. */
    static Try none() {
      var none = new Try(NOBODY, false);
      none.answered = true;
      return none;
    }

    /** Whether it opens, as a knock would find, and that helps nobody. */
    boolean wasInVain() {
      return left || (opened && !answered);
    }

    void end() {
      over = true;
    }

    /** The nearest opens again: back to it. */
    void call() {
      if (!over) {
        called = true;
        lost("the first broker opens again");
      }
    }

    @Override
    public void connected(Bytes bootId) {
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
