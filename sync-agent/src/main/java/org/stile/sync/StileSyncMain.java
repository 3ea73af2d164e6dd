package org.stile.sync;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.stile.cache.MasterException;
import org.stile.cache.MasterStore;
import org.stile.core.config.Problem;
import org.stile.sync.PahoWire.Broker;
import org.stile.sync.SyncConfig.Reading;

/** Runs an agent: {@code sync --config FILE}; docs/reference/sync-config.md has its exit codes. */
public final class StileSyncMain {
  private static final String USAGE =
      """
      usage: sync --config FILE                  carry the journal to the center, and masters here
             sync --check FILE                   say what is wrong with FILE, and do nothing else
             sync export OUT --config FILE       write the rows the center lacks into a signed file
             sync import IN --config FILE        take in a key set, a master or an acknowledgement
             sync --help                         this text
      """;

  /** A configuration is a page; more is some other file. */
  private static final long CONFIG_LENGTH_MAX = 1 << 20;

  private static final long TOKEN_LENGTH_MAX = 4 << 10;

  private StileSyncMain() {}

  /** Runs until SIGTERM or SIGINT. */
  public static void main(String[] arguments) {
    var closed = new CountDownLatch(1);
    ExitCode code;
    try {
      code = run(List.of(arguments), closed);
    } catch (CannotRunException e) {
      System.err.println("sync: " + e.getMessage());
      code = e.code();
    } finally {
      closed.countDown(); // Whatever ended it: a signal waits for this, and must not wait for ever.
    }
    if (code != ExitCode.STOPPED) {
      System.exit(code.number());
    }
  }

  private static ExitCode run(List<String> arguments, CountDownLatch closed)
      throws CannotRunException {
    if (arguments.equals(List.of("--help"))) {
      System.out.print(USAGE);
      return ExitCode.STOPPED;
    }
    if (arguments.size() == 4 && arguments.get(2).equals("--config")) {
      Path file = Path.of(arguments.get(1));
      if (arguments.getFirst().equals("export")) {
        return new Carry(config(Path.of(arguments.get(3))), System.out).export(file);
      }
      if (arguments.getFirst().equals("import")) {
        return new Carry(config(Path.of(arguments.get(3))), System.out).take(file);
      }
    } else if (arguments.size() == 2 && arguments.getFirst().equals("--check")) {
      SyncConfig config = config(Path.of(arguments.getLast()));
      Tls.of(config);
      System.out.println(arguments.getLast() + " is good: " + config);
      return ExitCode.STOPPED;
    } else if (arguments.size() == 2 && arguments.getFirst().equals("--config")) {
      return run(config(Path.of(arguments.getLast())), closed);
    }
    throw new CannotRunException(ExitCode.USAGE, USAGE);
  }

  private static ExitCode run(SyncConfig config, CountDownLatch closed) throws CannotRunException {
    Optional<SSLContext> tls = Tls.of(config);
    // Else Java makes a context of its own for the first download, with 140 authorities that nobody
    // asks.
    tls.map(SSLContext::getSocketFactory).ifPresent(HttpsURLConnection::setDefaultSSLSocketFactory);
    PrintStream out = log(config);
    try {
      return run(config, tls, new SyncLog(out, config.gate(), clock()), closed);
    } finally {
      if (config.log().isPresent()) {
        out.close(); // Standard error belongs to the process.
      }
    }
  }

  private static ExitCode run(
      SyncConfig config, Optional<SSLContext> tls, SyncLog log, CountDownLatch closed)
      throws CannotRunException {
    try (Masters masters = masters(config, log)) {
      List<NearestWire.Place> places = new ArrayList<>();
      places.add(place(config, tls, config.broker(), config.center()));
      config
          .secondBroker()
          .ifPresent(
              second ->
                  places.add(place(config, tls, second, config.secondCenter().orElseThrow())));
      var random = new SecureRandom();
      var wire = new NearestWire(places, new KnockThread(), random);
      var fetch = new Fetch(wire::center, tls, () -> token(config));
      var agent =
          new Agent(
              new Agent.Parts(
                  config,
                  version(),
                  OwnCertificate.of(config),
                  wire,
                  masters,
                  new Download(fetch, masters, log),
                  log,
                  new LinuxUnit(Path.of("/")),
                  clock(),
                  random));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent, closed), "stop"));
      return agent.run();
    }
  }

  private static NearestWire.Place place(
      SyncConfig config, Optional<SSLContext> tls, URI broker, URI center) {
    return new NearestWire.Place(
        new PahoWire(
            new Broker(
                broker,
                tls.filter(_ -> broker.getScheme().equals("tls")),
                config.venue(),
                config.gate())),
        broker,
        center);
  }

  static Masters masters(SyncConfig config, SyncLog log) throws CannotRunException {
    Path folder = config.dataFolder();
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new CannotRunException(
          ExitCode.DATA,
          folder + " (data-folder) is not a folder this process may write in; is its disk there?");
    }
    try {
      return Masters.open(
          () -> MasterStore.open(folder.resolve("master.db"), config.rootKeys()), log);
    } catch (MasterException e) {
      throw new CannotRunException(
          ExitCode.DATA, folder.resolve("master.db") + " cannot be used: " + e.fault(), e);
    }
  }

  /** On a signal: lets the main thread close everything, then ends with 0 rather than 143. */
  private static void stop(Agent agent, CountDownLatch closed) {
    boolean signalled = closed.getCount() > 0;
    agent.stop();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (signalled) {
      Runtime.getRuntime().halt(ExitCode.STOPPED.number());
    }
  }

  private static SyncConfig config(Path file) throws CannotRunException {
    try {
      if (Files.size(file) > CONFIG_LENGTH_MAX) {
        throw new CannotRunException(ExitCode.CONFIG, file + " is no configuration: too long");
      }
      return switch (SyncConfig.parse(Files.readString(file))) {
        case Reading.Good(SyncConfig config) -> config;
        case Reading.Bad(List<Problem> problems) ->
            throw new CannotRunException(ExitCode.CONFIG, text(file, problems));
      };
    } catch (NoSuchFileException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, file + " is not there", e);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, file + " cannot be read: " + e, e);
    }
  }

  private static String text(Path file, List<Problem> problems) {
    var text = new StringBuilder(file + " is not a configuration this agent can run:");
    for (Problem problem : problems) {
      text.append("\n  ").append(problem);
    }
    return text.toString();
  }

  private static PrintStream log(SyncConfig config) throws CannotRunException {
    try {
      return config.log().isEmpty()
          ? new PrintStream(System.err, false, StandardCharsets.UTF_8)
          : new PrintStream(
              new FileOutputStream(config.log().get().toFile(), true),
              false,
              StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.DATA, config.log() + " (log) cannot be written: " + e, e);
    }
  }

  /** The token as it is now: it may be changed while the agent runs. */
  private static Optional<String> token(SyncConfig config) {
    if (config.centerTokenFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path file = config.centerTokenFile().get();
      return Files.size(file) > TOKEN_LENGTH_MAX
          ? Optional.empty()
          : Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty(); // The center refuses, and the log says so.
    }
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  private static String version() {
    String version = StileSyncMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
