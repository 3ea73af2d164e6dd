package org.stile.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import org.stile.simulator.pty.Pty;

/** Programs of libnfc and libfreefare take the simulated reader for a real one. */
class LibnfcToolsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int IN_AUTO_POLL = 0x60;
  private static final int IN_COMMUNICATE_THRU = 0x42;

  @TempDir Path folder;

  private static DesfireChip chip() {
    return VirtualChips.blank(
        Generation.EV1, Bytes.hex("04112233445566"), new Random(1), ComputeTimes.OFF);
  }

  private static ForeignProgram.Result runBesideChip(String... command) throws Exception {
    try (var reader = SimulatedReader.onPty()) {
      reader.place(chip());
      return ForeignProgram.run(reader.device(), List.of(command));
    }
  }

  @Test
  void nfc_list_sees_the_chip_and_is_quick_about_it() throws Exception {
    ForeignProgram.require("nfc-list", "libnfc-bin");
    var result = runBesideChip("nfc-list", "-v");
    assertThat(String.join("\n", result.lines()))
        .contains("1 ISO14443A passive target(s) found")
        .contains("UID (NFCID1): 04  11  22  33  44  55  66")
        .contains("ATS: 75  77  81  02  80")
        .contains("MIFARE DESFire");
    // 0.1 to 0.2 s on an idle machine; it is to be about a second at most.
    assertThat(result.took()).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void nfc_list_sees_no_chip_where_there_is_none() throws Exception {
    ForeignProgram.require("nfc-list", "libnfc-bin");
    try (var reader = SimulatedReader.onPty()) {
      var result = ForeignProgram.run(reader.device(), List.of("nfc-list", "-v"));
      assertThat(String.join("\n", result.lines()))
          .contains("NFC device: user defined default device opened")
          .contains("0 ISO14443A passive target(s) found");
    }
  }

  @Test
  void nfc_list_works_again_after_a_host_died_in_the_middle_of_a_command() throws Exception {
    ForeignProgram.require("nfc-list", "libnfc-bin");
    var polling = new CountDownLatch(1);
    var listener = listeningFor(Map.of(IN_AUTO_POLL, polling));
    try (var reader = SimulatedReader.on(Pty.open(), Pace.INSTANT, listener)) {
      var output = folder.resolve("poll.txt");
      Process dying = ForeignProgram.start(reader.device(), output, List.of("nfc-poll", "-v"));
      await(polling);
      dying.destroyForcibly().waitFor();
      reader.place(chip());
      var result = ForeignProgram.run(reader.device(), List.of("nfc-list"));
      assertThat(String.join("\n", result.lines())).contains("04  11  22  33  44  55  66");
    }
  }

  @Test
  void the_self_tests_of_pn53x_diagnose_pass() throws Exception {
    ForeignProgram.require("pn53x-diagnose", "libnfc-pn53x-examples");
    assertThat(runBesideChip("pn53x-diagnose").lines())
        .contains(" Communication line test: OK", " ROM test: OK", " RAM test: OK");
  }

  @Test
  void mifare_desfire_info_prints_what_the_chip_is() throws Exception {
    ForeignProgram.require("mifare-desfire-info", "libfreefare-bin");
    assertThat(String.join("\n", runBesideChip("mifare-desfire-info").lines()))
        .contains("===> Version information for tag 04112233445566:")
        .contains("UID:                      0x04112233445566")
        .contains("Version:              1.4")
        .contains("(=4096 bytes)")
        .contains("Free memory: ");
  }

  @Test
  void nfc_poll_notices_the_chip_when_it_comes_and_when_it_goes() throws Exception {
    ForeignProgram.require("nfc-poll", "libnfc-bin");
    var polling = new CountDownLatch(1);
    var watching = new CountDownLatch(1);
    var listener = listeningFor(Map.of(IN_AUTO_POLL, polling, IN_COMMUNICATE_THRU, watching));
    try (var reader = SimulatedReader.on(Pty.open(), Pace.INSTANT, listener)) {
      var output = folder.resolve("poll.txt");
      long start = System.nanoTime();
      Process process = ForeignProgram.start(reader.device(), output, List.of("nfc-poll", "-v"));
      try {
        await(polling);
        reader.place(chip());
        await(watching);
        reader.removeAll();
        var result = ForeignProgram.finish(process, output, start);
        assertThat(result.output())
            .contains("UID (NFCID1): 04  11  22  33  44  55  66")
            .contains("nfc_initiator_target_is_present: Target Released");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static ReaderListener listeningFor(Map<Integer, CountDownLatch> latches) {
    return new ReaderListener() {
      @Override
      public void commanded(Bytes command) {
        CountDownLatch latch = latches.get(command.at(0));
        if (latch != null) {
          latch.countDown();
        }
      }
    };
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
