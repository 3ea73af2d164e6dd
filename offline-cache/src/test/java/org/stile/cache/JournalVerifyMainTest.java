package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalVerifyMainTest {
  @TempDir Path folder;

  @Test
  void exits_with_what_it_found() throws Exception {
    Path file = folder.resolve("journal.db");
    String hash;
    try (var journal = Journals.open(file)) {
      hash = journal.append(Entries.granted(1)).get().hash().hex();
    }
    assertThat(JournalVerifyMain.run(file.toString())).isZero();
    assertThat(JournalVerifyMain.run(file.toString(), "1", hash)).isZero();
    assertThat(JournalVerifyMain.run(file.toString(), "2", hash)).isEqualTo(1);
    assertThat(JournalVerifyMain.run(file.toString(), "two", hash)).isEqualTo(2);
    assertThat(JournalVerifyMain.run()).isEqualTo(2);
    assertThat(JournalVerifyMain.run(folder.resolve("missing.db").toString())).isEqualTo(2);
    Path text = Files.writeString(folder.resolve("text"), "no journal at all ".repeat(100));
    assertThat(JournalVerifyMain.run(text.toString())).isEqualTo(2);
  }
}
