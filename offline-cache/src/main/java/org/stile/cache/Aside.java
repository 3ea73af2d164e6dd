package org.stile.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes room for a new file without losing a byte of the damaged one. */
final class Aside {
  /** Damaged files kept in one folder; a gate that makes more has a dying card. */
  private static final int KEPT_MAX = 99;

  private Aside() {}

  /** Renames {@code file} and what belongs to it. */
  static Path move(Path file) throws IOException {
    for (int i = 1; i <= KEPT_MAX; i++) {
      Path aside = beside(file, ".damaged-" + i);
      if (Files.exists(aside) || Files.exists(beside(aside, "-wal"))) {
        continue;
      }
      // The log first: a database without it is old, a log without its database is noticed.
      for (String suffix : new String[] {"-wal", "-shm", ""}) {
        if (Files.exists(beside(file, suffix))) {
          Files.move(beside(file, suffix), beside(aside, suffix));
        }
      }
      syncFolder(file);
      return aside;
    }
    throw new FileSystemException(
        file.toString(), null, "damaged, as " + KEPT_MAX + " before it: replace the card");
  }

  /** SQLite would throw the rows of a write-ahead log away whose database is gone. */
  static Optional<String> orphanedLog(Path file) throws IOException {
    Path log = beside(file, "-wal");
    boolean noDatabase = !Files.exists(file) || Files.size(file) == 0;
    return noDatabase && Files.exists(log) && Files.size(log) > 0
        ? Optional.of(file + " is gone, its write-ahead log is not")
        : Optional.empty();
  }

  /** A rename or a new file is durable when its folder is. */
  static void syncFolder(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
