package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWatchTest {
  @TempDir Path folder;

  @Test
  void every_row_the_gate_commits_is_noticed_at_once() throws Exception {
    var noticed = new Semaphore(0);
    try (var rig = new AgentRig(folder, AgentRig.someRoots());
        JournalWatch _ = new JournalWatch(folder.resolve("journal.db"), noticed::release)) {
      for (int i = 0; i < 20; i++) {
        noticed.drainPermits();
        rig.grants(1);
        assertThat(noticed.tryAcquire(2, TimeUnit.SECONDS)).as("row " + i).isTrue();
        Thread.sleep(20);
      }
    }
  }
}
