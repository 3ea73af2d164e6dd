package org.stile.simulator.chip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.stile.core.Bytes;

/** One line of {@link ChipText}: a word and its {@code name=value} pairs, in a fixed order. */
final class ChipTextLine {
  private final Map<String, String> values;

  private ChipTextLine(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Takes {@code line} apart.
   *
   * @throws IllegalArgumentException unless it is of {@code kind} with exactly {@code names}.
   */
  static ChipTextLine of(String line, String kind, String... names) {
    String[] words = line.split(" ", -1);
    if (!words[0].equals(kind) || words.length != names.length + 1) {
      throw new IllegalArgumentException("wanted: " + kind + " " + String.join(" ", names));
    }
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < names.length; i++) {
      String start = names[i] + "=";
      if (!words[i + 1].startsWith(start)) {
        throw new IllegalArgumentException("wanted " + start + " as word " + (i + 2));
      }
      values.put(names[i], words[i + 1].substring(start.length()));
    }
    return new ChipTextLine(values);
  }

  private String value(String name) {
    return values.getOrDefault(name, "");
  }

  Bytes bytes(String name) {
    String value = value(name);
    return value.equals(ChipText.NONE) ? Bytes.EMPTY : Bytes.hex(value);
  }

  List<Bytes> list(String name) {
    String value = value(name);
    return value.equals(ChipText.NONE)
        ? List.of()
        : Stream.of(value.split(",", -1)).map(Bytes::hex).toList();
  }

  int hexadecimal(String name) {
    return Integer.parseInt(value(name), 16);
  }

  OptionalInt hexadecimalOrNone(String name) {
    return value(name).equals(ChipText.NONE)
        ? OptionalInt.empty()
        : OptionalInt.of(hexadecimal(name));
  }

  int decimal(String name) {
    return Integer.parseInt(value(name));
  }

  long longDecimal(String name) {
    return Long.parseLong(value(name));
  }

  boolean yes(String name) {
    return switch (value(name)) {
      case ChipText.YES -> true;
      case ChipText.NO -> false;
      default -> throw new IllegalArgumentException(name + " is yes or no");
    };
  }

  <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, value(name));
  }
}
