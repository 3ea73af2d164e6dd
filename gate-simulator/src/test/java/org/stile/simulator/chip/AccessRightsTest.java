package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.simulator.chip.TestApplication.number;
import static org.stile.simulator.chip.TestApplication.rights;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;

/**
 * The matrix of docs/chip-layout.md and the data sheets: which of a file's four rights lets which
 * command in. Each right is given in turn, to one key, to anybody, and to nobody.
 */
class AccessRightsTest {
  private static final int HOLDER = 1;
  private static final int STRANGER = 2;
  private static final int UNUSED = 3;
  private static final int FREE = 0xE;
  private static final int NEVER = 0xF;

  /** Position of a right. */
  private enum Right {
    READ,
    WRITE,
    READ_WRITE,
    CHANGE
  }

  private record Operation(
      String name,
      int creating,
      String creation,
      Set<Right> enough,
      int code,
      String header,
      String payload,
      Flow flow) {}

  private static List<Operation> operations() {
    String data = number(32, 3);
    String records = number(8, 3) + number(3, 3);
    String value = number(0, 4) + number(9, 4) + number(5, 4) + "01";
    var read = Set.of(Right.READ, Right.READ_WRITE);
    var write = Set.of(Right.WRITE, Right.READ_WRITE);
    var any = Set.of(Right.READ, Right.WRITE, Right.READ_WRITE);
    var one = Set.of(Right.READ_WRITE);
    String range = "05" + number(0, 3) + number(8, 3);
    String first = "05" + number(0, 3) + number(1, 3);
    String eight = "0102030405060708";
    String amount = number(0, 4);
    return List.of(
        new Operation("ReadData standard", 0xCD, data, read, 0xBD, range, "", Flow.OUT),
        new Operation("ReadData backup", 0xCB, data, read, 0xBD, range, "", Flow.OUT),
        new Operation("WriteData standard", 0xCD, data, write, 0x3D, range, eight, Flow.IN),
        new Operation("WriteData backup", 0xCB, data, write, 0x3D, range, eight, Flow.IN),
        new Operation("GetValue", 0xCC, value, any, 0x6C, "05", "", Flow.OUT),
        new Operation("Debit", 0xCC, value, any, 0xDC, "05", amount, Flow.IN),
        new Operation("LimitedCredit", 0xCC, value, write, 0x1C, "05", amount, Flow.IN),
        new Operation("Credit", 0xCC, value, one, 0x0C, "05", amount, Flow.IN),
        new Operation("ReadRecords linear", 0xC1, records, read, 0xBB, first, "", Flow.OUT),
        new Operation("ReadRecords cyclic", 0xC0, records, read, 0xBB, first, "", Flow.OUT),
        new Operation("WriteRecord linear", 0xC1, records, write, 0x3B, range, eight, Flow.IN),
        new Operation("WriteRecord cyclic", 0xC0, records, write, 0x3B, range, eight, Flow.IN),
        new Operation("ClearRecordFile", 0xC0, records, one, 0xEB, "05", "", Flow.NONE));
  }

  @TestFactory
  Stream<DynamicTest> each_right_lets_in_exactly_its_commands() {
    var tests = new ArrayList<DynamicTest>();
    for (Generation generation : List.of(Generation.EV1, Generation.EV2)) {
      for (Operation operation : operations()) {
        for (Right given : Right.values()) {
          tests.add(
              DynamicTest.dynamicTest(
                  generation + " " + operation.name() + ", " + given + " given",
                  () -> check(generation, operation, given)));
        }
      }
    }
    return tests.stream();
  }

  private static void check(Generation generation, Operation operation, Right given) {
    boolean enough = operation.enough().contains(given);
    var holder = withFile(generation, operation, given, HOLDER, UNUSED);
    assertThat(run(holder, generation, operation, HOLDER)).isEqualTo(enough ? 0 : 0xAE);
    assertThat(run(holder, generation, operation, STRANGER)).isEqualTo(0xAE);
    assertThat(run(holder, generation, operation, Channel.NOBODY)).isEqualTo(0xAE);

    var free = withFile(generation, operation, given, FREE, UNUSED);
    assertThat(run(free, generation, operation, Channel.NOBODY)).isEqualTo(enough ? 0 : 0xAE);
    assertThat(run(free, generation, operation, STRANGER)).isEqualTo(enough ? 0 : 0xAE);

    var others = withFile(generation, operation, given, HOLDER, NEVER);
    assertThat(run(others, generation, operation, STRANGER)).isEqualTo(enough ? 0xAE : 0x9D);
  }

  /** The file has {@code to} in the place of {@code given} and {@code rest} everywhere else. */
  private static DesfireChip withFile(
      Generation generation, Operation operation, Right given, int to, int rest) {
    DesfireChip chip =
        VirtualChips.blank(
            generation, Bytes.hex("04112233445566"), new Random(5), ComputeTimes.OFF);
    TestReader reader = TestReader.at(chip);
    reader.must(0xCA, TestApplication.AID + TestApplication.SETTINGS + "85");
    reader.select(TestApplication.AID);
    reader.authenticate(generation, 0, TestApplication.KEY);
    int[] nibbles = {rest, rest, rest, rest};
    nibbles[given.ordinal()] = to;
    String open = "0501" + rights(FREE, FREE, FREE, 0);
    reader.must(operation.creating(), open + operation.creation());
    if (operation.creating() == 0xC1 || operation.creating() == 0xC0) { // Something to read.
      reader.select(TestApplication.AID);
      reader
          .send(
              0x3B,
              TestApplication.range(5, 0, 8),
              Bytes.copyOf(new byte[8]),
              CommMode.PLAIN,
              Flow.IN)
          .ok();
      reader.must(0xC7, "");
      reader.authenticate(generation, 0, TestApplication.KEY);
    }
    Bytes settings = Bytes.hex("01" + rights(nibbles[0], nibbles[1], nibbles[2], nibbles[3]));
    reader.send(0x5F, Bytes.of(5), settings, CommMode.FULL, Flow.IN).ok();
    return chip;
  }

  /** MACed where a key gives the right, plain where only freedom does. */
  private static int run(DesfireChip chip, Generation generation, Operation operation, int key) {
    TestReader reader = TestReader.at(VirtualChips.twin(chip, new Random(6), ComputeTimes.OFF));
    reader.select(TestApplication.AID);
    if (key != Channel.NOBODY) {
      reader.authenticate(generation, key, TestApplication.KEY);
    }
    boolean cleared = operation.flow() == Flow.NONE;
    CommMode mode = key == HOLDER || cleared ? CommMode.MACED : CommMode.PLAIN;
    return reader
        .send(
            operation.code(),
            Bytes.hex(operation.header()),
            Bytes.hex(operation.payload()),
            mode,
            operation.flow())
        .status();
  }

  @TestFactory
  Stream<DynamicTest> settings_are_changed_by_the_change_right_alone() {
    return Stream.of(Generation.EV1, Generation.EV2)
        .map(
            generation ->
                DynamicTest.dynamicTest(
                    generation.name(),
                    () -> {
                      for (Right given : Right.values()) {
                        boolean enough = given == Right.CHANGE;
                        Operation file = operations().getFirst();
                        var held = withFile(generation, file, given, HOLDER, UNUSED);
                        assertThat(change(held, generation, HOLDER, CommMode.FULL))
                            .isEqualTo(enough ? 0 : 0xAE);
                        assertThat(change(held, generation, STRANGER, CommMode.FULL))
                            .isEqualTo(0xAE);
                        var never = withFile(generation, file, given, NEVER, UNUSED);
                        assertThat(change(never, generation, HOLDER, CommMode.FULL))
                            .isEqualTo(enough ? 0x9D : 0xAE);
                        var free = withFile(generation, file, given, FREE, UNUSED);
                        assertThat(change(free, generation, Channel.NOBODY, CommMode.PLAIN))
                            .isEqualTo(enough ? 0 : 0xAE);
                      }
                    }));
  }

  private static int change(DesfireChip chip, Generation generation, int key, CommMode mode) {
    TestReader reader = TestReader.at(VirtualChips.twin(chip, new Random(6), ComputeTimes.OFF));
    reader.select(TestApplication.AID);
    if (key != Channel.NOBODY) {
      reader.authenticate(generation, key, TestApplication.KEY);
    }
    return reader.send(0x5F, Bytes.of(5), Bytes.hex("00eeee"), mode, Flow.IN).status();
  }
}
