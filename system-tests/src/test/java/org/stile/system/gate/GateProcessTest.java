package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.JournalReader;
import org.stile.cache.MasterStore;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.journal.JournalEntry;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.trust.RootKey;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/** The gate as it is started on a unit: its own process, files, a serial device. */
class GateProcessTest {
  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private final ChipKeys keys = ChipKeys.draw(3, random);
  private final SampleEvent event =
      SampleEvent.stadium(SampleKeys.seeded(1), Instant.now().plus(Duration.ofHours(1)));
  private Path config;
  private Path reader;
  private Path keyFile;
  private Path data;

  @BeforeEach
  void furnish() throws Exception {
    data = Files.createDirectory(folder.resolve("data"));
    reader = folder.resolve("reader");
    keyFile = folder.resolve("gate.keys");
    keys.gateKeys().write(keyFile);
    config = folder.resolve("gate.properties");
    Files.writeString(config, text());
    try (MasterStore store = MasterStore.open(data.resolve("master.db"), event.roots())) {
      var _ = store.installKeySet(event.keySet());
      var _ = store.install(event.signedMaster().bytes());
    }
  }

  private String text() {
    RootKey root = event.roots().getFirst();
    return """
    gate = n1
    data-folder = %s
    key-file = %s
    root-keys = %d:eddsa:%s
    clock = system
    lane.0.reader = %s
    retry-after = 200 ms
    """
        .formatted(data, keyFile, root.id(), root.key().encoded().hex(), reader);
  }

  private DesfireChip chip() throws Exception {
    Bytes uid = Bytes.hex("04112233445566");
    DesfireChip chip = VirtualChips.blank(Generation.EV2, uid, new Random(1), ComputeTimes.OFF);
    var issuer = new DesfireIssuer(keys, random);
    issuer.personalise(DirectChannel.tap(chip));
    Bytes information = event.master().signedInformation();
    Bytes ticket = event.ticket(new ChipId(uid), 5, event.firstSeatOf("N101") + 5);
    var order = new IssueOrder(EventHash.of(information), information, ticket, 1);
    issuer.issue(DirectChannel.tap(chip), List.of(order));
    return chip;
  }

  private SimulatedReader plugIn() throws Exception {
    return SimulatedReader.onPty(reader, Pace.INSTANT, ReaderListener.NONE);
  }

  private List<String> rows() throws Exception {
    try (JournalReader journal = JournalReader.open(data.resolve("journal.db"))) {
      return journal.rowsAfter(0, 1_000).stream()
          .map(
              row ->
                  switch (row.entry()) {
                    case JournalEntry.Granted _ -> "GRANTED";
                    case JournalEntry.Progress progress -> progress.outcome().name();
                    case JournalEntry.Refused refused -> refused.code();
                    case JournalEntry.Incident incident -> incident.kind();
                  })
          .toList();
    }
  }

  @Test
  void it_starts_admits_and_stops_with_every_row_durable() throws Exception {
    try (SimulatedReader simulated = plugIn();
        var gate = GateProcess.start("--config", config.toString())) {
      gate.hears("\"event\":\"ready\"");
      simulated.place(chip());
      assertThat(gate.hears("\"event\":\"tap\""))
          .contains("\"decision\":\"ADMIT\"", "\"opened\":true", "\"trust\":\"TRUSTED\"");
      gate.type("");
      gate.terminate();
      assertThat(gate.exitCode()).isZero();
      assertThat(gate.said()).contains("\"event\":\"stop\"").doesNotContain("Exception");
    }
    assertThat(rows())
        .containsSubsequence(
            "MASTERS", "STARTED", "GRANTED", "STAMPED", "OPENED", "PASSED", "STOPPED");
  }

  @Test
  void killed_between_grant_and_passage_it_takes_the_grant_up_again() throws Exception {
    DesfireChip chip = chip();
    try (SimulatedReader simulated = plugIn()) {
      try (var gate = GateProcess.start("--config", config.toString())) {
        gate.hears("\"event\":\"ready\"");
        simulated.place(chip);
        gate.hears("\"opened\":true");
        gate.kill();
        gate.exitCode();
      }
      simulated.removeAll();
      try (var gate = GateProcess.start("--config", config.toString())) {
        gate.hears("\"event\":\"ready\"");
        simulated.place(chip);
        assertThat(gate.hears("\"event\":\"tap\"")).contains("\"resumed\":true", "\"opened\":true");
        gate.terminate();
        assertThat(gate.exitCode()).isZero();
      }
    }
    assertThat(rows()).containsOnlyOnce("GRANTED");
  }

  @Test
  void without_a_reader_it_stays_and_finds_it_later() throws Exception {
    try (var gate = GateProcess.start("--config", config.toString())) {
      assertThat(gate.hears("\"event\":\"lane-ready\"")).contains("OUT-OF-ORDER-READER");
      try (SimulatedReader simulated = plugIn()) {
        gate.hears("BACK-IN-ORDER");
        simulated.place(chip());
        gate.hears("\"decision\":\"ADMIT\"");
        gate.terminate();
        assertThat(gate.exitCode()).isZero();
      }
    }
  }

  @Test
  void each_way_to_fail_at_the_start_has_its_exit_code_and_its_words() throws Exception {
    fails(64, "usage:");
    fails(66, "is not there", "--config", folder.resolve("none").toString());
    Files.writeString(config, text() + "open-for = 1 h\npanel = tv\n");
    fails(78, "open-for = 1 h: 500 ms to 30 s", "--config", config.toString());
    fails(78, "panel = tv: console or none", "--check", config.toString());
    Files.writeString(config, text());
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
    fails(77, "rw-r-----", "--config", config.toString());
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(keyFile, "key-set-version = 3\n");
    fails(78, "missing or wrong", "--config", config.toString());
    Files.delete(keyFile);
    fails(66, "a gate needs its chip keys", "--config", config.toString());
    Files.writeString(config, text().replace("/data\n", "/unmounted\n"));
    fails(66, "chip keys", "--config", config.toString());
    keys.gateKeys().write(keyFile);
    fails(74, "is its disk there?", "--config", config.toString());
  }

  private static void fails(int code, String words, String... arguments) throws Exception {
    try (var gate = GateProcess.start(arguments)) {
      assertThat(gate.exitCode()).as(words).isEqualTo(code);
      assertThat(gate.said()).contains("gate: ", words).doesNotContain("Exception");
    }
  }

  @Test
  void a_second_gate_on_the_same_journal_is_turned_away() throws Exception {
    try (SimulatedReader simulated = plugIn();
        var gate = GateProcess.start("--config", config.toString())) {
      gate.hears("\"event\":\"ready\"");
      fails(74, "open in another process", "--config", config.toString());
      assertThat(simulated.device()).isEqualTo(reader.toString());
      gate.terminate();
      assertThat(gate.exitCode()).isZero();
    }
  }
}
