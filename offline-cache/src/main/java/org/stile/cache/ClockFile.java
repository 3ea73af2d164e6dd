package org.stile.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stile.core.Bytes;

/**
 * Where the last good time is kept: one line {@code unix-ms monotonic-ns unit-boot check}, replaced
 * whole, so that a power cut leaves the old one or the new one. One thread.
 */
public final class ClockFile {
  private static final int LENGTH_MAX = 200; // Two numbers, a boot id and 16 digits of a check.
  private static final int CHECK_DIGITS = 16;

  private final Path file;

  public ClockFile(Path file) {
    this.file = file;
  }

  /** What was kept; empty if nothing was, or if it cannot be read any more. */
  public Optional<TimeAnchor> read() {
    try {
      if (!Files.exists(file) || Files.size(file) > LENGTH_MAX) {
        return Optional.empty();
      }
      List<String> fields =
          List.of(Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", -1));
      if (fields.size() != 4
          || !fields.get(3).equals(check(String.join(" ", fields.subList(0, 3))))) {
        return Optional.empty();
      }
      return Optional.of(
          new TimeAnchor(
              Instant.ofEpochMilli(Long.parseLong(fields.get(0))),
              Long.parseLong(fields.get(1)),
              fields.get(2)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Keeps {@code anchor}; when this returns, it survives a power cut. */
  public void write(TimeAnchor anchor) throws IOException {
    String line =
        anchor.time().toEpochMilli() + " " + anchor.monotonicNanos() + " " + anchor.unitBoot();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    byte[] content = (line + " " + check(line) + "\n").getBytes(StandardCharsets.US_ASCII);
    Files.write(fresh, content);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Aside.syncFolder(file);
  }

  private static String check(String line) {
    Bytes hash = Bytes.copyOf(line.getBytes(StandardCharsets.US_ASCII)).sha256();
    return hash.hex().substring(0, CHECK_DIGITS);
  }
}
