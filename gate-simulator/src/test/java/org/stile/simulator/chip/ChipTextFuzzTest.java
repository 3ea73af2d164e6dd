package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any text is a chip that writes itself the same, or is refused with a named fault. */
class ChipTextFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_text_is_a_chip_or_refused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsAsciiString();
    try {
      ChipImage image = ChipText.read(text);
      assertThat(ChipText.read(ChipText.write(image))).isEqualTo(image);
    } catch (ChipFileException e) {
      assertThat(e.fault()).isNotNull();
    }
  }
}
