package org.stile.center.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConflictCodesTest {
  /** The first argument of a conflict: its code, or the name of a constant that is one. */
  private static final Pattern SAID =
      Pattern.compile("conflict\\(\\s*(?:\"(?<code>[a-z-]+)\"|(?<constant>[A-Za-z.]+),)");

  private static final Pattern OTHERWISE = Pattern.compile("new Problem\\(\\s*409");
  private static final Pattern CONSTANT =
      Pattern.compile("String (?<name>[A-Z_]+) = \"(?<code>[a-z-]+)\";");
  private static final Pattern ROW = Pattern.compile("\\| `(?<code>[a-z-]+)` \\| .+ \\|");

  @Test
  void the_reference_lists_every_code_a_409_can_say_and_no_other() throws IOException {
    List<String> sources = sources();
    var said = new TreeSet<String>();
    for (String source : sources) {
      var call = SAID.matcher(source);
      while (call.find()) {
        String code = call.group("code");
        said.add(code == null ? constant(sources, call.group("constant")) : code);
      }
    }
    assertThat(documented()).containsExactlyElementsOf(said);
  }

  @Test
  void a_conflict_is_said_in_one_way_which_the_test_above_finds() throws IOException {
    assertThat(sources()).noneMatch(source -> OTHERWISE.matcher(source).find());
  }

  private static String constant(List<String> sources, String named) {
    String name = named.substring(named.lastIndexOf('.') + 1);
    if (name.equals(name.toLowerCase(java.util.Locale.ROOT)) || name.equals("String")) {
      return "no code but a variable: " + named;
    }
    return sources.stream()
        .flatMap(source -> CONSTANT.matcher(source).results())
        .filter(found -> found.group("name").equals(name))
        .map(found -> found.group("code"))
        .findFirst()
        .orElse("unknown constant " + named);
  }

  private static List<String> documented() throws IOException {
    var codes = new TreeSet<String>();
    boolean here = false;
    for (String line : Files.readAllLines(Path.of("../docs/reference/api.md"))) {
      here = line.startsWith("#") ? line.equals("### Conflicts") : here;
      var row = ROW.matcher(line);
      if (here && row.matches()) {
        codes.add(row.group("code"));
      }
    }
    return List.copyOf(codes);
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("Problem.java"))
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }
}
