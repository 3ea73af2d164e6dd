package org.stile.simulator.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Tone;
import org.stile.gate.device.BellSounder;
import org.stile.gate.device.ConsolePanel;
import org.stile.gate.device.LineWriter;
import org.stile.gate.device.Sounder.Sound;
import org.stile.simulator.ground.PanelReader.Told;

/** Against the gate's own console panel and bell: what they print is what is read. */
class PanelReaderTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private List<Told> read(String gate) {
    var reader = new PanelReader(gate);
    var told = new ArrayList<Told>();
    printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .forEach(each -> reader.read(each).ifPresent(told::add));
    return told;
  }

  @ParameterizedTest
  @EnumSource
  void a_picture_of_every_tone_is_read_as_it_was_shown(Tone tone) {
    var lines = List.of("North stand, block N101", "チケット", "R09-ALREADY-INSIDE");
    try (var writer = new LineWriter("screen", out)) {
      new ConsolePanel(writer, "n1/3", false).show(new Advice(tone, "Welcome – 1 of 3", lines));
    }
    assertThat(read("n1").getLast())
        .isEqualTo(new Told.Shows(3, new PanelReader.Picture(tone, "Welcome – 1 of 3", lines)));
  }

  @Test
  void two_lanes_that_show_something_at_once_are_kept_apart() throws Exception {
    try (var writer = new LineWriter("screen", out)) {
      var threads = new ArrayList<Thread>();
      for (int lane : List.of(0, 1)) {
        var panel = new ConsolePanel(writer, "n1/" + lane, false);
        var advice = new Advice(Tone.IDLE, "lane " + lane, List.of("a" + lane, "b" + lane));
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < 200; i++) {
                        panel.show(advice);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<Told> told = read("n1");
    assertThat(told).hasSize(2 * 200 * 3);
    for (Told each : told) {
      if (each
          instanceof Told.Shows(int lane, PanelReader.Picture(_, String headline, var lines))) {
        assertThat(headline).isEqualTo("lane " + lane);
        assertThat(lines).allMatch(line -> line.endsWith("" + lane)).hasSizeLessThanOrEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_sound_of_the_bell_is_known(Sound sound) {
    try (var writer = new LineWriter("screen", out)) {
      new BellSounder(writer).play(sound);
    }
    assertThat(read("n1")).containsExactly(new Told.Sounds(sound));
  }

  @Test
  void what_is_no_panel_of_this_gate_tells_nothing() {
    assertThat(read("n1")).isEmpty();
    for (String line :
        List.of(
            "", "hello", " >  n2/0  Welcome ", " >  n1/x  Welcome ", "\u0007\u0007\u0007\u0007")) {
      assertThat(new PanelReader("n1").read(line)).as(line).isEmpty();
    }
  }
}
