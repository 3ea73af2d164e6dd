package org.stile.chips.desfire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.KeyFileException.Problem;

/**
 * Master keys as a file: {@code name = value} lines, {@code #} comments, nothing else. Read as
 * bytes, so that no secret becomes a string that cannot be zeroed.
 */
final class KeyFile {
  /** Six keys, their version and a page of comments fit several times. */
  static final int LENGTH_MAX = 4096;

  private static final String VERSION = "key-set-version";
  private static final int VERSION_MAX = 255;
  private static final int HEX_LENGTH = 2 * AesKey.LENGTH;

  private final byte[] content;
  private final Set<KeyRole> wanted;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<KeyRole, AesKey> keys = new EnumMap<>(KeyRole.class);
  private int version;

  private KeyFile(byte[] content, Set<KeyRole> wanted) {
    this.content = content;
    this.wanted = wanted;
  }

  /**
   * What a good file says.
   *
   * @param version range [1, 255].
   */
  record Keys(int version, Map<KeyRole, AesKey> byRole) {}

  /** Reads exactly the keys of {@code wanted}; reports all that is wrong together. */
  static Keys parse(byte[] content, Set<KeyRole> wanted) throws KeyFileException {
    if (content.length > LENGTH_MAX) {
      throw new KeyFileException(
          List.of(new Problem(0, "a key file has at most " + LENGTH_MAX + " bytes")));
    }
    return new KeyFile(content, wanted).keys();
  }

  static Keys read(Path file, Set<KeyRole> wanted) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LENGTH_MAX + 1);
      try {
        return parse(content, wanted);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    }
  }

  /** Writes a new file that only its owner may read. */
  static void write(Path file, Keys keys) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] content = encode(keys);
    try {
      Files.write(file, content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  static byte[] encode(Keys keys) {
    byte[] out = new byte[LENGTH_MAX];
    int at = append(out, 0, (VERSION + " = " + keys.version() + "\n"));
    for (Map.Entry<KeyRole, AesKey> entry : keys.byRole().entrySet()) {
      at = append(out, at, entry.getKey().title() + " = ");
      byte[] secret = entry.getValue().reveal();
      for (byte octet : secret) {
        out[at++] = (byte) Character.forDigit(octet >> 4 & 0xF, 16);
        out[at++] = (byte) Character.forDigit(octet & 0xF, 16);
      }
      Arrays.fill(secret, (byte) 0);
      out[at++] = '\n';
    }
    byte[] content = Arrays.copyOf(out, at);
    Arrays.fill(out, (byte) 0);
    return content;
  }

  private static int append(byte[] out, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, out, at, ascii.length);
    return at + ascii.length;
  }

  private Keys keys() throws KeyFileException {
    int from = 0;
    for (int line = 1; from < content.length; line++) {
      int end = from;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      line(line, from, end);
      from = end + 1;
    }
    if (version == 0) {
      problem(0, VERSION + " is missing or wrong");
    }
    for (KeyRole role : wanted) {
      if (!keys.containsKey(role)) {
        problem(0, role.title() + " is missing or wrong");
      }
    }
    if (!problems.isEmpty()) {
      keys.values().forEach(AesKey::close);
      throw new KeyFileException(problems);
    }
    return new Keys(version, keys);
  }

  private void line(int line, int start, int stop) {
    int from = start;
    int end = stop;
    while (from < end && content[from] <= ' ' && content[from] >= 0) {
      from++;
    }
    while (end > from && content[end - 1] <= ' ' && content[end - 1] >= 0) {
      end--;
    }
    if (from == end || content[from] == '#') {
      return;
    }
    int equals = from;
    while (equals < end && content[equals] != '=') {
      equals++;
    }
    if (equals == end) {
      problem(line, "not of the form name = value");
      return;
    }
    int value = equals + 1;
    while (value < end && content[value] == ' ') {
      value++;
    }
    setting(line, text(from, equals).strip(), value, end);
  }

  private void setting(int line, String name, int from, int end) {
    if (name.equals(VERSION)) {
      version(line, text(from, end));
      return;
    }
    for (KeyRole role : wanted) {
      if (name.equals(role.title())) {
        key(line, role, from, end);
        return;
      }
    }
    problem(line, "none of the names that belong in this file"); // It may be a misplaced secret.
  }

  private void version(int line, String text) {
    if (version != 0) {
      problem(line, VERSION + " is given twice");
    } else if (!text.matches("[0-9]{1,3}")) {
      problem(line, VERSION + " is not a number");
    } else if (Integer.parseInt(text) < 1 || Integer.parseInt(text) > VERSION_MAX) {
      problem(line, VERSION + " is out of range [1, " + VERSION_MAX + "]");
    } else {
      version = Integer.parseInt(text);
    }
  }

  private void key(int line, KeyRole role, int from, int end) {
    byte[] material = new byte[AesKey.LENGTH];
    if (keys.containsKey(role)) {
      problem(line, role.title() + " is given twice");
    } else if (!unhex(from, end, material)) {
      problem(line, role.title() + " is not " + HEX_LENGTH + " hexadecimal digits");
    } else if (Arrays.equals(material, new byte[AesKey.LENGTH])) {
      problem(line, role.title() + " is all zeros: the key of every new chip");
    } else if (isTaken(material)) {
      problem(line, role.title() + " is the same as another key of this file");
    } else {
      keys.put(role, AesKey.copyOf(material));
    }
    Arrays.fill(material, (byte) 0);
  }

  private boolean isTaken(byte[] material) {
    for (AesKey other : keys.values()) {
      byte[] taken = other.reveal();
      boolean same = Arrays.equals(taken, material);
      Arrays.fill(taken, (byte) 0);
      if (same) {
        return true;
      }
    }
    return false;
  }

  private boolean unhex(int from, int end, byte[] into) {
    if (end - from != HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < into.length; i++) {
      int high = Character.digit(content[from + 2 * i], 16);
      int low = Character.digit(content[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return false;
      }
      into[i] = (byte) (high << 4 | low);
    }
    return true;
  }

  private String text(int from, int end) {
    return new String(content, from, end - from, StandardCharsets.US_ASCII);
  }

  private void problem(int line, String what) {
    problems.add(new Problem(line, what));
  }
}
