package org.stile.center.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.Bytes;

/**
 * A place in the chain and its hash, kept where the database's owner does not reach: whoever later
 * cuts the end off, or writes the whole chain anew, cannot fit it.
 *
 * @param position from 1.
 */
public record Checkpoint(long position, Bytes hash) {
  /** In STILE_HOME. */
  public static final String FILE = "audit.checkpoint";

  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  /**
   * Reads one as it is printed: "17:" and 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is anything else.
   */
  public static Checkpoint parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a checkpoint looks like 17: and 64 hexadecimal digits, not like " + text.strip());
    }
    return new Checkpoint(Long.parseLong(parts.group(1)), Bytes.hex(parts.group(2)));
  }

  /** The one in a file, if the file is there. */
  public static Optional<Checkpoint> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(parse(Files.readString(file, StandardCharsets.US_ASCII)))
        : Optional.empty();
  }

  /** Puts it in place of the one before, whole or not at all. */
  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, this + "\n", StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public String toString() {
    return position + ":" + hash.hex();
  }
}
