package org.stile.gate.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.config.Durations;
import org.stile.core.config.RootKeys;
import org.stile.core.config.Setting;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.LaneSettings.Range;
import org.stile.gate.lane.LaneSettings.Times;

/** Every key there is, in the order of deploy/gate.properties. */
final class Settings {
  static final Setting<GateId> GATE =
      new Setting<>(
          "gate",
          "1 to 24 of: a-z, 0-9, hyphen",
          "",
          "The gate's name, as the event master and the staff say it.",
          GateId::new);

  static final Setting<Optional<EventId>> EVENT =
      new Setting<>(
          "event",
          "auto, or 1 to 4294967295",
          "auto",
          "The event it admits to; auto: the one whose doors are open, else the next.",
          Settings::event);

  static final Setting<Path> DATA_FOLDER =
      new Setting<>(
          "data-folder",
          "an absolute path",
          "/var/lib/stile/gate",
          "Where journal.db and master.db lie; on a disk that keeps what it was told to keep.",
          Settings::absolute);

  static final Setting<Path> KEY_FILE =
      new Setting<>(
          "key-file",
          "an absolute path",
          "/etc/stile/gate.keys",
          "The gate's chip keys; nobody but its owner may be allowed to read or write it.",
          Settings::absolute);

  static final Setting<List<RootKey>> ROOT_KEYS =
      new Setting<>(
          "root-keys",
          "1 to 4 of: id:eddsa:key or id:es256:key, the key in hexadecimal; with commas between",
          "",
          "The public keys that all it believes of events hangs on.",
          RootKeys::parse);

  static final Setting<GateConfig.ClockKind> CLOCK =
      new Setting<>(
          "clock",
          "told or system",
          "told",
          "Whose time is believed; told: the center's; system: the unit's, if it has a good one.",
          text -> word(GateConfig.ClockKind.class, text));

  static final Setting<Path> LANE_READER =
      new Setting<>(
          "lane.N.reader",
          "an absolute path",
          "",
          "The serial device of lane N's reader; there is a lane for every N that has one.",
          Settings::absolute);

  static final Setting<Integer> LANE_BAUD =
      new Setting<>(
          "lane.N.baud",
          "9600, 19200, 38400, 57600, 115200, 230400, 460800 or 921600 baud",
          "921600",
          "The speed its serial line is raised to; 115200 where the port is a poor one.",
          Settings::baud);

  static final Setting<Direction> LANE_DIRECTION =
      new Setting<>(
          "lane.N.direction",
          "entry or exit",
          "entry",
          "Which way lane N lets people through.",
          Settings::direction);

  static final Setting<Duration> OPEN_FOR =
      duration(
          "open-for",
          Times.OPEN_FOR,
          Times.DEFAULT.openFor(),
          "How long the arm waits for a body after it was released.");

  static final Setting<Duration> PASSAGE_GRACE =
      duration(
          "passage-grace",
          Times.PASSAGE_GRACE,
          Times.DEFAULT.passageGrace(),
          "How long after that the arm's own word on the passage is waited for.");

  static final Setting<Duration> SHOW_FOR =
      duration(
          "show-for",
          Times.SHOW_FOR,
          Times.DEFAULT.showFor(),
          "How long an answer stays on the panel once the chip has left.");

  static final Setting<Duration> TAP_LIMIT =
      duration(
          "tap-limit",
          Times.TAP_LIMIT,
          Times.DEFAULT.tapLimit(),
          "How long all of one tap may take; no chip can hold a lane longer.");

  static final Setting<Duration> RETRY_AFTER =
      duration(
          "retry-after",
          Times.RETRY_AFTER,
          Times.DEFAULT.retryAfter(),
          "How long an out-of-order lane waits before it tries again.");

  static final Setting<List<Language>> LANGUAGES =
      new Setting<>(
          "languages",
          "1 to 3 of: en, de, ja; with commas between",
          "en",
          "In which languages visitors are told; the first is the largest.",
          Settings::languages);

  static final Setting<GateConfig.PanelKind> PANEL =
      new Setting<>(
          "panel",
          "console or none",
          "console",
          "What visitors look at.",
          text -> word(GateConfig.PanelKind.class, text));

  static final Setting<GateConfig.TurnstileKind> TURNSTILE =
      new Setting<>(
          "turnstile",
          "console",
          "console",
          "What lets them through; console: simulated, told of passages by keyboard.",
          text -> word(GateConfig.TurnstileKind.class, text));

  static final Setting<GateConfig.SounderKind> SOUNDER =
      new Setting<>(
          "sounder",
          "bell or silent",
          "silent",
          "What visitors hear; bell: the terminal's.",
          text -> word(GateConfig.SounderKind.class, text));

  static final Setting<Optional<Path>> LOG =
      new Setting<>(
          "log",
          "stderr, or an absolute path",
          "stderr",
          "Where the log goes, one JSON object a line; a file is added to.",
          text -> text.equals("stderr") ? Optional.empty() : Optional.of(absolute(text)));

  /** Those that are there once. */
  static final List<Setting<?>> OF_GATE =
      List.of(
          GATE,
          EVENT,
          DATA_FOLDER,
          KEY_FILE,
          ROOT_KEYS,
          CLOCK,
          OPEN_FOR,
          PASSAGE_GRACE,
          SHOW_FOR,
          TAP_LIMIT,
          RETRY_AFTER,
          LANGUAGES,
          PANEL,
          TURNSTILE,
          SOUNDER,
          LOG);

  /** Those that every lane has. */
  static final List<Setting<?>> OF_LANE = List.of(LANE_READER, LANE_BAUD, LANE_DIRECTION);

  private Settings() {}

  /** The speeds a PN532 knows (UM0701-02, SetSerialBaudRate), as far as serial ports do too. */
  static final List<Integer> SPEEDS =
      List.of(9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600);

  private static Setting<Duration> duration(
      String key, Range range, Duration fallback, String meaning) {
    String accepted = Durations.text(range.from()) + " to " + Durations.text(range.to());
    Function<String, Duration> parse =
        text -> {
          Duration value = Durations.parse(text);
          if (!range.contains(value)) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        };
    return new Setting<>(key, accepted, Durations.text(fallback), meaning, parse);
  }

  private static Optional<EventId> event(String text) {
    return text.equals("auto") ? Optional.empty() : Optional.of(new EventId(Long.parseLong(text)));
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not absolute");
    }
    return path;
  }

  private static int baud(String text) {
    int baud = Integer.parseInt(text);
    if (!SPEEDS.contains(baud)) {
      throw new IllegalArgumentException("no such speed");
    }
    return baud;
  }

  private static Direction direction(String text) {
    return word(Direction.class, text);
  }

  private static List<Language> languages(String text) {
    var languages = new ArrayList<Language>();
    for (String tag : text.split(",", -1)) {
      Language language = Language.of(tag.strip()).orElseThrow(IllegalArgumentException::new);
      if (languages.contains(language)) {
        throw new IllegalArgumentException("twice");
      }
      languages.add(language);
    }
    if (languages.size() > LaneSettings.LANGUAGES_MAX) {
      throw new IllegalArgumentException("too many");
    }
    return languages;
  }

  /** Words are written in lower case, and are all there is: no other spelling. */
  private static <E extends Enum<E>> E word(Class<E> kind, String text) {
    for (E constant : kind.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no such word");
  }
}
