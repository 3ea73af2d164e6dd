package org.stile.core.sync;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.stile.core.Bytes;

/** How much of anything a message may carry, and the checks that say so. */
public final class SyncLimits {
  /** Longest message in either direction in bytes: a broker of 500 gates holds some in memory. */
  public static final int MESSAGE_LENGTH_MAX = 64 * 1024;

  /** Longest message about presence in bytes. */
  public static final int STATE_LENGTH_MAX = 128;

  /** Rows of one message: an fsync of the center is shared by them, and a lost one costs little. */
  public static final int ROWS_MAX = 100;

  /** Passages of one message, so that it stays below {@link #MESSAGE_LENGTH_MAX}. */
  public static final int PASSAGES_MAX = 500;

  /** Events a gate holds at once. */
  public static final int MASTERS_MAX = 32;

  /** Versions from which a delta can be had. */
  public static final int DELTAS_MAX = 16;

  /** Bytes of a boot id: random, so that nobody ever has the same. */
  public static final int BOOT_ID_LENGTH = 16;

  /** Bytes of a SHA-256. */
  public static final int HASH_LENGTH = 32;

  /** Characters of a path at the center. */
  public static final int PATH_LENGTH_MAX = 200;

  /** Characters of a program's version. */
  public static final int AGENT_VERSION_LENGTH_MAX = 40;

  // No dot begins a segment, so that no path leads upward; nothing needs escaping.
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]+");

  private SyncLimits() {}

  static void within(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + " out of range [" + from + ", " + to + "]: " + value);
    }
  }

  static void length(String name, Bytes bytes, int length) {
    within("bytes of " + name, bytes.length(), length, length);
  }

  static void path(String path) {
    if (path.length() > PATH_LENGTH_MAX || !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("no path at the center");
    }
  }

  static void agentVersion(String version) {
    within("length of agent version", version.length(), 1, AGENT_VERSION_LENGTH_MAX);
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("no agent version");
    }
  }

  /** Bytes {@code text} takes as UTF-8. */
  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
