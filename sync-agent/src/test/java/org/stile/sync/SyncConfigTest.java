package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.config.Problem;
import org.stile.core.config.Setting;
import org.stile.sync.SyncConfig.Reading;

class SyncConfigTest {
  private static final String KEY =
      "1:eddsa:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private static final String LEAST =
      """
      gate = north-1
      venue = 7
      root-keys = %s
      broker = tls://broker.example:8883
      center = https://center.example
      """
          .formatted(KEY);

  private static SyncConfig good(String text) {
    return switch (SyncConfig.parse(text)) {
      case Reading.Good(SyncConfig config) -> config;
      case Reading.Bad(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  private static List<Problem> problems(String text) {
    return switch (SyncConfig.parse(text)) {
      case Reading.Good(SyncConfig config) -> throw new AssertionError("accepted: " + config);
      case Reading.Bad(List<Problem> problems) -> problems;
    };
  }

  @Test
  void an_agent_needs_to_know_who_it_is_and_where_to_and_the_rest_has_defaults() {
    SyncConfig config = good(LEAST);
    assertThat(config.broker()).isEqualTo(URI.create("tls://broker.example:8883"));
    assertThat(config.healthEvery()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.dataFolder()).isEqualTo(Path.of("/var/lib/stile/gate"));
    assertThat(config.identity()).isEmpty();
    assertThat(config.log()).isEmpty();
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThat(problems("gate = North\nvenue = 0\nspeed = 3\nhealth-every = 0 s\n"))
        .extracting(Problem::key)
        .containsExactly("speed", "gate", "venue", "root-keys", "broker", "center", "health-every");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker.example:8883",
        "tls://broker.example",
        "mqtt://broker.example:1883",
        "tls://broker.example:0",
        "tls://broker.example:65536",
        "tls://user@broker.example:8883",
        "tls://broker.example:8883/path",
        "tls://broker.example:8883?x=1",
        "tls://:8883",
        "tls:8883"
      })
  void a_broker_is_a_host_and_a_port_and_nothing_else(String broker) {
    String text = LEAST.replace("tls://broker.example:8883", broker);
    assertThat(problems(text)).extracting(Problem::key).containsExactly("broker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://center.example/", "ftp://center.example", "center.example"})
  void a_center_is_a_host_without_a_path(String center) {
    String text = LEAST.replace("https://center.example", center);
    assertThat(problems(text)).extracting(Problem::key).containsExactly("center");
  }

  @Test
  void the_shipped_file_sets_every_key_and_says_what_the_code_says() throws IOException {
    String shipped = Files.readString(Path.of("..", "deploy", "sync.properties"));
    for (Setting<?> setting : SyncSettings.ALL) {
      String fallback = setting.isRequired() ? "# Must be set.\n" : "";
      assertThat(shipped)
          .contains("# " + setting.meaning() + "\n# " + setting.range() + "\n" + fallback);
      assertThat(Pattern.compile("(?m)^(# )?" + setting.key() + " = ").matcher(shipped).find())
          .as(setting.key())
          .isTrue();
      if (!setting.isRequired()) {
        assertThat(shipped).contains("\n" + setting.key() + " = " + setting.fallback() + "\n");
      }
    }
    good(shipped.replace("# root-keys = 1:eddsa:", "root-keys = " + KEY));
  }

  @Test
  void the_reference_page_has_every_key() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "reference", "sync-config.md"));
    String rows =
        SyncSettings.ALL.stream()
            .map(
                setting ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(
                            setting.key(),
                            setting.range(),
                            setting.isRequired() ? "must be set" : "`" + setting.fallback() + "`",
                            setting.meaning()))
            .collect(Collectors.joining("\n"));
    assertThat(page).contains(rows);
    for (ExitCode code : ExitCode.values()) {
      assertThat(page).contains("\n| " + code.number() + " |");
    }
  }

  @Test
  void the_reference_page_has_every_note_the_agent_writes() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "reference", "sync-config.md"));
    var kinds = Pattern.compile("(?:note|trouble)\\(\\s*\"([A-Z-]+)\"");
    try (var sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(each -> each.toString().endsWith(".java")).toList()) {
        kinds
            .matcher(Files.readString(source))
            .results()
            .forEach(kind -> assertThat(page).contains("`" + kind.group(1) + "`"));
      }
    }
  }
}
