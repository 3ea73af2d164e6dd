package org.stile.system.center;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.stile.simulator.ground.StartCache;

/**
 * A packaged center in a process of its own, with ears at its log. It takes a free port, so several
 * can run side by side. Owned by one thread.
 */
public final class CenterProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LISTENING = Pattern.compile("Listening on: https?://[^:]+:(\\d+)");

  private final Process process;
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Thread> listeners;
  private int port;

  private CenterProcess(Process process) {
    this.process = process;
    listeners =
        List.of(
            Thread.ofVirtual().start(() -> listen(process.inputReader(StandardCharsets.UTF_8))),
            Thread.ofVirtual().start(() -> listen(process.errorReader(StandardCharsets.UTF_8))));
  }

  /**
   * How to start a center.
   *
   * @param before what stands before the JVM's command, such as {@code setpriv --reuid 1000}.
   * @param home STILE_HOME.
   * @param environment further settings; an empty value takes a setting away.
   * @param arguments of the center; none: it serves.
   */
  public record Launch(
      List<String> before, Path home, Map<String, String> environment, List<String> arguments) {
    public Launch {
      before = List.copyOf(before);
      environment = Map.copyOf(environment);
      arguments = List.copyOf(arguments);
    }

    /** A center that serves on its own database. */
    public static Launch at(Path home) {
      return new Launch(List.of(), home, Map.of(), List.of());
    }

    /** A node on a database apart. */
    public static Launch node(Path home, PostgresServer database) {
      return at(home).with("STILE_DB_URL", database.url());
    }

    /** A further node, which signs with the keys of the first. */
    public static Launch further(Path home, PostgresServer database, Path homeOfFirst) {
      return node(home, database)
          .with("STILE_VAULT", homeOfFirst.resolve("vault.sealed").toString());
    }

    /** The same with one setting more. */
    public Launch with(String name, String value) {
      var all = new java.util.HashMap<>(environment);
      all.put(name, value);
      return new Launch(before, home, all, arguments);
    }

    /** The same, started by another program. */
    public Launch behind(String... command) {
      return new Launch(List.of(command), home, environment, arguments);
    }

    /** The same, running one command instead of serving. */
    public Launch running(String... command) {
      return new Launch(before, home, environment, List.of(command));
    }

    /** Starts it and returns at once. */
    public CenterProcess start() throws IOException {
      var command = new ArrayList<>(before);
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow"));
      command.addAll(StartCache.ofCenter(root()).used());
      command.addAll(List.of("-jar", packaged().toString()));
      command.addAll(arguments);
      var builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("STILE_"));
      builder.environment().put("STILE_HOME", home.toString());
      builder.environment().put("STILE_PORT", "0");
      builder
          .environment()
          .put("STILE_PROGRAMS", root() + "/platform-center/target/postgres-programs");
      builder.environment().putAll(environment);
      return new CenterProcess(builder.start());
    }

    /** Starts it and returns when it serves. */
    public CenterProcess ready() throws IOException, InterruptedException {
      CenterProcess center = start();
      try {
        return center.ready();
      } catch (AssertionError e) {
        center.close();
        throw e;
      }
    }
  }

  /** The house's root: where {@code ./stile} is. */
  public static Path root() {
    return Path.of(System.getProperty("stile.root", "..")).toAbsolutePath().normalize();
  }

  /** The folder that {@code ./stile center} runs from. */
  public static Path application() {
    return root().resolve("platform-center/target/quarkus-app");
  }

  /** The class path of a program that runs in a center's classes. */
  public static String classPath(Path own) throws IOException {
    Path application = application();
    try (Stream<Path> app = Files.list(application.resolve("app"))) {
      List<String> path =
          Stream.concat(
                  app.map(Path::toString),
                  Stream.of(
                      own.toString(),
                      application.resolve("lib/main") + "/*",
                      application.resolve("lib/boot") + "/*"))
              .toList();
      return String.join(":", path);
    }
  }

  private static Path packaged() throws IOException {
    Path jar = application().resolve("quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is not there: ./stile build makes it");
    }
    return jar;
  }

  private void listen(BufferedReader lines) {
    try (lines) {
      lines.lines().forEach(log::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      log.add(e.toString());
    }
  }

  /** Waits until it serves. */
  public CenterProcess ready() throws InterruptedException {
    Matcher listening = LISTENING.matcher(hears("Listening on: "));
    if (!listening.find()) {
      throw new AssertionError("it does not say where it listens: " + heard);
    }
    port = Integer.parseInt(listening.group(1));
    return this;
  }

  /** The next line of the log that has {@code text} in it. */
  public String hears(String text) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      String line = log.poll(100, TimeUnit.MILLISECONDS);
      if (line != null) {
        heard.add(line);
        if (line.contains(text)) {
          return line;
        }
      } else if (!process.isAlive()) {
        break;
      }
    }
    throw new AssertionError("no \"" + text + "\" in:\n" + String.join("\n", heard));
  }

  /** Where it serves; only after {@link #ready}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Memory it holds. */
  public long rssKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
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

  /** SIGSTOP: its connections stay open and it does nothing. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** SIGCONT after {@link #freeze}. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    var _ = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().onExit().join();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    try {
      return process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).exitValue();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new AssertionError("still there; it said " + heard + log, e);
    }
  }

  /** All that it said; it has ended. */
  public String said() throws InterruptedException {
    for (Thread listener : listeners) {
      listener.join();
    }
    heard.addAll(log);
    log.clear();
    return String.join("\n", heard);
  }

  /** Stops it, by force if it does not go; a database of its own goes with it. */
  @Override
  public void close() {
    terminate();
    if (!process
        .onExit()
        .thenApply(_ -> true)
        .completeOnTimeout(false, 20, TimeUnit.SECONDS)
        .join()) {
      kill();
    }
  }
}
