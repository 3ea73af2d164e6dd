package org.stile.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lines of one configuration, {@code key = value} and comments that begin with {@code #}, and
 * all that is wrong with them.
 */
public final class ConfigLines {
  /** A configuration has some 60 keys at most, and as many lines of comment. */
  private static final int LINES_MAX = 1_000;

  /** A path is at most this long on Linux ({@code PATH_MAX} less its key). */
  private static final int LINE_LENGTH_MAX = 4_096;

  private final Predicate<String> isKnown;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Reads {@code text}; a key that is not known is a problem, and so is one that comes twice. */
  public ConfigLines(String text, Predicate<String> isKnown) {
    this.isKnown = isKnown;
    String[] lines = text.split("\n", LINES_MAX + 1);
    if (lines.length > LINES_MAX) {
      problems.add(new Problem("the file", lines.length + " lines", LINES_MAX + " at most"));
      return;
    }
    for (int i = 0; i < lines.length; i++) {
      line(i + 1, lines[i].strip());
    }
  }

  private void line(int number, String line) {
    String where = "line " + number;
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int equals = line.indexOf('=');
    if (line.length() > LINE_LENGTH_MAX) {
      problems.add(new Problem(where, line.length() + " characters", LINE_LENGTH_MAX + " at most"));
    } else if (equals < 1) {
      problems.add(new Problem(where, line, "key = value"));
    } else {
      String key = line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      if (!isKnown.test(key)) {
        problems.add(new Problem(key, value, "no such key"));
      } else if (values.putIfAbsent(key, value) != null) {
        problems.add(new Problem(key, value, "set before; once is enough"));
      }
    }
  }

  /** The keys that are set. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** Everything that was wrong so far. */
  public List<Problem> problems() {
    return problems;
  }

  /** The value of a key or its default; empty if there is a problem, which is noted. */
  public <T> Optional<T> value(Setting<T> setting) {
    String text = values.get(setting.key());
    if (text == null && setting.isRequired()) {
      problems.add(new Problem(setting.key(), "", "must be set: " + setting.range()));
      return Optional.empty();
    }
    try {
      return Optional.of(setting.parse().apply(text == null ? setting.fallback() : text));
    } catch (IllegalArgumentException e) { // NumberFormatException and InvalidPathException too.
      problems.add(new Problem(setting.key(), text == null ? "" : text, setting.range()));
      return Optional.empty();
    }
  }
}
