package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;

/** The reader as its host sees it, commands apart from chips (PN532 UM0701-02 §6.2, §7.2). */
class Pn532SimulatorTest {
  @Test
  void it_says_what_it_is() {
    assertThat(Host.atReader().ask("02"))
        .isEqualTo(Bytes.concat(Host.ACK, Bytes.hex("0000FF06FAD50332010607E800")));
  }

  @Test
  void it_sleeps_after_power_up_until_it_is_woken() {
    var host = Host.atColdReader();
    assertThat(host.ask("02")).isEqualTo(Bytes.EMPTY);
    host = Host.atColdReader();
    assertThat(host.send(Bytes.concat(Host.WAKE_UP, Host.frame(Bytes.hex("1401")))))
        .isEqualTo(Bytes.concat(Host.ACK, Bytes.hex("0000FF02FED5151600")));
  }

  @Test
  void it_lists_a_chip_as_a_real_one_was_recorded_to() {
    var host = Host.atReader();
    host.reader.place(ScriptedChip.echo(), host.now);
    assertThat(host.ask("4A0100"))
        .isEqualTo(
            Bytes.concat(
                Host.ACK, Bytes.hex("0000FF15EBD54B010103442007041122334455660675778102801200")));
  }
}
