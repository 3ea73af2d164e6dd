package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxUnitTest {
  @TempDir Path folder;

  private final LinuxUnit here = new LinuxUnit(Path.of("/"));

  @Test
  void a_lock_is_seen_as_long_as_a_program_holds_it() throws IOException {
    Path file = folder.resolve("journal.db.lock");
    assertThat(here.isLocked(file)).as("there is none, so no gate ever ran here").isEmpty();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(here.isLocked(file)).contains(false);
      var _ = channel.lock();
      assertThat(here.isLocked(file)).contains(true);
      assertThat(here.isLocked(Files.createFile(folder.resolve("other")))).contains(false);
    }
    assertThat(here.isLocked(file)).contains(false);
  }

  @Test
  void where_the_system_does_not_tell_of_locks_nothing_is_said() throws IOException {
    Path file = Files.createFile(folder.resolve("journal.db.lock"));
    assertThat(new LinuxUnit(folder).isLocked(file)).isEmpty();
  }
}
