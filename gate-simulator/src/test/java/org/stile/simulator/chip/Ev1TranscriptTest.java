package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.stile.core.Bytes;

/**
 * Replays what an independent reader (nfcjlib 0.4) said to an independent card: given the same
 * challenge, the virtual chip must say every byte that card said.
 */
class Ev1TranscriptTest {
  private static final Bytes CHALLENGE = Bytes.hex("66d547827a9c0c42a6907e94c8c50f24");

  @TestFactory
  Stream<DynamicTest> the_chip_says_every_byte_of_the_foreign_transcript() throws IOException {
    List<String> lines = transcript();
    DesfireChip chip =
        VirtualChips.blank(
            Generation.EV1,
            Bytes.hex("04112233445566"),
            new ScriptedRandom(CHALLENGE),
            ComputeTimes.OFF);
    chip.enterField();
    return IntStream.range(0, lines.size() / 2)
        .mapToObj(
            i -> {
              Bytes command = Bytes.hex(lines.get(2 * i).substring("C-APDU ".length()));
              Bytes expected = Bytes.hex(lines.get(2 * i + 1).substring("R-APDU ".length()));
              return DynamicTest.dynamicTest(
                  i + ": " + command,
                  () -> assertThat(chip.exchange(command).response()).isEqualTo(expected));
            });
  }

  private static List<String> transcript() throws IOException {
    try (var stream = Ev1TranscriptTest.class.getResourceAsStream("ev1-aes-transcript.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.contains("-APDU "))
          .toList();
    }
  }
}
