package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.Directory.Entry;
import org.stile.chips.Stamp;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.DirectoryCodec.Content;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;

/** The bytes of docs/chip-layout.md, and what is the same but for one thing. */
class CodecTest {
  /** Layout 1, keys 7, transaction MAC; ticket of 118 bytes in slot 0, of 128 in slot 7. */
  private static final Bytes DIRECTORY =
      Bytes.hex("01 07 01" + "01 A0A1A2A3 76" + "00 00000000 00".repeat(6) + "01 B0B1B2B3 80");

  /** Version 1, exit, slot 5; number 255; index 1 048 575. */
  private static final Bytes STAMP =
      Bytes.hex("4D FF 0FFFFF C0C1C2C3 F0000001 D0D1D2D3D4D5D6D7 E0E1E2");

  @Test
  void a_directory_is_as_the_page_draws_it() throws ChipException {
    var content =
        new Content(
            new Directory(
                1,
                7,
                List.of(
                    new Entry(0, Bytes.hex("A0A1A2A3"), 118),
                    new Entry(7, Bytes.hex("B0B1B2B3"), 128))),
            true);
    assertThat(DirectoryCodec.encode(content)).isEqualTo(DIRECTORY);
    assertThat(DirectoryCodec.decode(DIRECTORY)).isEqualTo(content);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", // Never made.
    "0, 2", // Of the future.
    "2, 2", // A flag that means nothing yet.
    "3, 2", // Neither free nor a ticket.
    "8, 0", // A ticket without length.
    "8, 129", // Longer than its slot.
    "50, 255"
  })
  void a_directory_that_nobody_writes_is_malformed(int at, int value) {
    byte[] file = DIRECTORY.toArray();
    file[at] = (byte) value;
    assertMalformed(() -> DirectoryCodec.decode(Bytes.copyOf(file)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 52, 64})
  void a_directory_has_51_bytes(int length) {
    byte[] file = Arrays.copyOf(DIRECTORY.toArray(), length);
    assertMalformed(() -> DirectoryCodec.decode(Bytes.copyOf(file)));
  }

  @Test
  void what_lies_in_a_free_slot_does_not_matter() throws ChipException {
    byte[] file = DIRECTORY.toArray();
    file[3] = 0;
    assertThat(DirectoryCodec.decode(Bytes.copyOf(file)).directory().entries())
        .extracting(Entry::slot)
        .containsExactly(7);
  }

  @Test
  void a_stamp_is_as_the_page_draws_it() throws ChipException {
    var stamp =
        new Stamp(
            5,
            1_048_575,
            Direction.EXIT,
            255,
            Bytes.hex("C0C1C2C3"),
            Instant.ofEpochSecond(0xF000_0001L),
            Bytes.hex("D0D1D2D3D4D5D6D7"),
            Bytes.hex("E0E1E2"));
    assertThat(StampCodec.encode(stamp)).isEqualTo(STAMP);
    assertThat(StampCodec.decode(STAMP)).contains(stamp);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x0D", // No version.
    "0, 0x8D", // Version 2.
    "0, 0x5D", // A bit that means nothing.
    "0, 0x6D",
    "1, 0x00", // Number 0.
    "2, 0x10" // Index 2^20.
  })
  void a_stamp_that_nobody_writes_is_malformed(int at, String value) {
    byte[] record = STAMP.toArray();
    record[at] = (byte) (int) Integer.decode(value);
    assertMalformed(() -> StampCodec.decode(Bytes.copyOf(record)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 25})
  void a_stamp_has_24_bytes(int length) {
    byte[] record = Arrays.copyOf(STAMP.toArray(), length);
    assertMalformed(() -> StampCodec.decode(Bytes.copyOf(record)));
  }

  @Test
  void a_blank_record_is_no_stamp() throws ChipException {
    assertThat(StampCodec.decode(Bytes.hex("00".repeat(24)))).isEmpty();
  }

  @Test
  void files_lie_where_the_page_says() {
    assertThat(Layout.ticketFile(7)).isEqualTo(0x08);
    assertThat(Layout.counterFile(0)).isEqualTo(0x09);
    assertThat(Layout.counterFile(7)).isEqualTo(0x10);
    assertThat(Layout.informationFile(0)).isEqualTo(0x11);
    assertThat(Layout.informationFile(7)).isEqualTo(0x18);
    assertThat(SetupCommands.createApplication())
        .isEqualTo(Bytes.hex("1071F5 0B 85 10E1 5354494C452E5449434B4554532E31"));
  }

  @Test
  void files_are_made_as_the_page_says() {
    assertThat(FilePlan.all())
        .extracting(FilePlan::number)
        .doesNotHaveDuplicates()
        .hasSize(26)
        .contains(0x00, 0x08, 0x10, 0x18, 0x19);
    assertThat(plan(0x00)).isEqualTo(Bytes.hex("01 01 3012 400000"));
    assertThat(plan(0x01)).isEqualTo(Bytes.hex("00 01 3012 800000"));
    assertThat(plan(0x09)).isEqualTo(Bytes.hex("02 01 2013 00000000 FF000000 00000000 00"));
    assertThat(plan(0x11)).isEqualTo(Bytes.hex("00 00 30E2 E00000"));
    assertThat(plan(0x19)).isEqualTo(Bytes.hex("04 01 3011 180000 090000"));
  }

  @Test
  void a_command_that_carries_a_key_does_not_print_it() {
    AesKey key = AesKey.copyOf(Bytes.hex("00112233445566778899AABBCCDDEEFF").toArray());
    assertThat(SetupCommands.transactionMacFile(0x1A, 0x1FF0, key, 7))
        .hasToString("CreateTransactionMACFile[5+17 bytes]");
  }

  private static Bytes plan(int file) {
    return FilePlan.all().stream()
        .filter(plan -> plan.number() == file)
        .findFirst()
        .orElseThrow()
        .settings();
  }

  @Test
  void a_file_is_known_by_its_whole_description() {
    FilePlan stamps =
        FilePlan.all().stream().filter(plan -> plan.number() == 0x19).findFirst().orElseThrow();
    assertThat(stamps.describedBy(Bytes.hex("04 01 3011 180000 090000 080000"))).isTrue();
    assertThat(stamps.describedBy(Bytes.hex("04 01 3011 180000 090000"))).isTrue();
    assertThat(stamps.describedBy(Bytes.hex("04 01 3011 180000 0900"))).isFalse();
    assertThat(stamps.describedBy(Bytes.hex("04 01 30E1 180000 090000 080000"))).isFalse();
  }

  private static void assertMalformed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChipException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.Malformed.class));
  }
}
