package org.stile.core.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** docs/admission-rules.md: what it promises is what the tests ask of the code. */
final class RulesPage {
  private static final Path PAGE = Path.of("..", "docs", "admission-rules.md");

  private RulesPage() {}

  static String text() throws IOException {
    return Files.readString(PAGE);
  }

  /** The cells of the table that follows {@code <!-- table: name -->}, without its head. */
  static List<List<String>> table(String name) throws IOException {
    return text()
        .lines()
        .dropWhile(line -> !line.equals("<!-- table: " + name + " -->"))
        .skip(3)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList())
        .toList();
  }
}
