package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.An10922;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

class KeyFileTest {
  private static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));
  private static final String SECRET = "00112233445566778899aabbccddeeff";
  private static final String GATE_FILE = "key-set-version = 7\ngate = " + SECRET + "\n";

  @TempDir Path folder;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void drawn_keys_come_back_from_their_file() throws IOException {
    ChipKeys keys = ChipKeys.draw(9, new SecureRandom());
    Path file = folder.resolve("chip-keys");
    keys.write(file);
    ChipKeys read = ChipKeys.read(file);
    assertThat(read.version()).isEqualTo(9);
    for (KeyRole role : KeyRole.values()) {
      assertThat(read.of(role, CHIP).reveal()).isEqualTo(keys.of(role, CHIP).reveal());
    }
  }

  @Test
  void a_gate_is_given_its_key_and_no_other() throws IOException {
    ChipKeys keys = ChipKeys.draw(9, new SecureRandom());
    Path file = folder.resolve("gate-key");
    keys.gateKeys().write(file);
    assertThat(Files.readAllLines(file)).hasSize(2);
    GateKeys read = GateKeys.read(file);
    assertThat(read.version()).isEqualTo(9);
    assertThat(read.of(CHIP).reveal()).isEqualTo(keys.of(KeyRole.GATE, CHIP).reveal());
  }

  @Test
  void a_key_file_is_its_owners_alone_and_never_overwritten() throws IOException {
    Path file = folder.resolve("chip-keys");
    ChipKeys keys = ChipKeys.draw(1, new SecureRandom());
    keys.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> keys.write(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  /** AN10922 over uid, application and system, as docs/chip-layout.md says. */
  @Test
  void a_chips_key_is_made_from_uid_application_and_system() throws IOException {
    byte[] expected =
        An10922.diversify(
                AesKey.copyOf(Bytes.hex(SECRET).toArray()),
                Bytes.hex("04112233445566 1071F5 5354494C4531"))
            .reveal();
    assertThat(GateKeys.parse(ascii(GATE_FILE)).of(CHIP).reveal()).isEqualTo(expected);
  }

  @Test
  void comments_blanks_and_windows_line_ends_do_not_matter() throws IOException {
    GateKeys keys =
        GateKeys.parse(
            ascii("# gate\r\n\r\n\t key-set-version=255\r\n  gate =  " + SECRET + " \r\n"));
    assertThat(keys.version()).isEqualTo(255);
    assertThat(keys.of(CHIP).reveal())
        .isEqualTo(GateKeys.parse(ascii(GATE_FILE)).of(CHIP).reveal());
  }

  @ParameterizedTest
  @CsvSource({
    "gate = 00112233445566778899aabbccddeef, line 2: gate is not 32 hexadecimal digits",
    "gate = 00112233445566778899aabbccddeefff, line 2: gate is not 32 hexadecimal digits",
    "gate = g0112233445566778899aabbccddeeff, line 2: gate is not 32 hexadecimal digits",
    "gate = 0g112233445566778899aabbccddeeff, line 2: gate is not 32 hexadecimal digits",
    "gate = 00000000000000000000000000000000, line 2: gate is all zeros: the key of every new chip",
    "gate 00112233445566778899aabbccddeeff, line 2: not of the form name = value",
    "issuer = 00112233445566778899aabbccddeeff, line 2: none of the names that belong in this file",
    "'', gate is missing or wrong"
  })
  void each_wrong_line_is_named(String line, String problem) {
    assertThatThrownBy(() -> GateKeys.parse(ascii("key-set-version = 7\n" + line + "\n")))
        .isInstanceOf(KeyFileException.class)
        .message()
        .startsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "256", "1000", "-1", "x", "", "1 2"})
  void a_version_is_a_number_from_1_to_255(String version) {
    assertThatThrownBy(
            () -> GateKeys.parse(ascii("key-set-version = " + version + "\ngate = " + SECRET)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("key-set-version");
  }

  @Test
  void a_line_may_not_be_given_twice() {
    assertThatThrownBy(() -> GateKeys.parse(ascii(GATE_FILE + GATE_FILE)))
        .isInstanceOfSatisfying(
            KeyFileException.class,
            e ->
                assertThat(e.problems())
                    .extracting(KeyFileException.Problem::toString)
                    .containsExactly(
                        "line 3: key-set-version is given twice", "line 4: gate is given twice"));
  }

  @Test
  void two_keys_may_not_be_the_same() throws IOException {
    Path file = folder.resolve("chip-keys");
    ChipKeys.draw(1, new SecureRandom()).write(file);
    String text = Files.readString(file);
    String gate = text.lines().filter(line -> line.startsWith("gate")).findFirst().orElseThrow();
    String issue = text.lines().filter(line -> line.startsWith("issue ")).findFirst().orElseThrow();
    String same = text.replace(issue, gate.replace("gate", "issue"));
    assertThatThrownBy(() -> ChipKeys.parse(ascii(same)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("line 4: issue is the same as another key of this file");
  }

  @Test
  void all_problems_are_told_together_and_no_secret_is() {
    String wrong =
        "key-set-version = 0\n" + SECRET + "\nGate = " + SECRET + "\ngate = " + SECRET + "0";
    assertThatThrownBy(() -> GateKeys.parse(ascii(wrong)))
        .isInstanceOfSatisfying(
            KeyFileException.class,
            e -> {
              assertThat(e.problems())
                  .extracting(KeyFileException.Problem::line)
                  .containsExactly(1, 2, 3, 4, 0, 0);
              assertThat(e.getMessage()).doesNotContain("0011").doesNotContain("Gate");
            });
  }

  @Test
  void a_file_has_at_most_4096_bytes() throws IOException {
    String padding = "#".repeat(4096 - GATE_FILE.length());
    assertThat(GateKeys.parse(ascii(GATE_FILE + padding)).version()).isEqualTo(7);
    assertThatThrownBy(() -> GateKeys.parse(ascii(GATE_FILE + padding + "#")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("4096");
    Path file = Files.write(folder.resolve("long"), ascii(GATE_FILE + padding + "##"));
    assertThatThrownBy(() -> GateKeys.read(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("4096");
  }

  @Test
  void keys_are_never_printed_and_gone_once_closed() {
    ChipKeys keys = ChipKeys.draw(3, new SecureRandom());
    GateKeys gate = keys.gateKeys();
    assertThat(keys).hasToString("ChipKeys[version 3, hidden]");
    assertThat(gate).hasToString("GateKeys[version 3, hidden]");
    keys.close();
    assertThatThrownBy(() -> keys.of(KeyRole.ISSUE, CHIP))
        .isInstanceOf(IllegalStateException.class);
    assertThat(gate.of(CHIP).reveal()).hasSize(16);
    gate.close();
    assertThatThrownBy(() -> gate.of(CHIP)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void drawn_keys_have_a_version_that_a_chip_can_tell(int version) {
    assertThatThrownBy(() -> ChipKeys.draw(version, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
