package org.stile.system.center;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that is ended and started again: one that the system gives to no connection
 * by itself, or it might be taken meanwhile.
 */
public final class KeptPort {
  /** Above what services are registered for. */
  private static final int FIRST = 20_000;

  /** Below ip_local_port_range (Linux, ip-sysctl). */
  private static final int END = 32_768;

  private static final int TRIES_MAX = 100;

  private KeptPort() {}

  /** One that nobody listens at now. */
  public static int find() throws IOException {
    IOException last = new IOException("no port was tried");
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw last;
  }
}
