package org.stile.system.center;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL apart from any center, durable as the center's own is, that can be stopped, killed
 * and started again on the same data and port. Owned by one thread.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String READY = "ready to accept connections";
  private static final long POLL_NANOS = 1_000_000;

  private final Path data;
  private final Path program;
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path data, Path program, int port) {
    this.data = data;
    this.program = program;
    this.port = port;
  }

  /**
   * Makes a new, empty one.
   *
   * @param folder where it keeps programs and data; made if it is not there.
   */
  public static PostgresServer start(Path folder) throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(folder);
    Path program;
    // Unpacks the programs and makes the data; what runs then is our own child, to be killed.
    try (EmbeddedPostgres _ =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start()) {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
      ProcessHandle made = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      program = Path.of(made.info().command().orElseThrow());
    }
    var server = new PostgresServer(data, program, KeptPort.find());
    server.start();
    // Whoever ends a benchmark early leaves no database behind.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  /**
   * Makes a new, empty one with programs that are installed.
   *
   * @param programs the folder of initdb and postgres, such as /usr/lib/postgresql/15/bin.
   */
  public static PostgresServer start(Path folder, Path programs) throws IOException {
    Path data = Files.createDirectories(folder).resolve("data");
    var command = new ArrayList<String>(unprivileged());
    command.addAll(
        List.of(programs.resolve("initdb").toString(), "-D", data.toString(), "-U", "postgres"));
    command.addAll(List.of("--auth=trust", "--encoding=UTF8", "--locale=C"));
    Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (made.onExit().join().exitValue() != 0) {
      throw new IOException("initdb: " + said);
    }
    var server = new PostgresServer(data, programs.resolve("postgres"), KeptPort.find());
    server.start();
    return server;
  }

  /** PostgreSQL refuses to run as root. */
  private static List<String> unprivileged() {
    return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
  }

  /** Starts it again after {@link #stop} or {@link #kill}; returns when it takes connections. */
  public void start() throws IOException {
    var command = new ArrayList<String>(unprivileged());
    command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", "" + port));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=128MB",
            "max_connections=100")) {
      command.addAll(List.of("-c", setting));
    }
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    var ready = new CompletableFuture<Boolean>();
    var _ = Thread.ofVirtual().start(() -> listen(started, ready));
    if (!ready.completeOnTimeout(false, 60, TimeUnit.SECONDS).join()) {
      started.destroyForcibly();
      throw new IOException("PostgreSQL did not start on " + data);
    }
  }

  private static void listen(Process process, CompletableFuture<Boolean> ready) {
    var last = new ArrayList<String>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(READY)) {
          ready.complete(true);
        }
        if (!ready.isDone()) {
          last.add(line);
        }
      }
      if (!ready.isDone()) {
        ready.completeExceptionally(new IOException(String.join("\n", last)));
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  /** As STILE_DB_URL takes it. */
  public String url() {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /** A connection of one's own, to be closed. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  public int port() {
    return port;
  }

  /** Stops it as an administrator would; connections are cut, what was committed stays. */
  public void stop() {
    // SIGINT is "fast shutdown"; SIGTERM would wait for clients (postgres(1)).
    signal("INT");
  }

  /** Stops it at once ("immediate shutdown"): it recovers from its log when it starts again. */
  public void stopAtOnce() {
    signal("QUIT");
  }

  /** Kills it and all its workers at once, as a failing machine would. */
  public void kill() {
    Process running = running();
    List<ProcessHandle> workers = running.descendants().toList();
    running.toHandle().destroyForcibly();
    workers.forEach(ProcessHandle::destroyForcibly);
    running.onExit().join();
    for (ProcessHandle worker : workers) {
      while (runs(worker.pid())) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** Whether it runs; one that has ended but whose end nobody asked for yet does not (proc(5)). */
  private static boolean runs(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException gone) {
      return false;
    }
  }

  /** Holds it still: connections stay open and nothing answers. */
  public void freeze() {
    signalAll("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    signalAll("CONT");
  }

  private void signalAll(String name) {
    Process running = running();
    Stream.concat(Stream.of(running.toHandle()), running.descendants())
        .forEach(handle -> send(name, handle.pid()));
  }

  private void signal(String name) {
    Process running = running();
    send(name, running.pid());
    running.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static void send(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start().onExit().join();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("it was not started");
    }
    return process;
  }

  @Override
  public void close() {
    if (running().isAlive()) {
      signalAll("CONT");
      kill();
    }
  }
}
