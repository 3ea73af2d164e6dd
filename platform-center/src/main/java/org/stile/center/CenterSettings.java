package org.stile.center;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a center is told by its environment, each checked once, at the start
 * (docs/reference/center.md).
 *
 * @param database where an external database is; empty: the center runs its own.
 */
public record CenterSettings(Optional<DatabaseAddress> database) {
  private static final int PORT_MAX = 65_535;

  /** Fewer would let a single slow page stop all others; PostgreSQL allows 100 as it comes. */
  private static final int CONNECTIONS_MIN = 2;

  private static final int CONNECTIONS_MAX = 1_000;

  /**
   * Reads and checks them.
   *
   * @throws IllegalArgumentException naming every setting that is wrong, and what would be right.
   */
  public static CenterSettings of(Map<String, String> environment) {
    List<String> wrong = new ArrayList<>();
    within(environment, "STILE_PORT", 0, PORT_MAX, wrong);
    within(environment, "STILE_DB_CONNECTIONS", CONNECTIONS_MIN, CONNECTIONS_MAX, wrong);
    String url = environment.getOrDefault("STILE_DB_URL", "");
    Optional<DatabaseAddress> database = Optional.empty();
    if (!url.isEmpty()) {
      try {
        database = Optional.of(DatabaseAddress.parse(url));
      } catch (IllegalArgumentException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    return new CenterSettings(database);
  }

  private static void within(
      Map<String, String> environment, String name, int min, int max, List<String> wrong) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      return;
    }
    // Nine digits at most, so that it is a number that parses.
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < min
        || Integer.parseInt(value) > max) {
      wrong.add(name + " = " + value + ": a number from " + min + " to " + max);
    }
  }
}
