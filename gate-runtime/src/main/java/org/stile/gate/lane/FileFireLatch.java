package org.stile.gate.lane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is there while the latch is set. Owned by the lane's thread. */
final class FileFireLatch implements FireLatch {
  private final Path file;

  FileFireLatch(Path file) {
    this.file = file;
  }

  @Override
  public boolean isLatched() {
    return Files.exists(file);
  }

  @Override
  public void latch(boolean latched) throws IOException {
    if (latched) {
      Files.write(
          file,
          "The fire release was active and is not reset.\n".getBytes(StandardCharsets.US_ASCII));
    } else {
      Files.deleteIfExists(file);
    }
  }
}
