package org.stile.simulator.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are for their owner alone. */
final class SecretText {
  private SecretText() {}

  /** Makes the file, which must not exist. */
  static void write(Path file, String text) throws IOException {
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    Files.writeString(file, text);
  }
}
