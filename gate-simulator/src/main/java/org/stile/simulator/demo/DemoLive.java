package org.stile.simulator.demo;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.VirtualChip;
import org.stile.simulator.demo.DemoScreen.Counts;

/** The demo one plays with: chips are tapped by key, panel, arm and journal are on the screen. */
public final class DemoLive implements AutoCloseable {
  private static final String KEYS = "1234567890abcdefghijklmn";
  private static final int JOURNAL_LINES = 8;
  private static final int ROWS_MAX = 10_000;
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

  private final Terminal terminal;
  private final DemoStage stage;
  private final ReentrantLock drawing = new ReentrantLock();
  private final List<JournalRow> rows = new ArrayList<>();
  private volatile Advice shown = Advice.idle(List.of(Language.EN, Language.DE));
  private volatile String stages = "";
  private boolean walks = true;
  private boolean pulls;
  private Direction direction = Direction.ENTRY;

  /**
   * Sets the stage on this terminal.
   *
   * @throws IOException if there is no terminal to play on.
   */
  public DemoLive(DemoStage.Setting setting, InstantSource clock, SecureRandom random)
      throws IOException {
    terminal = TerminalBuilder.builder().system(true).dumb(false).build();
    stage =
        DemoStage.set(
            setting, clock, random, new DemoGate.Audience(this::show, this::show, this::tapped));
  }

  /** Plays until the visitor at the keyboard leaves. */
  public void play() throws IOException {
    terminal.enterRawMode();
    terminal.writer().print("\u001b[?1049h\u001b[?25l"); // Another page, no cursor (xterm).
    try {
      draw();
      NonBlockingReader keys = terminal.reader();
      for (int key = keys.read(); key >= 0 && key != 'q' && key != 3; key = keys.read()) {
        pressed((char) key);
        draw();
      }
    } finally {
      terminal.writer().print("\u001b[?25h\u001b[?1049l");
      terminal.flush();
    }
  }

  private void pressed(char key) {
    switch (key) {
      case 'w' -> walks = !walks;
      case 'p' -> pulls = !pulls;
      case 'x' -> direction = direction == Direction.ENTRY ? Direction.EXIT : Direction.ENTRY;
      default -> {
        List<DemoChip> chips = List.copyOf(stage.chips().values());
        int index = KEYS.indexOf(key);
        if (index >= 0 && index < chips.size()) {
          tap(chips.get(index));
        }
      }
    }
  }

  private void tap(DemoChip chip) {
    DemoLane lane = lane();
    lane.arm().visitorWalks(walks);
    VirtualChip held = pulls ? new PulledAtCommit(chip.chip()) : chip.chip();
    pulls = false;
    lane.tap(held);
  }

  private DemoLane lane() {
    return switch (direction) {
      case ENTRY -> stage.gate().entry();
      case EXIT -> stage.gate().exit();
    };
  }

  private void show(Advice advice) {
    shown = advice;
    draw();
  }

  private void tapped(TapReport report) {
    stages =
        "last tap %.1f ms, %d reader commands: %s"
            .formatted(
                DemoOnce.millis(report.total()),
                report.readerCommands(),
                DemoOnce.stages(report.stages()));
  }

  private void draw() {
    if (!drawing.tryLock()) {
      return; // Whoever holds it draws what is there now.
    }
    try {
      terminal.writer().print(HOME_AND_CLEAR);
      DemoScreen.draw(scene()).forEach(line -> terminal.writer().print(line + "\r\n"));
      terminal.flush();
    } finally {
      drawing.unlock();
    }
  }

  private DemoScreen.Scene scene() {
    List<String> journal = journal();
    DemoLane lane = lane();
    return new DemoScreen.Scene(
        "Stile demo, gate " + DemoGate.ID + ": " + stage.title(),
        shown,
        lane.arm().isOpen(),
        options(),
        counts(),
        chips(),
        journal,
        stages);
  }

  private String options() {
    return "%s lane (x), visitor %s (w)%s"
        .formatted(
            direction.name().toLowerCase(Locale.ROOT),
            walks ? "walks" : "stays",
            pulls ? ", next chip is pulled away (p)" : "");
  }

  private List<String> chips() {
    List<String> lines = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, DemoChip> chip : stage.chips().entrySet()) {
      String cell = " %s  %-32s".formatted(KEYS.charAt(i), chip.getValue().label());
      if (i % 2 == 0) {
        lines.add(cell);
      } else {
        lines.set(lines.size() - 1, lines.getLast() + " " + cell);
      }
      i++;
    }
    return lines;
  }

  private List<String> journal() {
    try {
      long after = rows.isEmpty() ? 0 : rows.getLast().sequence();
      rows.addAll(stage.gate().journal().rowsAfter(after, ROWS_MAX));
    } catch (IOException e) {
      return List.of("the journal cannot be read: " + e.getMessage());
    }
    return rows.subList(Math.max(0, rows.size() - JOURNAL_LINES), rows.size()).stream()
        .map(JournalText::of)
        .toList();
  }

  /** A fold over the journal: what a venue manager would count. */
  private Counts counts() {
    long admitted = 0;
    long left = 0;
    long refused = 0;
    long notPassed = 0;
    for (JournalRow row : rows) {
      switch (row.entry()) {
        case JournalEntry.Refused _ -> refused++;
        case JournalEntry.Progress it when it.outcome() == JournalEntry.Outcome.NOT_PASSED ->
            notPassed++;
        case JournalEntry.Progress it when it.outcome() == JournalEntry.Outcome.PASSED -> {
          if (it.lane() == DemoGate.ENTRY) {
            admitted++;
          } else {
            left++;
          }
        }
        case JournalEntry.Progress _, JournalEntry.Granted _, JournalEntry.Incident _ -> {}
      }
    }
    return new Counts(admitted, admitted - left, refused, notPassed);
  }

  @Override
  public void close() throws IOException {
    stage.close();
    terminal.close();
  }
}
