package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.demo.CenterProcess;
import org.stile.simulator.demo.DemoOnce;
import org.stile.simulator.demo.DemoStage;

/** The packaged center sells and publishes, a gate admits by it: both as real as they ship. */
class DemoFromCenterTest {
  @TempDir Path folder;

  @Test
  void a_gate_admits_by_the_master_and_the_tickets_of_a_center_that_has_stopped() throws Exception {
    Path program = org.stile.system.center.CenterProcess.application().resolve("quarkus-run.jar");
    var setting =
        new DemoStage.Setting(folder, false, Duration.ofMillis(500), Duration.ofMillis(0));
    var said = new ByteArrayOutputStream();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    var done = new ArrayList<String>();
    try (var center = CenterProcess.start(program, folder);
        DemoStage stage =
            DemoStage.fromCenter(
                center, setting, InstantSource.system(), new SecureRandom(), done::add)) {
      center.stop();
      assertThat(new DemoOnce(stage, out).play())
          .as(said.toString(StandardCharsets.UTF_8))
          .isTrue();
    }
    assertThat(done).anyMatch(line -> line.contains("takes one back"));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains(" 0 wrong.", "R04-REVOKED");
  }
}
