package org.stile.sync;

import org.stile.core.Bytes;
import org.stile.core.sync.SyncTopic;

/**
 * The way to the broker: one connection at a time, nothing kept from one to the next. One thread;
 * nothing blocks. What happens is told by {@link Listener}.
 */
interface Wire extends AutoCloseable {
  /**
   * Begins a connection whose will tells the death of {@code bootId}; it is up when the own topic
   * is subscribed to.
   *
   * @param listener of this connection alone.
   */
  void connect(Bytes bootId, Listener listener);

  /** Sends at QoS 1, not retained, as soon as the broker's window has room. */
  void publish(SyncTopic topic, Bytes payload);

  /** A message was taken ({@link Listener#published}): there may be room for one that waits. */
  void goOn();

  /** The center has answered on this connection: whoever is behind the broker is well. */
  default void answered() {}

  /**
   * Whether the next connection is to go elsewhere, as nobody answers on this one; false if there
   * is nowhere else, and this one is as good as any.
   */
  default boolean leave() {
    return false;
  }

  /** Ends the connection, if there is one, without a farewell. */
  void drop();

  /** Ends it with one, and has the broker tell the will. */
  @Override
  void close();

  /**
   * Told from threads of the wire; must return at once. Of a connection that was dropped nothing is
   * told any more.
   */
  interface Listener {
    void connected(Bytes bootId);

    /** It ended, or never came about. */
    void lost(String why);

    void received(String topic, Bytes payload);

    /** The broker took one message (PUBACK). */
    void published();
  }
}
