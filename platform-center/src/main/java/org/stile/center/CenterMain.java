package org.stile.center;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stile.center.cli.CenterCommands;

/**
 * Starts the center, or runs one of its commands: {@code center}, {@code center keys ...}; see
 * {@code center --help}.
 */
@QuarkusMain
public final class CenterMain {
  private static final int STOP_MAX_SECONDS = 60;

  private CenterMain() {}

  public static void main(String... arguments) {
    System.exit(
        arguments.length > 0
            ? CenterCommands.run(arguments, System.getenv())
            : serve(System.getenv()));
  }

  /** Serves until told to stop; returns the exit code. */
  private static int serve(Map<String, String> environment) {
    var ended = new CountDownLatch(1);
    // The JVM halts when its hooks are through: this one waits until the database has stopped.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "stop"));
    try {
      CenterSettings settings = CenterSettings.of(environment);
      CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
      System.setProperty("stile.home", home.folder().toString());
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
