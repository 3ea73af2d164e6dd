package org.stile.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Golden bytes from src/test/resources/vectors: hex, and after a # what each part is. */
public final class Vectors {
  private Vectors() {}

  /** All bytes of a file, as one message. */
  public static Bytes message(String file) {
    return Bytes.concat(lines(file).toArray(Bytes[]::new));
  }

  /** The bytes of each line that has any; "-" stands for none. */
  public static List<Bytes> lines(String file) {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(line -> line.equals("-") ? Bytes.EMPTY : Bytes.hex(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
