package org.stile.center;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as a child of the center, with its data in the center's home, reachable on loopback
 * only and with a password only. Owned by the thread that starts it.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final String USER = "postgres";

  /** PostgreSQL says little; enough for years, and read whole when it fails. */
  private static final long LOG_BYTES_MAX = 1 << 20;

  /** Above what services are registered for, below ip_local_port_range (Linux, ip-sysctl). */
  private static final int PORT_FIRST = 20_000;

  private static final int PORT_END = 32_768;
  private static final int PORTS_TRIED_MAX = 100;

  private static final Pattern FATAL = Pattern.compile("FATAL:|PANIC:|error:");

  /** Said to clients that come too early; not why it ended. */
  private static final String TURNED_AWAY = "the database system is";

  private final DatabaseAddress address;
  private final @Nullable EmbeddedPostgres child;
  private final DatabaseKeeper keeper;
  private final Path pidFile;
  private final FileChannel lock;

  private EmbeddedDatabase(
      DatabaseAddress address,
      @Nullable EmbeddedPostgres child,
      DatabaseKeeper keeper,
      Path pidFile,
      FileChannel lock) {
    this.address = address;
    this.child = child;
    this.keeper = keeper;
    this.pidFile = pidFile;
    this.lock = lock;
  }

  /**
   * Starts the database of this home, or takes over one that a killed center left running; from
   * then on it is started again if it ends by itself.
   *
   * @throws IOException if another center runs on this home, or PostgreSQL does not start.
   */
  public static EmbeddedDatabase start(CenterHome home) throws IOException {
    FileChannel lock = lock(home);
    String password = password(home);
    Optional<Running> running = running(home);
    if (running.isPresent()) {
      var keeper = DatabaseKeeper.of(home, running.get().process);
      var address = address(running.get().port, password);
      return new EmbeddedDatabase(address, null, keeper, home.databasePidFile(), lock);
    }
    forgetStranger(home);
    EmbeddedPostgres child = launch(home, password);
    Running started = running(home).orElseThrow(() -> new IOException("PostgreSQL ended at once"));
    var keeper = DatabaseKeeper.of(home, started.process);
    var address = address(child.getPort(), password);
    var database = new EmbeddedDatabase(address, child, keeper, home.databasePidFile(), lock);
    try {
      demandPassword(home, child, password);
    } catch (IOException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /**
   * Takes a pid file away whose number another program has now. One whose process is gone stays:
   * PostgreSQL finds by it whether a worker of the dead one still has the data open.
   */
  private static void forgetStranger(CenterHome home) throws IOException {
    if (process(home).filter(DatabaseKeeper::runs).isPresent()) {
      Files.deleteIfExists(home.databasePidFile());
    }
  }

  /** The database of this home, if a center or an orphan of one is running it. */
  public static Optional<DatabaseAddress> find(CenterHome home) throws IOException {
    Optional<Running> running = running(home);
    return running.isPresent()
        ? Optional.of(address(running.get().port, password(home)))
        : Optional.empty();
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Stops PostgreSQL; what was committed stays. */
  @Override
  public void close() throws IOException {
    keeper.close();
    ProcessHandle running = keeper.running();
    if (child != null && !keeper.restarted()) {
      child.close();
    } else if (DatabaseKeeper.runs(running)) {
      stopFast(running);
      awaitEnd(running);
    }
    lock.close();
  }

  /**
   * Tells PostgreSQL to end now, open connections or not (SIGINT; PostgreSQL, "Shutting Down the
   * Server"). Java can only send SIGTERM, with which it would wait for the last connection.
   */
  private static void stopFast(ProcessHandle postgres) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + postgres.pid()).inheritIO().start();
  }

  /**
   * Waits until a PostgreSQL has taken its pid file away, the last thing it does; of one that was
   * adopted, whether its process is gone may be told late.
   */
  private void awaitEnd(ProcessHandle postgres) {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (Files.exists(pidFile) && DatabaseKeeper.runs(postgres) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static EmbeddedPostgres launch(CenterHome home, String password) throws IOException {
    home.furnishPrograms();
    var log = log(home);
    // The library is made for tests and turns durability off; a center must keep what it said.
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.database())
            .setPort(port())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setOverrideWorkingDirectory(home.databasePrograms().toFile())
            .setPGStartupWait(START_MAX)
            .setConnectConfig("password", password)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("shared_buffers", "128MB")
            .setServerConfig("max_connections", "100")
            .setOutputRedirector(log)
            .setErrorRedirector(log);
    try {
      return builder.start();
    } catch (IOException | IllegalStateException e) {
      throw new IOException(
          "PostgreSQL does not start: " + lastWords(home) + " (" + home.databaseLog() + ")", e);
    }
  }

  /**
   * A free port below those that Linux gives to connections by itself: a PostgreSQL that is started
   * again must have the same, and anybody's connection could hold it by then.
   */
  private static int port() throws IOException {
    var random = new SecureRandom();
    for (int tried = 0; tried < PORTS_TRIED_MAX; tried++) {
      int port = random.nextInt(PORT_FIRST, PORT_END);
      if (free(port)) {
        return port;
      }
    }
    throw new IOException(
        "no free port for the database between " + PORT_FIRST + " and " + (PORT_END - 1));
  }

  private static boolean free(int port) throws IOException {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }

  /** Where PostgreSQL writes what it has to say; begun anew when it is long. */
  static ProcessBuilder.Redirect log(CenterHome home) throws IOException {
    if (Files.exists(home.databaseLog()) && Files.size(home.databaseLog()) > LOG_BYTES_MAX) {
      Files.delete(home.databaseLog());
    }
    return ProcessBuilder.Redirect.appendTo(home.databaseLog().toFile());
  }

  /** Why PostgreSQL ended, as it noted itself. */
  static String lastWords(CenterHome home) throws IOException {
    if (!Files.exists(home.databaseLog())) {
      return "it said nothing";
    }
    List<String> lines = Files.readAllLines(home.databaseLog());
    return lines.stream()
        .filter(line -> FATAL.matcher(line).find() && !line.contains(TURNED_AWAY))
        .reduce((_, last) -> last)
        .or(() -> lines.stream().reduce((_, last) -> last))
        .orElse("it said nothing");
  }

  /** The library makes a database that trusts every local user; this one asks for the password. */
  private static void demandPassword(CenterHome home, EmbeddedPostgres child, String password)
      throws IOException {
    Path rules = home.database().resolve("pg_hba.conf");
    String strict = "host all all 127.0.0.1/32 scram-sha-256\n";
    if (Files.readString(rules).equals(strict)) {
      return;
    }
    try (Connection connection = child.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("ALTER USER " + USER + " PASSWORD '" + password + "'");
      Files.writeString(rules, strict);
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IOException("cannot set the database's password: " + e.getMessage(), e);
    }
  }

  private static DatabaseAddress address(int port, String password) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        Optional.of(USER),
        Optional.of(password));
  }

  private static FileChannel lock(CenterHome home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException(
          "another center runs on "
              + home.folder()
              + ". Give this one a STILE_HOME of its own, and the STILE_DB_URL of the other's"
              + " database if both shall be nodes of one center.");
    }
    return channel;
  }

  private static String password(CenterHome home) throws IOException {
    Path file = home.databasePassword();
    if (!Files.exists(file)) {
      byte[] secret = new byte[24];
      new SecureRandom().nextBytes(secret);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, HexFormat.of().formatHex(secret));
    }
    return Files.readString(file, StandardCharsets.US_ASCII).strip();
  }

  /** What postmaster.pid tells: line 1 the process, line 4 the port. */
  private static Optional<Running> running(CenterHome home) throws IOException {
    List<String> lines = notes(home);
    if (lines.size() < 4) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(lines.get(3).strip());
      return process(home)
          .filter(process -> process.info().command().orElse("").contains("postgres"))
          .map(process -> new Running(process, port));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Who has the number that postmaster.pid names, if anybody has. */
  private static Optional<ProcessHandle> process(CenterHome home) throws IOException {
    try {
      return notes(home).stream()
          .findFirst()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
          .filter(ProcessHandle::isAlive);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<String> notes(CenterHome home) throws IOException {
    Path file = home.databasePidFile();
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private record Running(ProcessHandle process, int port) {}
}
