package org.stile.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's Mosquitto on a port of the loopback, started, killed and started again by a test. */
final class Mosquitto implements AutoCloseable {
  private static final long START_MAX_MS = 10_000;

  private final Path folder;
  private final int port;
  private Process process;

  private Mosquitto(Path folder, int port, String more) throws IOException {
    this.folder = folder;
    this.port = port;
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        """
        per_listener_settings false
        listener %d 127.0.0.1
        max_topic_alias 0
        persistence false
        %s
        """
            .formatted(port, more));
  }

  /** Anybody may say anything. */
  static Mosquitto open(Path folder) throws Exception {
    return start(folder, freePort(), "allow_anonymous true");
  }

  static Mosquitto start(Path folder, int port, String more) throws Exception {
    var broker = new Mosquitto(folder, port, more);
    broker.start();
    return broker;
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  URI address() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  void start() throws Exception {
    // As root it would change to a user that cannot read a test's folder.
    process =
        new ProcessBuilder("mosquitto", "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MAX_MS);
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new AssertionError(
              "no broker: " + Files.readString(folder.resolve("mosquitto.log")), e);
        }
        Thread.sleep(20);
      }
    }
  }

  /** As a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
