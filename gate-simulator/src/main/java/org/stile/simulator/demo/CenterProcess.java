package org.stile.simulator.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A center of its own for the demo: a process on loopback, with its data in a scratch folder. */
public final class CenterProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Process process;
  private final Path home;
  private final URI address;
  private final Thread undertaker;

  private CenterProcess(Process process, Path home, URI address) {
    this.process = process;
    this.home = home;
    this.address = address;
    // Whoever interrupts the demo must not be left with a server.
    this.undertaker = new Thread(this::end, "stop the center");
    Runtime.getRuntime().addShutdownHook(undertaker);
  }

  /**
   * Starts a center and waits until it is ready.
   *
   * @param program "quarkus-run.jar" as the build makes it.
   * @param folder where its data and its log go; the caller's to delete.
   */
  public static CenterProcess start(Path program, Path folder) throws IOException {
    if (!Files.exists(program)) {
      throw new IOException("there is no center at " + program + "; './stile build' makes it");
    }
    Path home = Files.createDirectories(folder.resolve("center"));
    int port = freePort();
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                program.toString()));
    builder.environment().keySet().removeIf(name -> name.startsWith("STILE_"));
    builder.environment().put("STILE_HOME", home.toString());
    builder.environment().put("STILE_PORT", Integer.toString(port));
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("center.log").toFile());
    var center = new CenterProcess(builder.start(), home, URI.create("http://127.0.0.1:" + port));
    try {
      center.awaitReady(folder.resolve("center.log"));
      return center;
    } catch (IOException e) {
      center.close();
      throw e;
    }
  }

  Path home() {
    return home;
  }

  URI address() {
    return address;
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops it and its database; again is harmless. */
  public void stop() {
    if (process.isAlive()) {
      Runtime.getRuntime().removeShutdownHook(undertaker);
      end();
    }
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(Path log) throws IOException {
    var client = new CenterClient(address);
    long end = System.nanoTime() + START_MAX.toNanos();
    while (!client.ready()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the center did not start; it said:\n" + Files.readString(log));
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the center started", e);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
