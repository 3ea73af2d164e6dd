package org.stile.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WireFormatDocumentTest {
  private static final Pattern EXAMPLE = Pattern.compile("```\\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_examples_of_the_document_are_the_golden_vectors() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "wire-format.md"));
    List<Bytes> examples = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(document);
    while (example.find()) {
      examples.add(Bytes.hex(example.group(1).replaceAll("#[^\\n]*", "").replaceAll("\\s", "")));
    }
    assertThat(examples)
        .containsExactly(
            Vectors.message("ticket.hex"),
            Vectors.message("event-information.hex"),
            Vectors.message("master.hex"),
            Vectors.message("delta.hex"),
            Vectors.message("key-set.hex"),
            Vectors.message("sync-hello.hex"),
            Vectors.message("sync-rows.hex"));
  }
}
