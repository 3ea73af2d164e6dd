package org.stile.center;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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

  private static final Pattern FATAL = Pattern.compile("FATAL:|PANIC:|error:");

  private final DatabaseAddress address;
  private final @Nullable EmbeddedPostgres child;
  private final @Nullable ProcessHandle orphan;
  private final Path pidFile;
  private final FileChannel lock;

  private EmbeddedDatabase(
      DatabaseAddress address,
      @Nullable EmbeddedPostgres child,
      @Nullable ProcessHandle orphan,
      Path pidFile,
      FileChannel lock) {
    this.address = address;
    this.child = child;
    this.orphan = orphan;
    this.pidFile = pidFile;
    this.lock = lock;
  }

  /**
   * Starts the database of this home, or takes over one that a killed center left running.
   *
   * @throws IOException if another center runs on this home, or PostgreSQL does not start.
   */
  public static EmbeddedDatabase start(CenterHome home) throws IOException {
    FileChannel lock = lock(home);
    String password = password(home);
    Optional<Running> running = running(home);
    if (running.isPresent()) {
      var address = address(running.get().port, password);
      return new EmbeddedDatabase(
          address, null, running.get().process, home.databasePidFile(), lock);
    }
    Files.deleteIfExists(home.databasePidFile());
    EmbeddedPostgres child = launch(home, password);
    var database =
        new EmbeddedDatabase(
            address(child.getPort(), password), child, null, home.databasePidFile(), lock);
    try {
      demandPassword(home, child, password);
    } catch (IOException e) {
      database.close();
      throw e;
    }
    return database;
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
    if (child != null) {
      child.close();
    }
    if (orphan != null) {
      stopFast(orphan);
      awaitEnd();
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
   * Waits until an adopted PostgreSQL has taken its pid file away, the last thing it does; as it is
   * nobody's child, whether its process is gone may be told late.
   */
  private void awaitEnd() {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (Files.exists(pidFile) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static EmbeddedPostgres launch(CenterHome home, String password) throws IOException {
    Files.createDirectories(home.databasePrograms());
    if (Files.exists(home.databaseLog()) && Files.size(home.databaseLog()) > LOG_BYTES_MAX) {
      Files.delete(home.databaseLog());
    }
    var log = ProcessBuilder.Redirect.appendTo(home.databaseLog().toFile());
    // The library is made for tests and turns durability off; a center must keep what it said.
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.database())
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

  private static String lastWords(CenterHome home) throws IOException {
    if (!Files.exists(home.databaseLog())) {
      return "it said nothing";
    }
    List<String> lines = Files.readAllLines(home.databaseLog());
    return lines.stream()
        .filter(line -> FATAL.matcher(line).find())
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
    Path file = home.databasePidFile();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 4) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(lines.get(3).strip());
      return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().command().orElse("").contains("postgres"))
          .map(process -> new Running(process, port));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private record Running(ProcessHandle process, int port) {}
}
