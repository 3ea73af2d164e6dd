package org.stile.simulator.office;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.RootKey;

/** The public half of a center's root, {@code root.pub}: "1:eddsa:" and the key in hexadecimal. */
public final class RootFile {
  private static final Pattern LINE = Pattern.compile("([0-9]{1,9}):([a-z0-9]+):([0-9a-f]+)");
  private static final int LENGTH_MAX = 1_024;

  private RootFile() {}

  /** Reads it, as whoever flashes a gate copies it from the center's machine. */
  public static RootKey read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + " is not there; a center keeps its root.pub in its STILE_HOME");
    }
    if (Files.size(file) <= LENGTH_MAX) {
      Matcher line = LINE.matcher(Files.readString(file).strip());
      if (line.matches()) {
        return key(file, line);
      }
    }
    throw new IOException(file + " is no root.pub: one line, such as 1:eddsa:2daa...");
  }

  private static RootKey key(Path file, Matcher line) throws IOException {
    Algorithm algorithm =
        Arrays.stream(Algorithm.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(line.group(2)))
            .findFirst()
            .orElseThrow(() -> new IOException(file + " names no signature: " + line.group(2)));
    try {
      return new RootKey(
          Integer.parseInt(line.group(1)), new VerifyingKey(algorithm, Bytes.hex(line.group(3))));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key: " + e.getMessage(), e);
    }
  }
}
