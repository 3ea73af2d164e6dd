package org.stile.center;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.UnitBundle;
import org.stile.center.cli.CenterCommands;

/**
 * Starts the center, or runs one of its commands: {@code center}, {@code center keys ...}; see
 * {@code center --help}.
 */
@QuarkusMain
public final class CenterMain {
  private static final int STOP_MAX_SECONDS = 60;
  private static final String PORT = "8080"; // As in application.properties.

  private CenterMain() {}

  public static void main(String... arguments) {
    boolean venue = arguments.length == 1 && arguments[0].equals(CenterRole.VENUE);
    System.exit(
        arguments.length > 0 && !venue
            ? CenterCommands.run(arguments, System.getenv())
            : serve(venue, System.getenv()));
  }

  /** Serves until told to stop; returns the exit code. */
  private static int serve(boolean venue, Map<String, String> environment) {
    var ended = new CountDownLatch(1);
    // The JVM halts when its hooks are through: this one waits until the database has stopped.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "stop"));
    try {
      CenterSettings settings = CenterSettings.of(environment);
      CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
      System.setProperty("stile.home", home.folder().toString());
      if (venue) {
        becomeUnit(environment, home);
      }
      settings.tls().ifPresent(tls -> serveOverTls(tls, environment));
      believe(settings.proxies());
      if (settings.database().isPresent()) {
        return serve(settings.database().get());
      }
      try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
        return serve(database.address());
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("center: " + e.getMessage());
      return 1;
    } finally {
      ended.countDown();
    }
  }

  /**
   * Tells this process that it is a venue's unit, before anything is started that it could not use.
   */
  private static void becomeUnit(Map<String, String> environment, CenterHome home)
      throws IOException {
    String named = environment.getOrDefault("STILE_VENUE_BUNDLE", "");
    Path bundle = named.isEmpty() ? home.folder().resolve("venue.unit") : Path.of(named);
    UnitBundle _ = UnitBundle.read(bundle);
    System.setProperty("stile.role", CenterRole.VENUE);
    System.setProperty("stile.venue.bundle", bundle.toString());
    for (String setting : List.of("STILE_CENTER", "STILE_CENTER_BROKER")) {
      if (environment.getOrDefault(setting, "").isEmpty()) {
        throw new IllegalArgumentException(
            setting + " must say where the center is (docs/reference/venue.md)");
      }
    }
  }

  private static int serve(DatabaseAddress address) {
    use(address);
    var exit = new AtomicInteger();
    var failure = new AtomicReference<@Nullable Throwable>();
    Quarkus.run(
        null,
        (code, cause) -> {
          exit.set(code);
          failure.set(cause);
        });
    Throwable cause = failure.get();
    if (cause != null) {
      StartFailure.explain(cause, address.toString())
          .ifPresentOrElse(
              line -> System.err.println("center: " + line), () -> cause.printStackTrace());
    }
    return exit.get();
  }

  /** TLS on the one port there is. */
  private static void serveOverTls(ServedTls tls, Map<String, String> environment) {
    String port = environment.getOrDefault("STILE_PORT", "");
    System.setProperty("quarkus.http.ssl-port", port.isEmpty() ? PORT : port);
    System.setProperty("quarkus.http.insecure-requests", "disabled");
    System.setProperty("quarkus.http.ssl.certificate.files", tls.certificate().toString());
    System.setProperty("quarkus.http.ssl.certificate.key-files", tls.key().toString());
  }

  /** What others say of a request's address, scheme and host is believed of these alone. */
  private static void believe(List<String> proxies) {
    if (!proxies.isEmpty()) {
      System.setProperty("quarkus.http.proxy.proxy-address-forwarding", "true");
      System.setProperty("quarkus.http.proxy.enable-forwarded-host", "true");
      System.setProperty("quarkus.http.proxy.trusted-proxies", String.join(",", proxies));
    }
  }

  private static void use(DatabaseAddress address) {
    System.setProperty("quarkus.datasource.jdbc.url", address.url());
    address.user().ifPresent(user -> System.setProperty("quarkus.datasource.username", user));
    address
        .password()
        .ifPresent(password -> System.setProperty("quarkus.datasource.password", password));
  }

  private static void await(CountDownLatch ended) {
    try {
      var _ = ended.await(STOP_MAX_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
