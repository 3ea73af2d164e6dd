package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.demo.DemoOnce;
import org.stile.simulator.demo.DemoStage;

class DemoTest {
  @TempDir Path folder;

  @Test
  void every_tap_of_the_unattended_demo_comes_out_as_it_must() throws Exception {
    var setting =
        new DemoStage.Setting(folder, false, Duration.ofMillis(500), Duration.ofMillis(0));
    var said = new ByteArrayOutputStream();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (var stage =
        DemoStage.unattended(setting, InstantSource.fixed(Evening.NOON), new SecureRandom())) {
      boolean right = new DemoOnce(stage, out).play();
      assertThat(right).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("ADMIT entry 1", "REFUSE R09-ALREADY-INSIDE", "REFUSE C02-CHIP-NOT-GENUINE")
        .contains(" 0 wrong.", "the journal says the same")
        .doesNotContain("WRONG:", "DOES NOT AGREE");
  }
}
