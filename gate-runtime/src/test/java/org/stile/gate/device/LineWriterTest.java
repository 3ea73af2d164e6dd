package org.stile.gate.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Tone;
import org.stile.gate.device.Sounder.Sound;

class LineWriterTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String written(Consumer<LineWriter> work) {
    try (var lines =
        new LineWriter("lines", new PrintStream(bytes, false, StandardCharsets.UTF_8))) {
      work.accept(lines);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void what_was_said_before_closing_is_written_in_order() {
    String text =
        written(
            lines -> {
              for (int i = 0; i < 500; i++) {
                lines.write("line " + i);
              }
            });
    assertThat(text.lines()).hasSize(500).startsWith("line 0", "line 1").endsWith("line 499");
  }

  @Test
  void an_empty_line_is_a_line() {
    assertThat(
            written(
                lines -> {
                  lines.write("");
                  lines.write("after");
                }))
        .isEqualTo("\nafter\n");
  }

  @Test
  void a_stream_that_takes_nothing_keeps_nobody_waiting() {
    var released = new CountDownLatch(1);
    var stuck =
        new OutputStream() {
          @Override
          public void write(int octet) {
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    var lines = new LineWriter("stuck", new PrintStream(stuck, true, StandardCharsets.UTF_8));
    for (int i = 0; i < LineWriter.LINES_MAX + 11; i++) {
      lines.write("line " + i);
    }
    assertThat(lines.dropped()).isBetween(10L, 11L); // The first may be in the writer's hands.
    released.countDown();
    lines.close();
  }

  @Test
  void a_console_panel_shows_tone_headline_and_lines() {
    var advice = new Advice(Tone.STOP, "Wrong gate", List.of("Go to N4.", "R07-WRONG-GATE"));
    assertThat(written(lines -> new ConsolePanel(lines, "n1/0", false).show(advice)))
        .isEqualTo(" X  n1/0  Wrong gate \n      Go to N4.\n      R07-WRONG-GATE\n");
  }

  @Test
  void every_tone_has_a_look_of_its_own() {
    for (boolean coloured : new boolean[] {true, false}) {
      bytes.reset();
      String text =
          written(
              lines -> {
                for (Tone tone : Tone.values()) {
                  new ConsolePanel(lines, "", coloured).show(new Advice(tone, "x", List.of()));
                }
              });
      assertThat(text.lines().distinct()).hasSize(Tone.values().length);
    }
  }

  @Test
  void every_sound_is_another_number_of_bells() {
    String text =
        written(
            lines -> {
              for (Sound sound : Sound.values()) {
                new BellSounder(lines).play(sound);
              }
            });
    assertThat(text.lines().map(String::length)).containsExactly(1, 2, 3, 5);
  }
}
