package org.stile.center.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files for their owner alone that are there whole or not at all, and stay after a power cut. */
final class DurableFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFile() {}

  /**
   * Writes all of a file: beside it first, then in its place.
   *
   * @throws VaultException if that is not possible; the file is as it was.
   */
  static void write(Path file, byte[] content) {
    Path folder = folder(file);
    try {
      Files.createDirectories(folder);
      Path beside = Files.createTempFile(folder, file.getFileName() + ".", ".new", OWNER_ONLY);
      try {
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
          ByteBuffer rest = ByteBuffer.wrap(content);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
          channel.force(true);
        }
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
      force(folder);
    } catch (IOException e) {
      throw new VaultException("cannot write " + file + ": " + e, e);
    }
  }

  /** Removes a file for good, as far as the disk forgets what is overwritten. */
  static void erase(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 20));
        channel.write(zeros, 0);
        channel.force(true);
      }
      Files.delete(file);
      force(folder(file));
    } catch (IOException e) {
      throw new VaultException("cannot remove " + file + ": " + e, e);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  /** A name is on the disk only when its folder is. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
