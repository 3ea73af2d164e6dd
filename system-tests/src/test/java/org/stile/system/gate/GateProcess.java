package org.stile.system.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A gate in a process of its own, with ears at its log. */
public final class GateProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 500_000;
  private static final long LOOK_MS = 100;

  /** What the panel of a lane that waits for a chip shows. */
  private static final String IDLE = "Hold your ticket here";

  private final Process process;
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final AtomicInteger idles = new AtomicInteger();
  private final Thread listener;

  private GateProcess(Process process) {
    this.process = process;
    listener = Thread.ofVirtual().start(this::listen);
    Thread.ofVirtual().start(this::watch);
  }

  public static GateProcess start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * Starts one behind another command.
   *
   * @param before what stands before the JVM's command, such as {@code nsenter}.
   */
  public static GateProcess start(List<String> before, String... arguments) throws IOException {
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "org.stile.gate.GateMain"));
    command.addAll(List.of(arguments));
    return new GateProcess(new ProcessBuilder(command).start());
  }

  private void listen() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(log::add);
    } catch (IOException e) {
      log.add(e.toString());
    }
  }

  private void watch() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().filter(line -> line.contains(IDLE)).forEach(line -> idles.incrementAndGet());
    } catch (IOException e) {
      log.add(e.toString());
    }
  }

  /** How often its panel has asked for a chip. */
  public int idles() {
    return idles.get();
  }

  /**
   * Waits until the lane has seen the last chip leave and asks for one more than {@code before}.
   */
  public void awaitIdle(int before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (idles.get() <= before) {
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        throw new AssertionError("it does not wait for a chip: " + heard + log);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The same; false if it ends before it asks for one. */
  public boolean idlesAgain(int before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (idles.get() <= before) {
      if (!process.isAlive()) {
        return false;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it does not wait for a chip: " + heard + log);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Waits for its first chip. */
  public GateProcess ready() throws InterruptedException {
    String _ = hears("\"event\":\"ready\"");
    awaitIdle(0);
    return this;
  }

  /** The next line of the log that has {@code text} in it. */
  public String hears(String text) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos(); // However much else it says meanwhile.
    while (true) {
      String line = log.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("no " + text + " in " + heard);
      }
      heard.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** The same; empty if it ends without having said so. */
  public Optional<String> hearsWhileAlive(String text) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      String line = log.poll(LOOK_MS, TimeUnit.MILLISECONDS);
      if (line != null && line.contains(text)) {
        return Optional.of(line);
      }
      if (line == null && !alive) {
        return Optional.empty();
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no " + text + " within " + PATIENCE);
      }
    }
  }

  /** Lets go of what it said and nobody listened to. */
  public void forget() {
    log.clear();
  }

  public boolean lives() {
    return process.isAlive();
  }

  /** Types a line. */
  public void type(String line) throws IOException {
    var keys = process.outputWriter(StandardCharsets.UTF_8);
    keys.write(line + "\n");
    keys.flush();
  }

  /** SIGTERM; through the handle, for {@link Process#destroy} would close our ears as well. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, through the handle too; returns when it is dead. */
  public void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still there; it said " + heard);
    }
    return process.exitValue();
  }

  /** All that it said on standard error; it has ended. */
  public String said() throws InterruptedException {
    listener.join();
    heard.addAll(log);
    log.clear();
    return String.join("\n", heard);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
