package org.stile.system.sync;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.stile.simulator.ground.Programs;
import org.stile.system.center.CenterProcess;

/** The packaged agent in a process of its own, started as {@code ./stile sync} does. */
final class AgentProcess implements AutoCloseable {
  private final Process process;
  private final List<String> log = new ArrayList<>();

  private AgentProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::listen);
  }

  /**
   * Starts it.
   *
   * @param before what stands before the JVM's command, such as {@code nsenter}.
   * @param environment further variables, such as those of faketime(1).
   */
  static AgentProcess start(List<String> before, Path config, Map<String, String> environment)
      throws IOException {
    var programs = new Programs(CenterProcess.root());
    var command = new ArrayList<>(before);
    command.addAll(programs.agent("--config", config.toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new AgentProcess(builder.redirectErrorStream(true).start());
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(this::note);
    } catch (IOException | java.io.UncheckedIOException e) {
      note(e.toString());
    }
  }

  private void note(String line) {
    synchronized (log) {
      log.add(line);
    }
  }

  /** How many lines of its log have {@code text} in them. */
  long times(String text) {
    synchronized (log) {
      return log.stream().filter(line -> line.contains(text)).count();
    }
  }

  /** All it said so far. */
  String said() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  /** What it has in memory, in kB: proc(5), status. */
  long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  boolean lives() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is dead. */
  void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    if (!process
        .onExit()
        .thenApply(_ -> true)
        .completeOnTimeout(false, 10, TimeUnit.SECONDS)
        .join()) {
      kill();
    }
  }
}
