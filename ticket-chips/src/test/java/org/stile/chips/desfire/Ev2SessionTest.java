package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.DesfireCrc32;
import org.stile.chips.crypto.Ev2Cipher;
import org.stile.chips.crypto.Ev2Cipher.Way;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/** The write and the read of AN12343 page 54, whole, and what must not be accepted for them. */
class Ev2SessionTest {
  private static final Bytes TI = Bytes.hex("E2D3AF69");
  private static final Bytes CONTENT = Bytes.hex("22".repeat(25));
  private static final Bytes FILE = Bytes.hex("22".repeat(25) + "00".repeat(23));

  private static AesKey key(String hex) {
    return AesKey.copyOf(Bytes.hex(hex).toArray());
  }

  private static Ev2Cipher cipher() {
    return Ev2Cipher.of(
        key("00112233445566778899AABBCCDDEEFF"), key("9366FA195EB566F5BD2BAD4020B83002"), TI);
  }

  private static Ev2Session over(ScriptedChannel channel) {
    return new Ev2Session(new NativeLink(channel), cipher());
  }

  @Test
  void the_write_and_the_read_of_the_note_are_said_and_accepted() throws ChipException {
    var channel =
        ScriptedChannel.saying("0820F68898C2A7F1 9100", FILE.hex() + "A49A44222D926666 9100");
    Ev2Session session = over(channel);
    var files = FileCommands.in(session);
    session.call(files.write(0, CONTENT, Mode.MAC));
    assertThat(session.call(files.read(0, 48, Mode.MAC))).isEqualTo(FILE);
    assertThat(channel.commands())
        .containsExactly(
            Bytes.concat(
                Bytes.hex("908D0000 28 00 000000 190000"),
                CONTENT,
                Bytes.hex("68F2C28C575A1628 00")),
            Bytes.hex("90AD0000 0F 00 000000 300000 0D9BE191D5960834 00"));
  }

  @ParameterizedTest
  @CsvSource({
    "0820F68898C2A7F0 9100, WrongMac", // One bit.
    "20F68898C2A7F1 9100, WrongMac", // One byte short.
    "9100, WrongMac", // None at all.
    "A49A44222D926666 9100, WrongMac", // Good, but for another answer.
    "919D, Refused",
    "0820F68898C2A7F1 919D, Refused", // A good code does not make an error good.
    "0820F68898C2A7F1 9000, Malformed", // Nor another kind of status.
    "0820F68898C2A7F1, Malformed",
    "91, Malformed"
  })
  void another_answer_is_not_accepted_and_ends_the_session(String answer, String fault) {
    Ev2Session session = over(ScriptedChannel.saying(answer));
    assertThatThrownBy(() -> session.call(FileCommands.in(session).write(0, CONTENT, Mode.MAC)))
        .isInstanceOfSatisfying(
            ChipException.class,
            e -> assertThat(e.fault().getClass().getSimpleName()).isEqualTo(fault));
    assertThat(session.over()).isTrue();
    assertThatThrownBy(() -> session.call(FileCommands.in(session).commit(false)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_good_code_over_the_wrong_length_is_malformed() {
    Ev2Session session = over(ScriptedChannel.saying("0820F68898C2A7F1 9100"));
    assertThatThrownBy(
            () ->
                session.call(
                    new Command(
                        Instruction.WRITE_DATA_ISO,
                        Bytes.hex("00000000190000"),
                        CONTENT,
                        Mode.MAC,
                        1)))
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.Malformed.class));
    assertThat(session.over()).isTrue();
  }

  @Test
  void secrets_go_enciphered_and_come_back_so() throws ChipException {
    Bytes answer = Bytes.hex("0102030405");
    Bytes secret = cipher().encrypt(Way.RESPONSE, 1, answer);
    Bytes code = cipher().mac(0x00, 1, secret);
    var channel = ScriptedChannel.saying(Bytes.concat(secret, code, Bytes.hex("9100")).hex());
    Ev2Session session = over(channel);
    Bytes data = Bytes.hex("AABB");
    assertThat(session.call(new Command(Instruction.GET_VALUE, Bytes.of(3), data, Mode.FULL, 5)))
        .isEqualTo(answer);
    Bytes sent = Bytes.concat(Bytes.of(3), cipher().encrypt(Way.COMMAND, 0, data));
    assertThat(channel.commands().getFirst().slice(5, 30))
        .isEqualTo(Bytes.concat(sent, cipher().mac(0x6C, 0, sent)));
  }

  @Test
  void secrets_that_are_not_padded_are_malformed() {
    Bytes secret = Bytes.copyOf(new byte[16]);
    Bytes code = cipher().mac(0x00, 1, secret);
    var channel = ScriptedChannel.saying(Bytes.concat(secret, code, Bytes.hex("9100")).hex());
    Ev2Session session = over(channel);
    assertThatThrownBy(
            () ->
                session.call(
                    new Command(Instruction.GET_VALUE, Bytes.of(3), Bytes.EMPTY, Mode.FULL, 4)))
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.Malformed.class));
    assertThat(session.over()).isTrue();
  }

  @Test
  void plain_commands_count_too() throws ChipException {
    Bytes code = cipher().mac(0x00, 2, Bytes.EMPTY);
    var channel = ScriptedChannel.saying("9100", Bytes.concat(code, Bytes.hex("9100")).hex());
    Ev2Session session = over(channel);
    var files = FileCommands.in(session);
    session.call(files.write(0x11, CONTENT, Mode.PLAIN));
    assertThat(channel.commands().getFirst())
        .isEqualTo(Bytes.concat(Bytes.hex("908D0000 20 11 000000 190000"), CONTENT, Bytes.of(0)));
    session.call(files.commit(false));
    assertThat(session.over()).isFalse();
  }

  @Test
  void a_key_of_its_own_ends_the_session() throws ChipException {
    var channel = ScriptedChannel.saying("9100");
    Ev2Session session = over(channel);
    session.changeKey(0, AesKey.zero(), key("00112233445566778899AABBCCDDEEFF"), 7, true);
    assertThat(session.over()).isTrue();
    Bytes data = Bytes.hex("00112233445566778899AABBCCDDEEFF 07");
    assertThat(channel.commands().getFirst().slice(5, 38))
        .isEqualTo(Bytes.concat(Bytes.of(0), cipher().encrypt(Way.COMMAND, 0, data)));
  }

  @Test
  void another_key_is_told_as_a_difference_with_a_checksum() throws ChipException {
    Bytes code = cipher().mac(0x00, 1, Bytes.EMPTY);
    var channel = ScriptedChannel.saying(Bytes.concat(code, Bytes.hex("9100")).hex());
    Ev2Session session = over(channel);
    session.changeKey(2, key("0F".repeat(16)), key("00112233445566778899AABBCCDDEEFF"), 7, false);
    assertThat(session.over()).isFalse();
    Bytes data =
        Bytes.concat(
            Bytes.hex("0F1E2D3C4B5A69788796A5B4C3D2E1F0 07"),
            DesfireCrc32.of(Bytes.hex("00112233445566778899AABBCCDDEEFF")));
    assertThat(channel.commands().getFirst().slice(5, 38))
        .isEqualTo(Bytes.concat(Bytes.of(2), cipher().encrypt(Way.COMMAND, 0, data)));
  }
}
