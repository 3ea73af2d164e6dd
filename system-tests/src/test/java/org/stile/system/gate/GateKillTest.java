package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.JournalReader;
import org.stile.cache.JournalVerifier;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.core.admission.Refusal;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import org.stile.system.gate.Evening.Visitor;

/**
 * The gate as a process is killed at every stage of a tap and started again on the same folder;
 * reader and chip live here and outlive it.
 */
class GateKillTest {
  private static final boolean LONG = Boolean.getBoolean("stile.long");

  /** What an admission of an EV2 chip takes; a rehearsal holds it to that. */
  private static final int EXCHANGES = 8;

  /** The one that commits: the last. */
  private static final int COMMIT = EXCHANGES - 1;

  private static final String TAP = "\"event\":\"tap\"";
  private static final String OPENED = "\"opened\":true";
  private static final String NO_DECISION = new Refusal.GateOutOfOrder("").code();
  private static final int ATTEMPTS = 3;
  private static final int ROWS_MAX = 10_000;

  @TempDir Path folder;
  private Evening evening;
  private SimulatedReader reader;
  private Path home;
  private GateProcess gate;

  @BeforeEach
  void open_the_gate() throws Exception {
    Instant now = Instant.now();
    Instant end = now.plus(Duration.ofMinutes(LONG ? 15 : 3));
    assumeTrue(
        now.atZone(ZoneOffset.UTC).toLocalDate().equals(end.atZone(ZoneOffset.UTC).toLocalDate()),
        "SKIPPED: the sample event ends at midnight UTC, and that is near");
    evening = new Evening(now);
    home = Evening.venue(folder.resolve("venue"), now);
    reader = SimulatedReader.onPty(home.resolve("reader"), Pace.INSTANT, ReaderListener.NONE);
    gate = start().ready();
  }

  @AfterEach
  void close_the_gate() {
    if (gate != null) {
      gate.close();
      reader.close();
      evening.close();
    }
  }

  @Test
  void a_kill_at_any_stage_of_a_tap_costs_nobody_an_entry_and_gives_none_away() throws Exception {
    List<Visitor> entered = new ArrayList<>();
    entered.add(rehearse());
    for (int exchange : exchanges()) {
      for (Then then : LONG || exchange == COMMIT ? Then.values() : new Then[] {Then.CHIP_ACTS}) {
        entered.add(killAt(exchange, then));
      }
    }
    entered.add(killBeforeThePassage());
    entered.add(killRightAfterThePassage());
    entered.add(killAfterThePassage());
    gate.terminate();
    assertThat(gate.exitCode()).isZero();
    for (Visitor visitor : entered) {
      ledger(visitor)
          .assertEnteredOnce(evening.contents(visitor.chip()), visitor.ticket().toString());
    }
  }

  private GateProcess start() throws Exception {
    return GateProcess.start("--config", home.resolve("gate.properties").toString());
  }

  private static int[] exchanges() {
    if (LONG) {
      return IntStream.range(0, EXCHANGES).toArray();
    }
    return new int[] {2, COMMIT - 1, COMMIT};
  }

  /** What becomes of the command during which the gate dies. */
  private enum Then {
    CHIP_IS_GONE,
    CHIP_ACTS
  }

  /** A chip in whose nth exchange the gate is killed. */
  private final class Killing implements VirtualChip {
    private final DesfireChip chip;
    private final int at;
    private final Then then;
    private int exchanges;
    private boolean gone;

    Killing(DesfireChip chip, int at, Then then) {
      this.chip = chip;
      this.at = at;
      this.then = then;
    }

    @Override
    public ChipTarget target() {
      return chip.target();
    }

    @Override
    public void enterField() {
      chip.enterField();
    }

    @Override
    public void leaveField() {
      chip.leaveField();
    }

    @Override
    public boolean isNear() {
      return !gone;
    }

    @Override
    public Answer exchange(Bytes command) {
      if (exchanges++ != at) {
        return gone ? Answer.SILENCE : chip.exchange(command);
      }
      gate.kill();
      return switch (then) {
        case CHIP_ACTS -> chip.exchange(command);
        case CHIP_IS_GONE -> {
          gone = true;
          chip.leaveField();
          yield Answer.SILENCE;
        }
      };
    }
  }

  private Visitor rehearse() throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    var chip = new Killing(visitor.chip(), Integer.MAX_VALUE, Then.CHIP_ACTS);
    assertThat(tap(chip, visitor)).contains(OPENED);
    assertThat(chip.exchanges).isEqualTo(EXCHANGES);
    assertRefused(visitor);
    return visitor;
  }

  private Visitor killAt(int exchange, Then then) throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    var killing = new Killing(visitor.chip(), exchange, then);
    reader.place(killing);
    int _ = gate.exitCode();
    reader.remove(killing);
    String what = "killed at exchange " + exchange + ", " + then;
    assertThat(gate.said()).as(what).doesNotContain(answer(visitor));
    assertThat(evening.contents(visitor.chip()).stamps())
        .as(what)
        .hasSize(exchange == COMMIT && then == Then.CHIP_ACTS ? 1 : 0);
    if (exchange == COMMIT) {
      assertThat(ledger(visitor).grants()).as("law 1, " + what).isEqualTo(1);
    }
    restart();
    enter(visitor, what);
    return visitor;
  }

  private static String answer(Visitor visitor) {
    return "\"ticket\":\"" + visitor.ticket() + "\"";
  }

  /** The arm is open when the gate dies; nobody walked, and the arm locks without it. */
  private Visitor killBeforeThePassage() throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    reader.place(visitor.chip());
    assertThat(gate.hears(TAP)).contains(OPENED);
    gate.kill();
    reader.remove(visitor.chip());
    restart();
    enter(visitor, "killed while the arm was open");
    return visitor;
  }

  /** In the millisecond that decision 1 speaks of: either the row is there, or it never was. */
  private Visitor killRightAfterThePassage() throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    reader.place(visitor.chip());
    assertThat(gate.hears(TAP)).contains(OPENED);
    gate.type("");
    gate.kill();
    reader.remove(visitor.chip());
    boolean passed = ledger(visitor).outcomes().contains(Outcome.PASSED);
    restart();
    if (passed) {
      assertRefused(visitor);
    } else {
      enter(visitor, "killed before the passage was written down");
    }
    return visitor;
  }

  private Visitor killAfterThePassage() throws Exception {
    Visitor visitor = evening.visitor(Generation.EV2);
    reader.place(visitor.chip());
    assertThat(gate.hears(TAP)).contains(OPENED);
    gate.type("");
    awaitPassed(visitor);
    gate.kill();
    reader.remove(visitor.chip());
    restart();
    assertRefused(visitor);
    return visitor;
  }

  private void restart() throws Exception {
    try (var journal = JournalReader.open(home.resolve("journal.db"))) {
      assertThat(JournalVerifier.verify(journal, Optional.empty())).isInstanceOf(Whole.class);
    }
    assertThat(home.resolve("journal.db.damaged-1")).doesNotExist();
    gate = start().ready();
  }

  /** Taps until let in, walks, and finds that this was all. */
  private void enter(Visitor visitor, String what) throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tap(visitor.chip(), visitor).contains(OPENED)) {
        assertRefused(visitor);
        return;
      }
    }
    throw new AssertionError("an entry was lost, " + what);
  }

  /** Held again where a busy machine makes the reader look dead: that is no decision. */
  private void assertRefused(Visitor visitor) throws Exception {
    String tap = tap(visitor.chip(), visitor);
    for (int attempt = 1; attempt < ATTEMPTS && tap.contains(NO_DECISION); attempt++) {
      tap = tap(visitor.chip(), visitor);
    }
    assertThat(tap).contains("R09-ALREADY-INSIDE").contains("\"opened\":false");
  }

  /** Holds a chip there until it is answered, walks if let in, takes it away. */
  private String tap(VirtualChip chip, Visitor visitor) throws Exception {
    int before = gate.idles();
    reader.place(chip);
    String tap = gate.hears(TAP);
    if (tap.contains(OPENED)) {
      gate.type("");
      awaitPassed(visitor);
    }
    reader.remove(chip);
    gate.awaitIdle(before);
    return tap;
  }

  private void awaitPassed(Visitor visitor) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!ledger(visitor).outcomes().contains(Outcome.PASSED)) {
      assertThat(System.nanoTime()).as("somebody passed").isLessThan(end);
      Thread.sleep(1);
    }
  }

  private Ledger ledger(Visitor visitor) throws Exception {
    try (var journal = JournalReader.open(home.resolve("journal.db"))) {
      return new Ledger(journal.rowsAfter(0, ROWS_MAX), visitor.ticket());
    }
  }
}
