package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.stile.core.Bytes;

/** Replays what readers that are not ours said: given the same challenges, the same bytes. */
class ForeignTranscriptTest {
  /** nfcjlib 0.4 against an independent card simulator, whose every answer must be ours too. */
  @TestFactory
  Stream<DynamicTest> the_chip_says_what_an_independent_card_said() throws IOException {
    Bytes challenge = Bytes.hex("66d547827a9c0c42a6907e94c8c50f24");
    return replayed("ev1-nfcjlib-transcript.txt", new ScriptedRandom(challenge));
  }

  /**
   * libfreefare against this very chip: the three old ways to authenticate, changing keys within
   * and between them, every kind of file in every mode. It found all answers right, so they stay.
   */
  @TestFactory
  Stream<DynamicTest> the_chip_says_what_libfreefare_found_right() throws IOException {
    return replayed("ev1-libfreefare-transcript.txt", new Random(42));
  }

  private static Stream<DynamicTest> replayed(String name, RandomGenerator random)
      throws IOException {
    List<Bytes> lines = apdus(name);
    assertThat(lines.size()).isGreaterThan(20).isEven();
    DesfireChip chip =
        VirtualChips.blank(Generation.EV1, Bytes.hex("04112233445566"), random, ComputeTimes.OFF);
    chip.enterField();
    return IntStream.range(0, lines.size() / 2)
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    i + ": " + lines.get(2 * i),
                    () ->
                        assertThat(chip.exchange(lines.get(2 * i)).response())
                            .isEqualTo(lines.get(2 * i + 1))));
  }

  private static List<Bytes> apdus(String name) throws IOException {
    try (var stream =
        Objects.requireNonNull(ForeignTranscriptTest.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.contains("-APDU "))
          .map(line -> Bytes.hex(line.substring("C-APDU ".length())))
          .toList();
    }
  }
}
