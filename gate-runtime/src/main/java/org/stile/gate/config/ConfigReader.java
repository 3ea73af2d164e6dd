package org.stile.gate.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.TapContext;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.gate.config.GateConfig.LaneConfig;
import org.stile.gate.config.GateConfig.Problem;
import org.stile.gate.config.GateConfig.Reading;
import org.stile.gate.lane.LaneSettings;

/** Reads one configuration and collects all that is wrong with it. */
final class ConfigReader {
  /** A configuration has some 60 keys at most, and as many lines of comment. */
  private static final int LINES_MAX = 1_000;

  /** A path is at most this long on Linux ({@code PATH_MAX} less its key). */
  private static final int LINE_LENGTH_MAX = 4_096;

  private static final String LANE = "lane.";

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  ConfigReader(String text) {
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
      if (!isKnown(key)) {
        problems.add(new Problem(key, value, "no such key"));
      } else if (values.putIfAbsent(key, value) != null) {
        problems.add(new Problem(key, value, "set before; once is enough"));
      }
    }
  }

  private static boolean isKnown(String key) {
    Optional<Integer> lane = lane(key);
    for (Setting<?> setting : lane.isPresent() ? Settings.OF_LANE : Settings.OF_GATE) {
      String known = lane.map(number -> setting.ofLane(number).key()).orElse(setting.key());
      if (known.equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** Which lane a key is about: {@code lane.0.reader}, written without leading zeros. */
  private static Optional<Integer> lane(String key) {
    int dot = key.startsWith(LANE) ? key.indexOf('.', LANE.length()) : -1;
    for (int lane = 0; dot > 0 && lane <= TapContext.LANE_MAX; lane++) {
      if (key.substring(LANE.length(), dot).equals(Integer.toString(lane))) {
        return Optional.of(lane);
      }
    }
    return Optional.empty();
  }

  Reading read() {
    Optional<GateId> gate = value(Settings.GATE);
    var dataFolder = value(Settings.DATA_FOLDER);
    var keyFile = value(Settings.KEY_FILE);
    var rootKeys = value(Settings.ROOT_KEYS);
    var clock = value(Settings.CLOCK);
    var panel = value(Settings.PANEL);
    var turnstile = value(Settings.TURNSTILE);
    var sounder = value(Settings.SOUNDER);
    var log = value(Settings.LOG);
    List<LaneConfig> lanes = lanes(gate);
    if (!problems.isEmpty()) {
      return new Reading.Bad(problems);
    }
    return new Reading.Good(
        new GateConfig(
            gate.orElseThrow(),
            lanes,
            dataFolder.orElseThrow(),
            keyFile.orElseThrow(),
            rootKeys.orElseThrow(),
            clock.orElseThrow(),
            panel.orElseThrow(),
            turnstile.orElseThrow(),
            sounder.orElseThrow(),
            log.orElseThrow()));
  }

  private List<LaneConfig> lanes(Optional<GateId> gate) {
    Optional<Optional<EventId>> event = value(Settings.EVENT);
    Optional<LaneSettings.Times> times = times();
    Optional<List<Language>> languages = value(Settings.LANGUAGES);
    var numbers = new TreeSet<Integer>();
    values.keySet().forEach(key -> lane(key).ifPresent(numbers::add));
    if (numbers.isEmpty()) {
      problems.add(new Problem("lane.0.reader", "", "at least one lane must have a reader"));
    }
    var lanes = new ArrayList<LaneConfig>();
    for (int number : numbers) {
      var reader = value(Settings.LANE_READER.ofLane(number));
      var baud = value(Settings.LANE_BAUD.ofLane(number));
      Optional<Direction> direction = value(Settings.LANE_DIRECTION.ofLane(number));
      if (problems.isEmpty()) {
        var settings =
            new LaneSettings(
                gate.orElseThrow(),
                number,
                direction.orElseThrow(),
                event.orElseThrow(),
                times.orElseThrow(),
                languages.orElseThrow());
        lanes.add(new LaneConfig(settings, reader.orElseThrow(), baud.orElseThrow()));
      }
    }
    return lanes;
  }

  private Optional<LaneSettings.Times> times() {
    Optional<Duration> openFor = value(Settings.OPEN_FOR);
    Optional<Duration> passageGrace = value(Settings.PASSAGE_GRACE);
    Optional<Duration> showFor = value(Settings.SHOW_FOR);
    Optional<Duration> tapLimit = value(Settings.TAP_LIMIT);
    Optional<Duration> retryAfter = value(Settings.RETRY_AFTER);
    return problems.isEmpty()
        ? Optional.of(
            new LaneSettings.Times(
                openFor.orElseThrow(),
                passageGrace.orElseThrow(),
                showFor.orElseThrow(),
                tapLimit.orElseThrow(),
                retryAfter.orElseThrow()))
        : Optional.empty();
  }

  /** The value of a key or its default; empty if there is a problem, which is noted. */
  private <T> Optional<T> value(Setting<T> setting) {
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
