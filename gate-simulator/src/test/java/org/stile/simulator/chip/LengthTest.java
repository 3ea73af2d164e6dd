package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;

/** Every command, one byte too short and one too long, with and without a session. */
class LengthTest {
  private static final int FRAME = 59;

  @TestFactory
  Stream<DynamicTest> a_wrong_length_is_never_a_success() {
    return Stream.of(Generation.EV1, Generation.EV2)
        .flatMap(
            generation ->
                Stream.of(Instruction.values())
                    .filter(i -> Instruction.of(i.code(), generation).isPresent())
                    .map(
                        instruction ->
                            DynamicTest.dynamicTest(
                                generation + " " + instruction,
                                () -> check(generation, instruction))));
  }

  private static void check(Generation generation, Instruction instruction) {
    for (int length : wrong(instruction)) {
      Bytes data = filled(length);
      assertThat(with(generation, false).frame(instruction.code(), data).status())
          .as("%d bytes without a session", length)
          .isNotIn(0x00, 0xAF);
      TestReader reader = with(generation, true);
      Bytes sent = reader.protect(instruction.code(), data, Bytes.EMPTY, CommMode.MACED, Flow.NONE);
      if (sent.length() <= FRAME) {
        int status = reader.frame(instruction.code(), sent).status();
        assertThat(status).as("%d bytes within a session", length).isNotIn(0x00, 0xAF);
      }
    }
  }

  /** Nothing, a whole frame, and the neighbours of what it takes, unless it takes them. */
  private static int[] wrong(Instruction instruction) {
    return IntStream.rangeClosed(0, FRAME)
        .filter(length -> !instruction.takes(length))
        .filter(
            length ->
                length == 0
                    || length == FRAME
                    || instruction.takes(length - 1)
                    || instruction.takes(length + 1))
        .toArray();
  }

  /** File 1 and zeros: for most commands as good a start as any. */
  private static Bytes filled(int length) {
    byte[] data = new byte[length];
    if (length > 0) {
      data[0] = 1;
    }
    return Bytes.copyOf(data);
  }

  private static TestReader with(Generation generation, boolean session) {
    TestReader reader = TestApplication.onNewChip(generation);
    reader.must(
        0xCD,
        TestApplication.standard(1, CommMode.PLAIN, TestApplication.rights(0xE, 0xE, 0xE, 0xE), 8));
    if (!session) {
      reader.select(TestApplication.AID);
    }
    return reader;
  }
}
