package org.stile.gate.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.TapContext;
import org.stile.core.config.ConfigLines;
import org.stile.core.config.Problem;
import org.stile.core.config.Setting;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.gate.config.GateConfig.LaneConfig;
import org.stile.gate.config.GateConfig.Reading;
import org.stile.gate.lane.LaneSettings;

/** Reads one configuration and collects all that is wrong with it. */
final class ConfigReader {
  private static final String LANE = "lane.";

  private final ConfigLines lines;

  ConfigReader(String text) {
    lines = new ConfigLines(text, ConfigReader::isKnown);
  }

  private static boolean isKnown(String key) {
    Optional<Integer> lane = lane(key);
    for (Setting<?> setting : lane.isPresent() ? Settings.OF_LANE : Settings.OF_GATE) {
      String known = lane.map(number -> setting.numbered(number).key()).orElse(setting.key());
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
    Optional<GateId> gate = lines.value(Settings.GATE);
    var dataFolder = lines.value(Settings.DATA_FOLDER);
    var keyFile = lines.value(Settings.KEY_FILE);
    var rootKeys = lines.value(Settings.ROOT_KEYS);
    var clock = lines.value(Settings.CLOCK);
    var panel = lines.value(Settings.PANEL);
    var turnstile = lines.value(Settings.TURNSTILE);
    var sounder = lines.value(Settings.SOUNDER);
    var log = lines.value(Settings.LOG);
    List<LaneConfig> lanes = lanes(gate);
    if (!lines.problems().isEmpty()) {
      return new Reading.Bad(lines.problems());
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
    Optional<Optional<EventId>> event = lines.value(Settings.EVENT);
    Optional<LaneSettings.Times> times = times();
    Optional<List<Language>> languages = lines.value(Settings.LANGUAGES);
    var numbers = new TreeSet<Integer>();
    lines.keys().forEach(key -> lane(key).ifPresent(numbers::add));
    if (numbers.isEmpty()) {
      lines
          .problems()
          .add(new Problem("lane.0.reader", "", "at least one lane must have a reader"));
    }
    var lanes = new ArrayList<LaneConfig>();
    for (int number : numbers) {
      var reader = lines.value(Settings.LANE_READER.numbered(number));
      var baud = lines.value(Settings.LANE_BAUD.numbered(number));
      Optional<Direction> direction = lines.value(Settings.LANE_DIRECTION.numbered(number));
      if (lines.problems().isEmpty()) {
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
    Optional<Duration> openFor = lines.value(Settings.OPEN_FOR);
    Optional<Duration> passageGrace = lines.value(Settings.PASSAGE_GRACE);
    Optional<Duration> showFor = lines.value(Settings.SHOW_FOR);
    Optional<Duration> tapLimit = lines.value(Settings.TAP_LIMIT);
    Optional<Duration> retryAfter = lines.value(Settings.RETRY_AFTER);
    return lines.problems().isEmpty()
        ? Optional.of(
            new LaneSettings.Times(
                openFor.orElseThrow(),
                passageGrace.orElseThrow(),
                showFor.orElseThrow(),
                tapLimit.orElseThrow(),
                retryAfter.orElseThrow()))
        : Optional.empty();
  }
}
