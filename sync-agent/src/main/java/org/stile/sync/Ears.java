package org.stile.sync;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.stile.core.Bytes;

/**
 * Hears one connection and hands over to the thread that owns the agent; deaf once it is closed, to
 * what came before that and was not looked at yet, too.
 */
final class Ears implements Wire.Listener {
  /** Of no connection. */
  static final Ears DEAF = new Ears(_ -> {}, _ -> {});

  /** Messages that came and were not looked at: some 16 MB at worst; more, and the link is cut. */
  static final int RECEIVED_MAX = 256;

  private final Consumer<Runnable> inbox;
  private final Consumer<Heard> owner;
  private final Semaphore room = new Semaphore(RECEIVED_MAX);
  private boolean deaf; // On the owner's thread.

  /** What a connection tells. */
  sealed interface Heard {
    record Connected(Bytes bootId) implements Heard {}

    record Received(String topic, Bytes payload) implements Heard {}

    record Published() implements Heard {}

    record Lost(String why) implements Heard {}
  }

  /**
   * Hears for {@code owner}.
   *
   * @param inbox runs what it is given on the owner's thread, in its order.
   */
  Ears(Consumer<Runnable> inbox, Consumer<Heard> owner) {
    this.inbox = inbox;
    this.owner = owner;
  }

  /** On the owner's thread. */
  void close() {
    deaf = true;
  }

  @Override
  public void connected(Bytes bootId) {
    hear(new Heard.Connected(bootId));
  }

  @Override
  public void lost(String why) {
    hear(new Heard.Lost(why));
  }

  @Override
  public void received(String topic, Bytes payload) {
    if (!room.tryAcquire()) {
      lost("the broker sends faster than we read");
      return;
    }
    inbox.accept(
        () -> {
          room.release();
          tell(new Heard.Received(topic, payload));
        });
  }

  @Override
  public void published() {
    hear(new Heard.Published());
  }

  private void hear(Heard heard) {
    inbox.accept(() -> tell(heard));
  }

  private void tell(Heard heard) {
    if (!deaf) {
      owner.accept(heard);
    }
  }
}
