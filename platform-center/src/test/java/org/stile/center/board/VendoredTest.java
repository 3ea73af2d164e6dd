package org.stile.center.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;

/** Other people's scripts are what docs/reference/board.md says they are, to the bit. */
class VendoredTest {
  @ParameterizedTest
  @ValueSource(strings = {"uPlot.esm.js", "uPlot.min.css"})
  void a_vendored_file_has_the_hash_that_is_written_down(String name) throws IOException {
    byte[] file = Files.readAllBytes(Path.of("src/main/resources/META-INF/resources/board", name));
    String docs = Files.readString(Path.of("../docs/reference/board.md"));
    assertThat(docs).contains(Bytes.copyOf(file).sha256().hex() + "  " + name);
    assertThat(docs).contains("uPlot 1.6.32");
    if (name.endsWith(".js")) {
      assertThat(new String(file, java.nio.charset.StandardCharsets.UTF_8)).contains("v1.6.32");
    }
  }
}
