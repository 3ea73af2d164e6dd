package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.stile.core.Bytes;

/** Whatever a host sends, at whatever speed and time: the reader lives, and answers the next. */
class SimulatorFuzzTest {
  private static final int[] SPEEDS = {0, 9600, 115_200, 921_600};

  @FuzzTest(maxDuration = "1m")
  void arbitrary_bytes_never_throw(byte[] data) {
    var host = Host.atReader();
    var chip = ScriptedChip.echo();
    host.reader.place(chip, host.now);
    int at = 0;
    while (at + 2 <= data.length) {
      host.speed = SPEEDS[data[at] & 0x03];
      int length = Math.min(data[at + 1] & 0xFF, data.length - at - 2);
      host.send(Bytes.copyOf(data, at + 2, at + 2 + length));
      host.passMillis(data[at] >> 2 & 0x3F);
      if ((data[at] & 0x80) != 0) {
        host.reader.remove(chip);
        host.reader.place(chip, host.now);
      }
      at += 2 + length;
    }
    assertAlive(host);
  }

  @FuzzTest(maxDuration = "1m")
  void arbitrary_commands_never_throw(byte[] data) {
    var host = Host.atLifelikeReader();
    host.reader.place(ScriptedChip.echo(), host.now);
    int at = 0;
    while (at < data.length) {
      int length = Math.min(1 + (data[at] & 0xFF), data.length - at - 1);
      if (length > 0) {
        host.send(Host.frame(Bytes.copyOf(data, at + 1, at + 1 + length)));
        host.passMillis(1_000);
      }
      at += 1 + length;
    }
    assertAlive(host);
  }

  private static void assertAlive(Host host) {
    host.reader.power(false);
    host.reader.power(true);
    host.speed = 115_200;
    host.send(Host.WAKE_UP);
    host.ask("02");
    assertThat(host.passMillis(100).hex() + host.send(Host.NACK).hex() + host.passMillis(100).hex())
        .contains("d50332010607");
  }
}
