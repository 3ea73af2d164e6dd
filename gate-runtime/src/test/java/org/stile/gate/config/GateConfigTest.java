package org.stile.gate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.config.Problem;
import org.stile.core.config.Setting;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;
import org.stile.gate.config.GateConfig.Reading;
import org.stile.gate.lane.LaneSettings.Times;

class GateConfigTest {
  /** RFC 8032 §7.1, TEST 1. */
  private static final String KEY =
      "1:eddsa:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private static final String LEAST =
      """
      gate = north-1
      lane.0.reader = /dev/ttyAMA0
      root-keys = %s
      """
          .formatted(KEY);

  private static GateConfig good(String text) {
    return switch (GateConfig.parse(text)) {
      case Reading.Good(GateConfig config) -> config;
      case Reading.Bad(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  private static List<Problem> problems(String text) {
    return switch (GateConfig.parse(text)) {
      case Reading.Good(GateConfig config) -> throw new AssertionError("accepted: " + config);
      case Reading.Bad(List<Problem> problems) -> problems;
    };
  }

  @Test
  void a_gate_needs_a_name_and_one_reader_and_the_rest_has_defaults() {
    GateConfig config = good(LEAST);
    assertThat(config.gate()).isEqualTo(new GateId("north-1"));
    assertThat(config.dataFolder()).isEqualTo(Path.of("/var/lib/stile/gate"));
    assertThat(config.log()).isEmpty();
    assertThat(config.lanes()).hasSize(1);
    var lane = config.lanes().getFirst();
    assertThat(lane.baud()).isEqualTo(921_600);
    assertThat(lane.settings().direction()).isEqualTo(Direction.ENTRY);
    assertThat(lane.settings().times()).isEqualTo(Times.DEFAULT);
    assertThat(lane.settings().languages()).containsExactly(Language.EN);
    assertThat(lane.settings().event()).isEmpty();
  }

  @Test
  void every_key_can_be_set() {
    GateConfig config =
        good(
            """
            # A gate with two lanes.
            gate = west
            event = 4711
            data-folder = /data/gate
            key-file = /data/keys
            root-keys = %s, 2:eddsa:3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
            clock = system
            lane.0.reader = /dev/ttyAMA0
            lane.15.reader = /dev/ttyAMA4
            lane.15.baud = 115200
            lane.15.direction = exit
            open-for = 4s
            passage-grace = 1 s
            show-for = 0 s
            tap-limit = 1500 ms
            retry-after = 1 min
            languages = de, ja,en
            panel = none
            turnstile = console
            sounder = bell
            log = /data/gate.log
            """
                .formatted(KEY));
    assertThat(config.lanes()).hasSize(2);
    var exit = config.lanes().getLast();
    assertThat(exit.baud()).isEqualTo(115_200);
    assertThat(exit.reader()).isEqualTo(Path.of("/dev/ttyAMA4"));
    assertThat(exit.settings().lane()).isEqualTo(15);
    assertThat(exit.settings().direction()).isEqualTo(Direction.EXIT);
    assertThat(exit.settings().event()).contains(new EventId(4711));
    assertThat(exit.settings().languages()).containsExactly(Language.DE, Language.JA, Language.EN);
    assertThat(exit.settings().times())
        .isEqualTo(
            new Times(
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofMillis(1500),
                Duration.ofMinutes(1)));
    assertThat(config.rootKeys().stream().map(RootKey::id)).containsExactly(1, 2);
    assertThat(config.rootKeys().getFirst().key().encoded().hex()).isEqualTo(KEY.split(":")[2]);
    assertThat(config.clock()).isEqualTo(GateConfig.ClockKind.SYSTEM);
    assertThat(config.panel()).isEqualTo(GateConfig.PanelKind.NONE);
    assertThat(config.sounder()).isEqualTo(GateConfig.SounderKind.BELL);
    assertThat(config.log()).contains(Path.of("/data/gate.log"));
  }

  @ParameterizedTest
  @CsvSource({
    "gate,              abcdefghijklmnopqrstuvwx, abcdefghijklmnopqrstuvwxy",
    "gate,              0-9,                      -9",
    "event,             1,                        0",
    "event,             4294967295,               4294967296",
    "event,             auto,                     Auto",
    "data-folder,       /d,                       d",
    "key-file,          /k,                       k",
    "clock,             system,                   gps",
    "lane.0.reader,     /dev/x,                   dev/x",
    "lane.0.baud,       9600,                     9601",
    "lane.0.baud,       921600,                   1288000",
    "lane.0.direction,  entry,                    in",
    "lane.0.direction,  exit,                     EXIT",
    "open-for,          500 ms,                   499 ms",
    "open-for,          30 s,                     30001 ms",
    "passage-grace,     100 ms,                   99 ms",
    "passage-grace,     10 s,                     10001 ms",
    "show-for,          0 s,                      -1 s",
    "show-for,          30 s,                     30001 ms",
    "tap-limit,         500 ms,                   499 ms",
    "tap-limit,         10 s,                     10001 ms",
    "retry-after,       100 ms,                   99 ms",
    "retry-after,       5 min,                    300001 ms",
    "retry-after,       1s,                       1",
    "retry-after,       1 s,                      1 h",
    "retry-after,       000000005 s,              0000000005 s",
    "languages,         en,                       fr",
    "'languages',       'en,de,ja',               'en,de,en'",
    "'languages',       'ja',                     'ja,'",
    "panel,             none,                     screen",
    "turnstile,         console,                  gpio",
    "sounder,           silent,                   loud",
    "log,               stderr,                   gate.log",
  })
  void each_range_ends_where_it_says(String key, String accepted, String refused) {
    good(with(key, accepted));
    List<Problem> problems = problems(with(key, refused));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().key()).isEqualTo(key);
    assertThat(problems.getFirst().value()).isEqualTo(refused);
    assertThat(problems.getFirst().expected()).isEqualTo(setting(key).range());
  }

  private static String with(String key, String value) {
    StringBuilder text = new StringBuilder();
    for (String line : LEAST.split("\n")) {
      text.append(line.startsWith(key + " ") ? "" : line + "\n");
    }
    return text + key + " = " + value + "\n";
  }

  private static Setting<?> setting(String key) {
    return all().filter(setting -> setting.numbered(0).key().equals(key)).findFirst().orElseThrow();
  }

  static Stream<Setting<?>> all() {
    return Stream.concat(Settings.OF_GATE.stream(), Settings.OF_LANE.stream());
  }

  @Test
  void everything_wrong_is_told_together_with_key_value_and_range() {
    List<Problem> problems =
        problems(
            """
            gaet = north
            open-for = 40 s
            root-keys = 1:rsa:00
            lane.1.baud = fast
            lane.16.reader = /dev/ttyAMA0
            nonsense
            languages = en
            languages = de
            """);
    assertThat(problems.stream().map(Problem::toString))
        .containsExactlyInAnyOrder(
            "gaet = north: no such key",
            "lane.16.reader = /dev/ttyAMA0: no such key",
            "line 6 = nonsense: key = value",
            "languages = de: set before; once is enough",
            "gate = : must be set: 1 to 24 of: a-z, 0-9, hyphen",
            "open-for = 40 s: 500 ms to 30 s",
            "root-keys = 1:rsa:00: " + Settings.ROOT_KEYS.range(),
            "lane.1.reader = : must be set: an absolute path",
            "lane.1.baud = fast: 9600, 19200, 38400, 57600, 115200, 230400, 460800 or 921600 baud");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "eddsa:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "256:eddsa:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "1:eddsa:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
        "1:es256:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "1:eddsa:x75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        KEY + "," + KEY,
        KEY + ",",
      })
  void what_is_no_root_key_is_refused(String keys) {
    assertThat(problems(with("root-keys", keys)).stream().map(Problem::key))
        .containsExactly("root-keys");
  }

  @Test
  void a_lane_number_is_written_one_way_only() {
    assertThat(problems(LEAST + "lane.00.baud = 9600\n"))
        .containsExactly(new Problem("lane.00.baud", "9600", "no such key"));
    assertThat(problems(LEAST + "lane.baud = 9600\n"))
        .containsExactly(new Problem("lane.baud", "9600", "no such key"));
  }

  @Test
  void a_gate_without_a_lane_is_none() {
    assertThat(problems("gate = north\nroot-keys = " + KEY))
        .containsExactly(new Problem("lane.0.reader", "", "at least one lane must have a reader"));
  }

  @Test
  void a_file_as_long_as_a_disk_is_not_read_to_its_end() {
    assertThat(problems(LEAST + "\n".repeat(1_000))).hasSizeBetween(1, 4);
    assertThat(problems(LEAST + "log = /" + "x".repeat(4_096) + "\n"))
        .containsExactly(new Problem("line 4", "4103 characters", "4096 at most"));
  }

  @Test
  void the_file_that_is_shipped_sets_every_key_to_its_default() throws IOException {
    String shipped = Files.readString(repository().resolve("deploy/gate.properties"));
    good(shipped + "root-keys = " + KEY);
    assertThat(problems(shipped).stream().map(Problem::key)).containsExactly("root-keys");
    all()
        .forEach(
            setting -> {
              Setting<?> here = setting.numbered(0);
              String fallback = here.isRequired() ? "" : here.fallback();
              assertThat(shipped).contains(here.key() + " = " + fallback);
              assertThat(shipped).contains("# " + setting.meaning());
              assertThat(shipped).contains("# " + setting.range());
            });
  }

  @Test
  void the_reference_page_says_what_the_code_does() throws IOException {
    String page = Files.readString(repository().resolve("docs/reference/gate-config.md"));
    var rows = new StringBuilder();
    all().forEach(setting -> rows.append(row(setting)));
    assertThat(page).contains("| key | accepted | default | meaning |\n|---|---|---|---|\n" + rows);
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            setting.key(),
            setting.range(),
            setting.isRequired() ? "must be set" : "`" + setting.fallback() + "`",
            setting.meaning());
  }

  private static Path repository() {
    return Optional.ofNullable(Path.of("").toAbsolutePath().getParent()).orElseThrow();
  }
}
