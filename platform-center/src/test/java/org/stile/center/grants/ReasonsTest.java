package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private static final Pattern ROW = Pattern.compile("\\| `(?<name>[A-Z_]+)` \\| (?<words>.+) \\|");

  @Test
  void the_reference_tells_every_reason_in_order_as_people_are_told_it() throws IOException {
    Map<String, String> told = new LinkedHashMap<>();
    Stream.concat(
            Arrays.stream(Refusal.values()).map(r -> Map.entry(r.name(), r.words())),
            Arrays.stream(Ending.values()).map(e -> Map.entry(e.name(), e.words())))
        .forEach(reason -> told.put(reason.getKey(), reason.getValue()));
    Map<String, String> documented = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/reference/requests.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group("name"), row.group("words"));
      }
    }
    assertThat(documented.entrySet()).containsExactlyElementsOf(told.entrySet());
  }
}
