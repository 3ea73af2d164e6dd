package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.stile.core.Bytes;

/** Whatever is said to a chip, it answers, stays a chip, and never outgrows its memory. */
class ChipFuzzTest {
  private static final int COMMANDS_MAX = 200;

  /** Raw bytes as commands, at a chip with an application open to all. */
  @FuzzTest(maxDuration = "1m")
  void any_bytes_are_answered(FuzzedDataProvider data) throws ChipFileException {
    Generation generation = data.pickValue(Generation.values());
    DesfireChip chip =
        VirtualChips.blank(
            generation, Bytes.hex("04112233445566"), new Random(1), ComputeTimes.OFF);
    open(chip);
    for (int i = 0; i < COMMANDS_MAX && data.remainingBytes() > 0; i++) {
      if (data.consumeInt(0, 30) == 0) {
        chip.leaveField();
        chip.enterField();
      }
      Bytes command = Bytes.copyOf(data.consumeBytes(data.consumeInt(1, 70)));
      if (!command.isEmpty()) {
        assertThat(chip.exchange(command).response().length()).isBetween(1, 258);
      }
    }
    check(chip);
  }

  /** Known commands with arguments, in a session of the fuzzer's choice. */
  @FuzzTest(maxDuration = "1m")
  void any_commands_within_a_session_are_answered(FuzzedDataProvider data)
      throws ChipFileException {
    Generation generation = data.pickValue(Generation.values());
    TestReader reader = TestReader.at(generation);
    open((DesfireChip) reader.chip());
    for (int i = 0; i < COMMANDS_MAX && data.remainingBytes() > 0; i++) {
      Instruction instruction = data.pickValue(Instruction.values());
      switch (data.consumeInt(0, 5)) {
        case 0 -> {
          selectWhateverIsDue(reader);
          reader.authenticateEv1(data.consumeInt(0, 4), TestApplication.KEY);
        }
        case 1 -> {
          selectWhateverIsDue(reader);
          reader.authenticateEv2(data.consumeInt(0, 4), TestApplication.KEY);
        }
        default -> {
          Bytes header = Bytes.copyOf(data.consumeBytes(data.consumeInt(0, 24)));
          Bytes payload = Bytes.copyOf(data.consumeBytes(data.consumeInt(0, 24)));
          CommMode mode = data.pickValue(CommMode.values());
          Bytes sent =
              reader.protect(instruction.code(), header, payload, mode, TestReader.Flow.IN);
          if (sent.length() <= 255) {
            reader.frame(instruction.code(), sent);
          }
        }
      }
      if (((DesfireChip) reader.chip()).image().applications().get(0xF57110) == null) {
        return; // Deleted or formatted: nothing left to select.
      }
    }
    check((DesfireChip) reader.chip());
  }

  /** Frames may be due: then the first attempt is answered with CA and the second one counts. */
  private static void selectWhateverIsDue(TestReader reader) {
    if (reader.frame(0x5A, TestApplication.AID).status() == 0xCA) {
      reader.select(TestApplication.AID);
    }
  }

  private static void open(DesfireChip chip) {
    TestReader reader = TestReader.at(chip);
    reader.must(0xCA, TestApplication.AID + "0f85");
    reader.select(TestApplication.AID);
    String free = TestApplication.rights(0xE, 0xE, 0xE, 0xE);
    reader.must(0xCD, TestApplication.standard(1, CommMode.PLAIN, free, 64));
    reader.must(0xCB, TestApplication.standard(2, CommMode.MACED, free, 32));
    reader.must(0xCC, TestApplication.value(3, CommMode.FULL, free, 255, 10, 1));
    reader.must(0xC0, TestApplication.records(4, CommMode.PLAIN, free, 8, 4));
  }

  private static void check(DesfireChip chip) throws ChipFileException {
    String text = chip.describe();
    assertThat(text.length()).isLessThan(ChipFile.LENGTH_MAX);
    assertThat(ChipText.read(text)).isEqualTo(chip.image());
    assertThat(chip.image().free()).isBetween(0, Generation.MEMORY_BYTES);
  }
}
