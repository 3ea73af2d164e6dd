package org.stile.sync;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.function.BooleanSupplier;

/** Knocks over TCP, each time on a thread of its own. */
final class KnockThread implements NearestWire.Knocker {
  private static final int KNOCK_MAX_MS = 2_000;

  @Override
  public void knock(URI broker, long firstMs, BooleanSupplier over, Runnable opened) {
    Thread.ofPlatform().daemon().name("knock").start(() -> run(broker, firstMs, over, opened));
  }

  private static void run(URI broker, long firstMs, BooleanSupplier over, Runnable opened) {
    try {
      long waitMs = firstMs;
      while (!over.getAsBoolean()) {
        Thread.sleep(waitMs);
        waitMs = NearestWire.KNOCK_EVERY_MS;
        if (!over.getAsBoolean() && opens(broker)) {
          opened.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean opens(URI broker) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(broker.getHost(), broker.getPort()), KNOCK_MAX_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
