package org.stile.center;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where a center keeps what is its own: database, vault, first password.
 *
 * @param folder STILE_HOME, or ".stile" in the user's home.
 * @param databasePrograms where PostgreSQL itself is unpacked: STILE_PROGRAMS, or in the folder.
 */
public record CenterHome(Path folder, Path databasePrograms) {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** The folder that the environment names; made, for this user alone, if it is not there. */
  public static CenterHome of(Map<String, String> environment, String userHome) throws IOException {
    String named = environment.getOrDefault("STILE_HOME", "");
    Path folder = (named.isEmpty() ? Path.of(userHome, ".stile") : Path.of(named)).toAbsolutePath();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw unusable(folder, new AccessDeniedException(folder.toString()));
    }
    String programs = environment.getOrDefault("STILE_PROGRAMS", "");
    return new CenterHome(
        folder,
        programs.isEmpty()
            ? folder.resolve("postgres-programs")
            : Path.of(programs).toAbsolutePath());
  }

  private static IOException unusable(Path folder, IOException cause) {
    return new IOException(
        "STILE_HOME "
            + folder
            + " must be a folder that user "
            + System.getProperty("user.name")
            + " may write to ("
            + cause.getClass().getSimpleName()
            + ")",
        cause);
  }

  Path database() {
    return folder.resolve("postgres");
  }

  Path databasePassword() {
    return folder.resolve("postgres.password");
  }

  /** What PostgreSQL notes of itself while it runs. */
  Path databasePidFile() {
    return database().resolve("postmaster.pid");
  }

  Path databaseLog() {
    return folder.resolve("postgres.log");
  }

  /** Makes the folder of programs, for this user alone: what lies in it is run. */
  void furnishPrograms() throws IOException {
    if (!Files.isDirectory(databasePrograms)) {
      Files.createDirectories(databasePrograms, OWNER_ONLY);
    }
  }

  Path lock() {
    return folder.resolve("center.lock");
  }
}
