package org.stile.simulator.ground;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stile.simulator.office.CenterClient;
import org.stile.simulator.office.Pause;

/**
 * A center of the demo's own, or its venue's unit: a process on loopback with PostgreSQL and
 * broker, its data in the scratch folder.
 */
final class CenterUnit {
  /** A busy machine may take long; one that hangs shall not be waited for all night. */
  private static final Duration START_MAX = Duration.ofMinutes(5);

  private final Path home;
  private final int webPort;
  private final int brokerPort;
  private final CenterClient client;

  private CenterUnit(Path home, int webPort, int brokerPort) {
    this.home = home;
    this.webPort = webPort;
    this.brokerPort = brokerPort;
    client = new CenterClient(address());
  }

  /**
   * One that is not started yet, but has its ports.
   *
   * @param name of its process.
   */
  static CenterUnit prepared(Household household, String name) throws IOException {
    List<Integer> ports = Ports.free(2);
    Path home = Files.createDirectory(household.folder().resolve(name));
    return new CenterUnit(home, ports.getFirst(), ports.getLast());
  }

  /** Starts it as a center, and waits until it is ready. */
  CenterUnit startCenter(Household household, Programs programs) throws IOException {
    awaitReady(household.start("center", programs.center(), settings(programs)));
    return this;
  }

  /**
   * Starts it as a venue's unit, and waits until it is ready (docs/reference/venue.md).
   *
   * @param enrolment the file that the center made for it.
   */
  void startVenue(Household household, Programs programs, String enrolment, Internet internet)
      throws IOException {
    SecretText.write(home.resolve("venue.unit"), enrolment);
    var settings = new HashMap<>(settings(programs));
    settings.put("STILE_CENTER", "http://localhost:" + internet.webPort());
    settings.put("STILE_CENTER_BROKER", "mqtts://localhost:" + internet.brokerPort());
    awaitReady(household.start("venue", programs.center("venue"), settings));
  }

  private Map<String, String> settings(Programs programs) {
    return Map.of(
        "STILE_HOME",
        home.toString(),
        "STILE_PROGRAMS",
        programs.postgres(home.resolveSibling("programs")).toString(),
        "STILE_PORT",
        Integer.toString(webPort),
        "STILE_BROKER_ADDRESS",
        "127.0.0.1:" + brokerPort,
        "STILE_BROKER_TLS",
        "on",
        "QUARKUS_HTTP_HOST",
        "127.0.0.1");
  }

  /** Waits until a process says that it is ready. */
  private void awaitReady(Child child) throws IOException {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (!client.ready()) {
      if (child.diedByItself()) {
        throw new IOException(
            "the %s ended at its start; it said last:%n%s"
                .formatted(child.name(), child.lastWords()));
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "the %s is not ready after %d s; it said last:%n%s"
                .formatted(child.name(), START_MAX.toSeconds(), child.lastWords()));
      }
      Pause.before("the " + child.name());
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + webPort);
  }

  CenterClient client() {
    return client;
  }

  Path home() {
    return home;
  }

  int webPort() {
    return webPort;
  }

  int brokerPort() {
    return brokerPort;
  }
}
