package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;

/** A recorded conversation of a foreign host, said again byte for byte. */
class TranscriptTest {
  @Test
  void everything_nfc_list_of_libnfc_says_is_answered_as_recorded() throws IOException {
    List<String> lines = lines();
    var host = Host.atColdReader();
    host.reader.place(ScriptedChip.echo(), host.now);
    int answered = 0;
    for (int i = 0; i < lines.size(); i += 2) {
      Bytes said = Bytes.hex(lines.get(i).substring("RX ".length()));
      Bytes recorded = Bytes.hex(lines.get(i + 1).substring("-> ".length()));
      assertThat(host.send(said))
          .as("exchange %d: %s", i / 2, said)
          .isEqualTo(Bytes.concat(Host.ACK, recorded));
      answered++;
    }
    assertThat(answered).isEqualTo(64);
  }

  private static List<String> lines() throws IOException {
    try (var in = TranscriptTest.class.getResourceAsStream("libnfc-nfc-list.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
