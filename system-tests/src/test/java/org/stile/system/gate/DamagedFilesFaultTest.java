package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import org.stile.system.gate.Evening.Visitor;

/** What a gate process does that finds its files damaged when it starts. */
class DamagedFilesFaultTest {
  private static final int PAGE = 4096;

  @TempDir Path folder;
  private Evening evening;
  private SimulatedReader reader;
  private Path home;

  @BeforeEach
  void make_the_venue() throws Exception {
    Instant now = Instant.now();
    Instant end = now.plus(Duration.ofMinutes(2));
    assumeTrue(
        now.atZone(ZoneOffset.UTC).toLocalDate().equals(end.atZone(ZoneOffset.UTC).toLocalDate()),
        "SKIPPED: the sample event ends at midnight UTC, and that is near");
    evening = new Evening(now);
    home = Evening.venue(folder.resolve("venue"), now);
    reader = SimulatedReader.onPty(home.resolve("reader"), Pace.INSTANT, ReaderListener.NONE);
  }

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
      evening.close();
    }
  }

  @Test
  void a_damaged_journal_is_set_aside_and_who_was_let_in_stays_in() throws Exception {
    Visitor inside = evening.visitor(Generation.EV2);
    try (var gate = start().ready()) {
      assertThat(tap(gate, inside)).contains("\"opened\":true");
      gate.terminate();
      assertThat(gate.exitCode()).isZero();
    }
    try (var file = new RandomAccessFile(home.resolve("journal.db").toFile(), "rw")) {
      long lastPage = (file.length() - 1) / PAGE * PAGE;
      assertThat(lastPage).isGreaterThan(PAGE);
      file.seek(lastPage);
      file.write(new byte[PAGE]);
    }
    try (var gate = start()) {
      assertThat(gate.hears("JOURNAL-SET-ASIDE")).contains("journal.db.damaged-1");
      assertThat(tap(gate.ready(), inside)).contains("R09-ALREADY-INSIDE", "\"opened\":false");
      assertThat(tap(gate, evening.visitor(Generation.EV2))).contains("\"opened\":true");
      gate.terminate();
      assertThat(gate.exitCode()).isZero();
    }
    assertThat(home.resolve("journal.db.damaged-1")).exists();
  }

  @Test
  void a_damaged_master_is_named_and_lets_nobody_in_and_a_good_one_is_taken_up() throws Exception {
    Path master = home.resolve("master.db");
    byte[] good = Files.readAllBytes(master);
    Files.write(master, new byte[good.length]);
    Visitor visitor = evening.visitor(Generation.EV2);
    try (var gate = start()) {
      assertThat(gate.hears("\"kind\":\"MASTERS\"")).contains("master.db");
      String _ = gate.hears("\"kind\":\"NO-EVENT\"");
      reader.place(visitor.chip());
      Thread.sleep(500); // Nothing may happen; there is no event to wait for.
      reader.remove(visitor.chip());
      assertThat(evening.contents(visitor.chip()).stamps()).isEmpty();
      Files.write(master, good);
      String _ = gate.hears("BACK-IN-ORDER");
      assertThat(tap(gate, visitor)).contains("\"opened\":true");
      gate.terminate();
      assertThat(gate.exitCode()).isZero();
      assertThat(gate.said().split("\"event\":\"tap\"", -1)).as("the one tap").hasSize(2);
    }
  }

  private GateProcess start() throws Exception {
    return GateProcess.start("--config", home.resolve("gate.properties").toString());
  }

  private String tap(GateProcess gate, Visitor visitor) throws Exception {
    int before = gate.idles();
    reader.place(visitor.chip());
    String tap = gate.hears("\"event\":\"tap\"");
    if (tap.contains("\"opened\":true")) {
      gate.type("");
    }
    reader.remove(visitor.chip());
    gate.awaitIdle(before);
    return tap;
  }
}
