package org.stile.center.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.stile.center.broker.Enrolments.Enrolled;

/** A file with a key in it, for its owner's eyes. */
final class SecretFile {
  private SecretFile() {}

  /** What enrols somebody. */
  interface Enrolling {
    Enrolled enrol() throws IOException;
  }

  /**
   * Makes the file and then enrols, so that nobody is enrolled with a key that could not be
   * written.
   *
   * @throws IOException if the file is there already, or cannot be made.
   */
  static Enrolled write(Path file, Enrolling enrolling) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Enrolled enrolled = enrolling.enrol();
      Files.writeString(file, enrolled.pem());
      return enrolled;
    } catch (IOException | RuntimeException e) {
      Files.delete(file);
      throw e;
    }
  }
}
