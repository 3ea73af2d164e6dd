package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stile.chips.desfire.Layout.littleEndian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/**
 * A session that nfcjlib 0.4 held, with its numbers known: from the same numbers this layer says
 * the same bytes, and accepts the same answers (vectors/desfire-ev1-aes-nfcjlib.txt).
 */
class Ev1TranscriptTest {
  private static final Bytes RND_A = Bytes.hex("341DC36590EE4939B7835A84391B6834");
  private static final int AUTHENTICATION = 2; // Creating and selecting come before.
  private static final int SESSION = 4;

  private final List<Bytes> commands = new ArrayList<>();
  private final List<Bytes> answers = new ArrayList<>();

  Ev1TranscriptTest() throws IOException {
    try (var in =
        Ev1TranscriptTest.class.getResourceAsStream("/vectors/desfire-ev1-aes-nfcjlib.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().toList()) {
        if (line.startsWith("C-APDU ")) {
          commands.add(Bytes.hex(line.substring(7)));
        } else if (line.startsWith("R-APDU ")) {
          answers.add(Bytes.hex(line.substring(7)));
        }
      }
    }
  }

  @Test
  void the_recorded_session_is_held_again_byte_for_byte() throws ChipException {
    var channel = recorded();
    converse(session(channel));
    assertThat(channel.commands()).isEqualTo(commands.subList(AUTHENTICATION, commands.size()));
    assertThat(channel.saidAll()).isTrue();
  }

  static IntStream answersInSession() {
    return IntStream.range(SESSION, 14);
  }

  @ParameterizedTest
  @MethodSource("answersInSession")
  void one_wrong_bit_in_any_answer_ends_it(int exchange) {
    byte[] changed = answers.get(exchange).toArray();
    changed[0] ^= 1; // Of the content, its code, or the status that says there is more.
    answers.set(exchange, Bytes.copyOf(changed));
    assertThatThrownBy(() -> converse(session(recorded())))
        .isInstanceOfSatisfying(
            ChipException.class,
            e ->
                assertThat(e.fault()).isInstanceOfAny(Fault.WrongMac.class, Fault.Malformed.class));
  }

  @Test
  void after_a_wrong_code_the_session_is_over() throws ChipException {
    answers.set(SESSION, Bytes.hex("E2B4DA7E9597D754 9100"));
    DesfireSession session = session(recorded());
    assertThatThrownBy(() -> converse(session)).isInstanceOf(ChipException.class);
    assertThat(session.over()).isTrue();
    assertThatThrownBy(() -> session.call(FileCommands.in(session).commit(false)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_chip_that_proves_the_wrong_number_is_not_genuine() {
    byte[] proof = answers.get(AUTHENTICATION + 1).toArray();
    proof[15] ^= 1;
    answers.set(AUTHENTICATION + 1, Bytes.copyOf(proof));
    assertThatThrownBy(() -> session(recorded()))
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.NotGenuine.class));
  }

  /** Everything the recorded session did after its authentication. */
  private static void converse(DesfireSession session) throws ChipException {
    var files = FileCommands.in(session);
    session.call(SetupCommands.standardFile(2, Mode.MAC, 0x0000, 200));
    session.call(
        new Command(
            Instruction.CREATE_VALUE_FILE,
            Bytes.hex("03 03 0000 00000000 E8030000 05000000 00"),
            Bytes.EMPTY,
            Mode.MAC,
            0));
    assertThat(session.call(SetupCommands.fileSettings(2))).isEqualTo(Bytes.hex("00010000C80000"));
    byte[] content = new byte[40];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    session.call(files.write(2, Bytes.copyOf(content), Mode.MAC));
    assertThat(session.call(files.read(2, 40, Mode.MAC))).isEqualTo(Bytes.copyOf(content));
    assertThat(session.call(SetupCommands.fileSettings(3)))
        .isEqualTo(Bytes.hex("02030000 00000000 E8030000 00000000 00"));
    session.call(new Command(Instruction.DEBIT, Bytes.of(3), littleEndian(1, 4), Mode.FULL, 0));
    session.call(files.commit(false));
    assertThat(
            session.call(
                new Command(Instruction.GET_VALUE, Bytes.of(3), Bytes.EMPTY, Mode.FULL, 4)))
        .isEqualTo(littleEndian(4, 4));
  }

  private ScriptedChannel recorded() {
    return ScriptedChannel.saying(
        answers.subList(AUTHENTICATION, answers.size()).stream()
            .map(Bytes::hex)
            .toArray(String[]::new));
  }

  private static DesfireSession session(ScriptedChannel channel) throws ChipException {
    var link = new NativeLink(channel);
    return new Authentication(link, new ScriptedRandom(RND_A)).ev1(0, AesKey.zero());
  }
}
