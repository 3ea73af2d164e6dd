package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the center names what the program reads, all of it and nothing else. */
class CenterSettingsTest {
  private static final Pattern SETTING = Pattern.compile("STILE_[A-Z][A-Z_]*[A-Z]");
  private static final Pattern LISTED =
      Pattern.compile("^\\| `(STILE_[A-Z_]+)`", Pattern.MULTILINE);

  @Test
  void the_table_lists_every_setting_that_the_code_reads() throws Exception {
    Path root = CenterProcess.root();
    Set<String> read = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root.resolve("platform-center/src/main"))) {
      for (Path file : files.filter(CenterSettingsTest::isText).toList()) {
        read.addAll(found(SETTING, 0, file));
      }
    }
    Set<String> listed = found(LISTED, 1, root.resolve("docs/reference/center.md"));
    assertThat(listed).isEqualTo(read).contains("STILE_HOME", "STILE_DB_URL");
  }

  private static boolean isText(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".properties");
  }

  private static Set<String> found(Pattern pattern, int group, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
