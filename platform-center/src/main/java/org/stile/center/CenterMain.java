package org.stile.center;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Map;
import org.stile.center.cli.CenterCommands;

/**
 * Starts the center, or runs one of its commands: {@code center}, {@code center keys ...}; see
 * {@code center --help}.
 */
@QuarkusMain
public final class CenterMain {
  private CenterMain() {}

  public static void main(String... arguments) {
    if (arguments.length > 0) {
      System.exit(CenterCommands.run(arguments, System.getenv()));
    }
    try {
      serve(System.getenv());
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("center: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(Map<String, String> environment) throws IOException {
    CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
    System.setProperty("stile.home", home.folder().toString());
    String external = environment.getOrDefault("STILE_DB_URL", "");
    if (!external.isEmpty()) {
      use(DatabaseAddress.parse(external));
      Quarkus.run();
      return;
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      use(database.address());
      Quarkus.run();
    }
  }

  private static void use(DatabaseAddress address) {
    System.setProperty("quarkus.datasource.jdbc.url", address.url());
    address.user().ifPresent(user -> System.setProperty("quarkus.datasource.username", user));
    address
        .password()
        .ifPresent(password -> System.setProperty("quarkus.datasource.password", password));
  }
}
