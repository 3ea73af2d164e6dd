package org.stile.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.An10922;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.chips.desfire.IssueResult;
import org.stile.chips.desfire.Personalisation;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventHash;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.simulator.pn532.SimulatedReader;

/**
 * One chip, by turns in the hands of Stile and of libfreefare, over one reader and its serial line:
 * what either writes the other must read. libfreefare knows EV1 only and speaks EV1 to all.
 */
class LibfreefareTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Bytes UID = Bytes.hex("04A1B2C3D4E5F6");
  private static final String AID = "F57110";
  private static final Bytes DIVERSIFICATION_TAIL =
      Bytes.concat(Bytes.of(0x10, 0x71, 0xF5), ascii("STILE1"));
  private static final int BRING_UPS = 5;
  private static final int FIRST_TICKET_FILE = 1;
  private static final int FIRST_COUNTER_FILE = 9;
  private static final int STAMP_FILE = 25;
  private static final int SPARE_FILE = 27;
  private static final int ENCIPHERED = 3;

  private static final Bytes TICKET = pattern(118, 7);
  private static final Bytes OTHER_TICKET = pattern(118, 11);
  private static final Bytes SECRET = pattern(180, 13);

  @TempDir static Path shared;
  private static Path client;

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private SimulatedReader reader;
  private ChipKeys keys;
  private List<String> keyLines;
  private DesfireChip chip;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    ForeignProgram.require("cc", "gcc");
    ForeignProgram.require("mifare-desfire-info", "libfreefare-bin libfreefare-dev");
    client = shared.resolve("desfire-steps");
    var command =
        List.of(
            "cc",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-O1",
            "-o",
            client.toString(),
            Path.of("src/test/c/desfire_steps.c").toString(),
            "-lfreefare",
            "-lnfc");
    Path said = shared.resolve("cc.txt");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(() -> "compiling said: " + read(said)).isZero();
  }

  /**
   * A chip without a reader, so without anyone's deadline: in a cold JVM the first exchange loads
   * so many classes that a driver on a busy machine gives the chip up for lost.
   */
  @BeforeAll
  static void warmUp() throws IOException {
    DesfireChip chip = VirtualChips.blank(Generation.EV2, UID, new Random(1), ComputeTimes.OFF);
    chip.enterField();
    var random = new SecureRandom();
    try (var keys = ChipKeys.draw(1, random)) {
      new DesfireIssuer(keys, random).personalise(direct(chip));
    }
  }

  private static ChipChannel direct(DesfireChip chip) {
    return new ChipChannel() {
      @Override
      public ChipTarget target() {
        return chip.target();
      }

      @Override
      public Bytes transceive(Bytes command) {
        return chip.exchange(command).response();
      }

      @Override
      public int commandLengthMax() {
        return 262;
      }
    };
  }

  @BeforeEach
  void startReader() throws IOException {
    reader = SimulatedReader.onPty();
    keys = ChipKeys.draw(1, random);
    Path file = folder.resolve("chip.keys");
    keys.write(file);
    keyLines = Files.readAllLines(file);
  }

  @AfterEach
  void stopReader() {
    keys.close();
    reader.close();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes pattern(int length, int step) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * step + 1);
    }
    return Bytes.copyOf(bytes);
  }

  /** What Stile does while the chip lies on its reader. */
  @FunctionalInterface
  private interface Deed<T> {
    T with(ChipChannel channel) throws IOException;
  }

  private <T> T stile(Deed<T> deed) throws IOException {
    try (var driver =
        Pn532Reader.on(Path.of(reader.device()), Pn532Settings.DEFAULT, ReaderListener.none())) {
      return deed.with(chipOn(driver));
    }
  }

  /** As a gate does, it does not give a reader up because a busy machine made it look slow once. */
  private static ChipChannel chipOn(Pn532Reader driver) throws ChannelException {
    for (int left = BRING_UPS; ; left--) {
      try {
        return driver.awaitChip(PATIENCE).orElseThrow();
      } catch (ChannelException e) {
        if (left == 1 || !(e.fault() instanceof ChannelException.Fault.ReaderSilent)) {
          throw e;
        }
      }
    }
  }

  private ForeignProgram.Result libfreefare(String... steps)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(client.toString());
    for (String step : steps) {
      command.addAll(List.of(step.split(" ")));
    }
    return ForeignProgram.run(reader.device(), command);
  }

  /** The chip's own key, made from the master key of that name (AN10922). */
  private String key(String role) {
    String line =
        keyLines.stream().filter(text -> text.startsWith(role + " = ")).findFirst().orElseThrow();
    try (var master = AesKey.copyOf(Bytes.hex(line.substring(role.length() + 3)).toArray());
        var own = An10922.diversify(master, Bytes.concat(UID, DIVERSIFICATION_TAIL))) {
      return Bytes.copyOf(own.reveal()).hex();
    }
  }

  /** A chip with two tickets, of three entries and of one. */
  private void issue(Generation generation) throws IOException {
    chip = VirtualChips.blank(generation, UID, new Random(1), ComputeTimes.OFF);
    reader.place(chip);
    var issuer = new DesfireIssuer(keys, random);
    Bytes information = ascii("an event");
    var event = EventHash.of(information);
    assertThat(stile(issuer::personalise)).isEqualTo(Personalisation.MADE);
    var orders =
        List.of(
            new IssueOrder(event, information, TICKET, 3),
            new IssueOrder(event, information, OTHER_TICKET, 1));
    IssueResult result = stile(channel -> issuer.issue(channel, orders));
    assertThat(result).isEqualTo(new IssueResult.Issued(List.of(0, 1)));
  }

  private ChipReport.Contents gateSees() throws IOException {
    try (var gateKeys = keys.gateKeys()) {
      return stile(channel -> new ChipInspector(random).look(channel, gateKeys))
          .contents()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void libfreefare_reads_what_stile_issued(Generation generation) throws Exception {
    issue(generation);
    List<String> said =
        libfreefare(
                "version",
                "apps",
                "select " + AID,
                "aes 1 " + key("gate"),
                "read 0 0 51",
                "read " + FIRST_TICKET_FILE + " 0 118",
                "read " + (FIRST_TICKET_FILE + 1) + " 0 118",
                "value " + FIRST_COUNTER_FILE,
                "value " + (FIRST_COUNTER_FILE + 1))
            .lines();
    assertThat(said.get(0)).endsWith("uid  " + UID.hex());
    assertThat(said.get(1)).isEqualTo("apps f57110");
    String tag = EventHash.of(ascii("an event")).value().slice(0, 4).hex();
    assertThat(said.get(4)).contains("01" + tag + "76" + "01" + tag + "76" + "00");
    assertThat(said.subList(5, 9))
        .containsExactly(
            "data " + TICKET.hex(), "data " + OTHER_TICKET.hex(), "value 3", "value 1");
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void the_same_with_one_bit_of_the_key_turned_over_reads_nothing(Generation generation)
      throws Exception {
    issue(generation);
    byte[] wrong = Bytes.hex(key("gate")).toArray();
    wrong[5] ^= 0x02; // Not the lowest bit of a byte: DES keys keep their parity there.
    var result = libfreefare("select " + AID, "aes 1 " + Bytes.copyOf(wrong).hex(), "read 0 0 51");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output()).contains("aes:").contains("card says ae");
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void stile_reads_what_libfreefare_wrote(Generation generation) throws Exception {
    issue(generation);
    Bytes replaced = pattern(118, 29);
    assertThat(
            libfreefare(
                    "select " + AID,
                    "aes 2 " + key("issue"),
                    "write " + FIRST_TICKET_FILE + " " + replaced.hex(),
                    "debit " + FIRST_COUNTER_FILE + " 1",
                    "credit " + (FIRST_COUNTER_FILE + 1) + " 4",
                    "commit")
                .lines())
        .endsWith("written 118", "debited 1", "credited 4", "committed");
    ChipReport.Contents contents = gateSees();
    assertThat(contents.tickets())
        .containsExactly(
            new ChipReport.Held(0, replaced, 2), new ChipReport.Held(1, OTHER_TICKET, 5));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void what_libfreefare_does_not_commit_has_not_happened(Generation generation) throws Exception {
    issue(generation);
    libfreefare("select " + AID, "aes 2 " + key("issue"), "debit " + FIRST_COUNTER_FILE + " 1")
        .lines();
    assertThat(gateSees().tickets().getFirst().entriesLeft()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void an_enciphered_file_of_libfreefare_holds_what_it_wrote(Generation generation)
      throws Exception {
    issue(generation);
    List<String> said =
        libfreefare(
                "select " + AID,
                "aes 0 " + key("issuer"),
                "create " + SPARE_FILE + " " + ENCIPHERED + " 2220 " + SECRET.length(),
                "aes 2 " + key("issue"),
                "write " + SPARE_FILE + " " + SECRET.hex(),
                "read " + SPARE_FILE + " 0 " + SECRET.length())
            .lines();
    assertThat(said).last().isEqualTo("data " + SECRET.hex());
    assertThat(chip.describe()).contains(SECRET.hex());
    assertThat(gateSees().tickets()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void libfreefare_reads_the_stamp_of_an_admission(Generation generation) throws Exception {
    issue(generation);
    var stamp =
        new Stamp(
            0,
            4711,
            Direction.ENTRY,
            1,
            Bytes.hex("0A0B0C0D"),
            Instant.ofEpochSecond(1_800_000_000L),
            Bytes.hex("1122334455667788"),
            Bytes.hex("C0FFEE"));
    try (var gateKeys = keys.gateKeys()) {
      var family = new DesfireFamily(gateKeys, random);
      StampResult result =
          stile(
              channel ->
                  family.open(channel).orElseThrow().prepare(new StampOrder(stamp, true)).commit());
      assertThat(result).isInstanceOf(StampResult.Committed.class);
    }
    assertThat(
            libfreefare(
                    "select " + AID,
                    "aes 1 " + key("gate"),
                    "records " + STAMP_FILE + " 1",
                    "value " + FIRST_COUNTER_FILE)
                .lines())
        .endsWith(
            "records "
                + "40"
                + "01"
                + "001267"
                + "0a0b0c0d"
                + "6b49d200"
                + "1122334455667788"
                + "c0ffee",
            "value 2");
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_gates_key_debits_for_libfreefare_too_but_never_credits(Generation generation)
      throws Exception {
    issue(generation);
    String[] login = {"select " + AID, "aes 1 " + key("gate")};
    assertThat(
            libfreefare(login[0], login[1], "debit " + FIRST_COUNTER_FILE + " 1", "commit").lines())
        .endsWith("debited 1", "committed");
    var refused = libfreefare(login[0], login[1], "credit " + FIRST_COUNTER_FILE + " 1", "commit");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("credit:");
    assertThat(gateSees().tickets().getFirst().entriesLeft()).isEqualTo(2);
  }
}
