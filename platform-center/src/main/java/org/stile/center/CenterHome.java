package org.stile.center;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a center keeps what is its own: database, vault, first password.
 *
 * @param folder STILE_HOME, or ".stile" in the user's home.
 */
public record CenterHome(Path folder) {
  /** The folder that the environment names; made, for this user alone, if it is not there. */
  public static CenterHome of(Map<String, String> environment, String userHome) throws IOException {
    String named = environment.getOrDefault("STILE_HOME", "");
    Path folder = named.isEmpty() ? Path.of(userHome, ".stile") : Path.of(named);
    Files.createDirectories(folder);
    return new CenterHome(folder.toAbsolutePath());
  }

  Path database() {
    return folder.resolve("postgres");
  }

  Path databasePassword() {
    return folder.resolve("postgres.password");
  }

  Path databasePrograms() {
    return folder.resolve("postgres-programs");
  }

  Path lock() {
    return folder.resolve("center.lock");
  }
}
