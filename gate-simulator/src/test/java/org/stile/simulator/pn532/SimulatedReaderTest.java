package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.drivers.serial.ByteLink;
import org.stile.simulator.pty.MemoryLine;

/** The reader on its own thread, with chips placed from others. */
class SimulatedReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final MemoryLine line = new MemoryLine();
  private final ByteLink host = line.hostEnd();

  private SimulatedReader start(Pace pace, ReaderListener listener) throws IOException {
    var reader = SimulatedReader.on(line, pace, listener);
    say(Bytes.concat(Host.WAKE_UP, Host.frame(Bytes.hex("1401"))));
    assertThat(hear(15).hex()).endsWith("0000ff02fed5151600");
    return reader;
  }

  private void say(Bytes bytes) throws IOException {
    host.write(bytes.toArray(), bytes.length());
  }

  private Bytes hear(int count) throws IOException {
    var all = new byte[count];
    int have = 0;
    while (have < count) {
      int came = host.read(all, have, PATIENCE);
      assertThat(came).as("bytes after " + have).isPositive();
      have += came;
    }
    return Bytes.copyOf(all);
  }

  @Test
  void a_chip_placed_from_another_thread_is_listed_at_once() throws IOException {
    try (var reader = start(Pace.INSTANT, ReaderListener.NONE)) {
      say(Host.frame(Bytes.hex("4A0100")));
      assertThat(hear(6)).isEqualTo(Host.ACK);
      reader.place(ScriptedChip.echo());
      assertThat(hear(28).hex()).startsWith("0000ff15ebd54b01");
    }
  }

  @Test
  void a_lifelike_reader_takes_its_time_by_the_wall_and_hardly_more() throws IOException {
    long leastOvershoot = Long.MAX_VALUE;
    try (var reader = start(Pace.LIFELIKE, ReaderListener.NONE)) {
      reader.takeExchanges();
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        say(Host.frame(Bytes.hex("02")));
        hear(6 + 13);
        long took = System.nanoTime() - start;
        long modelled = reader.takeExchanges().getLast().total().toNanos();
        assertThat(took).isGreaterThanOrEqualTo(modelled);
        leastOvershoot = Math.min(leastOvershoot, took - modelled);
      }
    }
    // Of twenty the best: a busy machine may hold any single one up.
    assertThat(leastOvershoot).isLessThan(1_000_000);
  }

  @Test
  void whoever_listens_hears_of_chips_commands_and_exchanges() throws IOException {
    var heard = new ConcurrentLinkedQueue<String>();
    var listener =
        new ReaderListener() {
          @Override
          public void listed(ChipTarget target) {
            heard.add("listed " + target.uid().hex());
          }

          @Override
          public void exchanged() {
            heard.add("exchanged");
          }

          @Override
          public void commanded(Bytes command) {
            heard.add("commanded " + command.hex());
          }

          @Override
          public void answered(Bytes frame) {
            heard.add("answered " + frame.length());
          }
        };
    try (var reader = start(Pace.INSTANT, listener)) {
      reader.place(ScriptedChip.echo());
      say(Host.frame(Bytes.hex("4A0100")));
      hear(6 + 28);
      say(Host.frame(Bytes.hex("400160")));
      hear(6 + 11);
    }
    assertThat(heard)
        .containsExactly(
            "commanded 1401",
            "answered 9",
            "commanded 4a0100",
            "listed 04112233445566",
            "answered 28",
            "commanded 400160",
            "exchanged",
            "answered 11");
  }

  @Test
  void a_chip_may_leave_by_itself_in_the_middle_of_an_exchange() throws IOException {
    try (var reader = start(Pace.INSTANT, ReaderListener.NONE)) {
      var fleeing =
          new ScriptedChip(
              ScriptedChip.DESFIRE,
              command -> {
                reader.removeAll();
                return command;
              });
      reader.place(fleeing);
      say(Host.frame(Bytes.hex("4A0100")));
      hear(6 + 28);
      say(Host.frame(Bytes.hex("400160")));
      assertThat(hear(6 + 10).hex()).contains("d54101");
    }
  }

  @Test
  void pins_are_pulled_from_other_threads() throws IOException {
    try (var reader = start(Pace.INSTANT, ReaderListener.NONE)) {
      say(Host.frame(Bytes.hex("1007")));
      hear(6 + 9);
      say(Host.ACK);
      host.speed(921_600);
      say(Host.frame(Bytes.hex("02")));
      hear(6 + 13);
      assertThat(reader.speed()).isEqualTo(921_600);
      reader.pulseReset();
      assertThat(reader.speed()).isEqualTo(115_200);
      reader.power(false);
      reader.power(true);
      host.speed(115_200);
      say(Bytes.concat(Host.WAKE_UP, Host.frame(Bytes.hex("1401"))));
      hear(6 + 9);
    }
  }

  @Test
  void closing_takes_the_chips_power_and_refuses_further_wishes() throws IOException {
    var reader = start(Pace.INSTANT, ReaderListener.NONE);
    var chip = ScriptedChip.echo();
    reader.place(chip);
    say(Host.frame(Bytes.hex("4A0100")));
    hear(6 + 28);
    reader.close();
    assertThat(chip.left).isEqualTo(chip.entered);
    assertThatThrownBy(() -> reader.place(chip)).isInstanceOf(IllegalStateException.class);
    reader.close();
  }
}
