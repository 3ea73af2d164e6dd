package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.core.Bytes;
import org.stile.simulator.chip.ChipFile.Durability;
import org.stile.simulator.chip.ChipFileException.Fault;

/** A chip that outlives the process, and files that are none. */
class ChipFileTest {
  private static final Bytes UID = Bytes.hex("04112233445566");

  @TempDir private Path folder;

  private static DesfireChip open(Path path, Durability durability) throws ChipFileException {
    return ChipFile.open(path, new Random(1), ComputeTimes.OFF, durability);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void a_chip_is_the_same_after_it_was_opened_again(Durability durability)
      throws IOException, ChipException {
    Path path = folder.resolve("card.chip");
    ChipFile.create(path, Generation.EV2, UID);
    var issuer = TicketsOnChipTest.issuer();
    DesfireChip first = open(path, durability);
    var _ = issuer.personalise(DirectChannel.tap(first));
    assertThat(open(path, durability).image()).isEqualTo(first.image());
    assertThat(TicketsOnChipTest.open(open(path, durability)).readDirectory().entries()).isEmpty();
  }

  @Test
  void every_kind_of_file_and_key_survives_the_text() throws ChipFileException {
    TestReader reader = TestApplication.onNewChip(Generation.EV2);
    String rights = TestApplication.rights(1, 2, 3, 0);
    reader.must(0xCD, TestApplication.standard(1, CommMode.PLAIN, rights, 12));
    reader.must(0xCB, TestApplication.standard(2, CommMode.MACED, rights, 6));
    reader.must(0xCC, TestApplication.value(3, CommMode.FULL, rights, 255, 7, 1));
    reader.must(0xC1, TestApplication.records(4, CommMode.PLAIN, rights, 10, 3));
    reader.must(0xC0, TestApplication.records(5, CommMode.MACED, rights, 4, 3));
    TestApplication.createMacFile(reader);
    reader.select("000000");
    reader.must(0xCA, "0100000fa1" + "3412" + "5354494c45");
    ChipImage image = ((DesfireChip) reader.chip()).image();
    assertThat(ChipText.read(ChipText.write(image))).isEqualTo(image);
  }

  @Test
  void a_chip_made_for_tickets_is_far_below_the_limit_and_readable() throws Exception {
    DesfireChip chip = TicketsOnChipTest.withTicket(Generation.EV2);
    String text = chip.describe();
    assertThat(text.length()).isLessThan(ChipFile.LENGTH_MAX / 4);
    assertThat(ChipText.read(text)).isEqualTo(chip.image());
    assertThat(text)
        .contains("value file=09 mode=MACED rights=1320 iso=- lower=0 upper=255 value=2");
  }

  @Test
  void a_chip_is_never_made_over_another_one() throws IOException {
    Path path = folder.resolve("card.chip");
    ChipFile.create(path, Generation.EV2, UID);
    assertThatThrownBy(() -> ChipFile.create(path, Generation.EV1, UID))
        .isInstanceOfSatisfying(
            ChipFileException.class,
            e -> assertThat(e.fault()).isEqualTo(new Fault.Exists(path.toString())));
  }

  @Test
  void what_a_killed_process_left_beside_the_file_does_no_harm() throws IOException {
    Path path = folder.resolve("card.chip");
    ChipFile.create(path, Generation.EV2, UID);
    Files.writeString(folder.resolve("card.chip.next"), "stile-chip 1\nchip gener");
    DesfireChip chip = open(path, Durability.PROCESS);
    TestReader.at(chip).must(0xCA, "1071f50b85");
    assertThat(open(path, Durability.PROCESS).image()).isEqualTo(chip.image());
    assertThat(folder.resolve("card.chip.next")).doesNotExist();
  }

  /** A chip whose disk fails keeps what it had, and says so with EE. */
  @Test
  void a_chip_whose_file_cannot_be_written_says_memory_error() throws IOException {
    Path path = folder.resolve("card.chip");
    ChipFile.create(path, Generation.EV2, UID);
    TestReader reader = TestReader.at(open(path, Durability.PROCESS));
    Files.createDirectory(folder.resolve("card.chip.next")); // In the way of the next image.
    assertThat(reader.tell(0xCA, "1071f50b85").status()).isEqualTo(0xEE);
    assertThat(reader.must(0x6A, "")).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void a_file_that_is_not_there_is_the_disks_fault() {
    assertThatThrownBy(() -> open(folder.resolve("none.chip"), Durability.PROCESS))
        .isInstanceOfSatisfying(
            ChipFileException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.Disk.class));
  }

  @Test
  void a_file_longer_than_any_chip_is_not_read() throws IOException {
    Path path = folder.resolve("long.chip");
    Files.writeString(path, "x".repeat(ChipFile.LENGTH_MAX + 1));
    assertThatThrownBy(() -> open(path, Durability.PROCESS))
        .isInstanceOfSatisfying(
            ChipFileException.class,
            e ->
                assertThat(e.fault())
                    .isEqualTo(new Fault.TooLong(ChipFile.LENGTH_MAX + 1, ChipFile.LENGTH_MAX)));
  }

  @Test
  void what_is_not_text_or_says_something_else_first_is_no_chip() throws IOException {
    Path path = folder.resolve("odd.chip");
    for (byte[] content :
        new byte[][] {
          {}, {(byte) 0xFF}, "stile-chip 2\nend\n".getBytes(StandardCharsets.US_ASCII)
        }) {
      Files.write(path, content);
      assertThatThrownBy(() -> open(path, Durability.PROCESS))
          .isInstanceOfSatisfying(
              ChipFileException.class,
              e -> assertThat(e.fault()).isInstanceOf(Fault.NotAChip.class));
    }
  }

  private static String sample() {
    return """
        stile-chip 1
        chip generation=EV2 uid=04112233445566 settings=0f spent=1000
        master-key type=TDEA version=00 value=00000000000000000000000000000000
        application aid=f57110 settings=0b iso-files=no iso=e110 name=5354494c45
        key type=AES version=01 value=000102030405060708090a0b0c0d0e0f
        backup file=00 mode=MACED rights=0000 iso=- content=00ff
        standard file=01 mode=PLAIN rights=e000 iso=- content=00ff
        value file=09 mode=MACED rights=0000 iso=- lower=0 upper=255 value=2 credit=0 credits=no
        cyclic file=19 mode=MACED rights=0000 iso=- size=2 capacity=3 records=0102,0304
        mac file=1a mode=MACED rights=0ff0 iso=- version=00 key=00000000000000000000000000000000 counter=7 mac=0011223344556677
        end
        """;
  }

  @Test
  void the_sample_in_the_documentation_is_a_chip() throws ChipFileException {
    assertThat(ChipText.write(ChipText.read(sample()))).isEqualTo(sample());
  }

  /** One thing wrong at a time, and the line that is named for it. */
  @ParameterizedTest
  @CsvSource({
    "generation=EV2, generation=EV4, 2",
    "uid=04112233445566, uid=041122334455, 2",
    "settings=0f, settings=100, 2",
    "spent=1000, spent=10, 10",
    "spent=1000, spent=5000, 2",
    "spent=1000, spend=1000, 2",
    "master-key, masterkey, 3",
    "version=00 value, version=100 value, 3",
    "aid=f57110, aid=000000, 10",
    "aid=f57110, aid=1000000, 10",
    "iso-files=no, iso-files=maybe, 10",
    "name=5354494c45, name=5354494c4, 10",
    "key type=AES, key type=TDEA, 5",
    "0c0d0e0f, 0c0d0e, 5",
    "backup file, beckup file, 5",
    "file=00, file=20, 6",
    "file=01, file=00, 7",
    "mode=PLAIN, mode=LOUD, 7",
    "rights=e000, rights=1000, 7",
    "upper=255, upper=1, 8",
    "credits=no, credits=no more=1, 8",
    "records=0102, records=01, 9",
    "capacity=3, capacity=1, 9",
    "counter=7, counter=4294967296, 10",
    "mac=0011223344556677, mac=00, 10"
  })
  void a_line_that_cannot_be_is_named(String right, String wrong, int line) {
    String text = sample().replaceFirst(right, wrong);
    assertThatThrownBy(() -> ChipText.read(text))
        .isInstanceOfSatisfying(
            ChipFileException.class,
            e ->
                assertThat(e.fault())
                    .isInstanceOfSatisfying(
                        Fault.BadLine.class, bad -> assertThat(bad.number()).isEqualTo(line)));
  }

  @Test
  void every_file_that_was_cut_short_is_refused() {
    String text = sample();
    int end = text.length() - "\n".length();
    Stream.iterate(0, i -> i + 1)
        .limit(end)
        .forEach(
            length ->
                assertThatThrownBy(() -> ChipText.read(text.substring(0, length)))
                    .isInstanceOf(ChipFileException.class));
  }
}
