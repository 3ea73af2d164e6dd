package org.stile.simulator.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.stile.cache.JournalException;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.gate.lane.Stage;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.demo.DemoSteps.Step;

/** The unattended demo: every step, a line each, and whether it came out as it must. */
public final class DemoOnce {
  private static final int ROWS_MAX = 1_000;

  private final DemoStage stage;
  private final PrintStream out;
  private int wrong;

  public DemoOnce(DemoStage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /**
   * Plays all steps.
   *
   * @return whether each came out as it must, and the journal agrees with the arm.
   */
  public boolean play() throws IOException {
    out.println("Gate " + DemoGate.ID + ": " + stage.title());
    out.println("Its reader is a simulated PN532 on a pseudo terminal; everything else is real.\n");
    out.printf(
        "%-38s %-9s %-34s %7s %4s  %s%n", "tap", "chip", "decision", "ms", "cmds", "by stage, ms");
    List<Step> steps = DemoSteps.all();
    for (Step step : steps) {
      play(step);
    }
    boolean journalRight = summarise(steps.size());
    return wrong == 0 && journalRight;
  }

  private void play(Step step) {
    DemoChip chip = stage.chip(step.chip());
    DemoLane lane = step.lane() == Direction.ENTRY ? stage.gate().entry() : stage.gate().exit();
    lane.arm().visitorWalks(step.walks());
    TapReport report = lane.tap(step.held(chip));
    boolean right = step.matches().test(report);
    if (!right) {
      wrong++;
    }
    out.printf(
        "%-38s %-9s %-34s %7.1f %4d  %s%n",
        step.what(),
        chip.id().toString().substring(6),
        decision(report),
        millis(report.total()),
        report.readerCommands(),
        stages(report.stages()));
    out.printf("    %s %s%n", report.opened() ? "→" : "·", told(report));
    if (!right) {
      out.printf("    WRONG: it should have been %s%n", step.expected());
    }
  }

  private boolean summarise(int taps) throws JournalException {
    List<JournalRow> rows = stage.gate().journal().rowsAfter(0, ROWS_MAX);
    long granted = rows.stream().filter(row -> row.entry() instanceof JournalEntry.Granted).count();
    long refused = rows.stream().filter(row -> row.entry() instanceof JournalEntry.Refused).count();
    long passed = count(rows, JournalEntry.Outcome.PASSED);
    long notPassed = count(rows, JournalEntry.Outcome.NOT_PASSED);
    long bodies = stage.gate().entry().arm().passages() + stage.gate().exit().arm().passages();
    out.printf("%n%d taps: %d as they must, %d wrong.%n", taps, taps - wrong, wrong);
    out.printf(
        "Journal: %d rows, %d granted, %d passed, %d not walked through, %d refused.%n",
        rows.size(), granted, passed, notPassed, refused);
    boolean agrees = passed == bodies && granted == passed;
    out.printf(
        "The arm let %d bodies through; the journal %s.%n",
        bodies, agrees ? "says the same" : "DOES NOT AGREE");
    return agrees;
  }

  private static long count(List<JournalRow> rows, JournalEntry.Outcome outcome) {
    return rows.stream()
        .map(JournalRow::entry)
        .filter(entry -> entry instanceof JournalEntry.Progress made && made.outcome() == outcome)
        .count();
  }

  private static String decision(TapReport report) {
    return switch (report.decision()) {
      case Decision.Admit admit ->
          (admit.direction() == Direction.ENTRY ? "ADMIT entry " : "OUT exit ")
              + admit.number()
              + (admit.group().size() > 1
                  ? ", " + admit.group().position() + " of " + admit.group().size()
                  : "")
              + (admit.resumes().isPresent() ? ", taken up again" : "");
      case Decision.Refuse refuse -> "REFUSE " + refuse.why().code();
    };
  }

  private static String told(TapReport report) {
    return report.shown().headline() + " | " + String.join(" | ", report.shown().lines());
  }

  static String stages(Map<Stage, Duration> stages) {
    return stages.entrySet().stream()
        .filter(stage -> stage.getKey() != Stage.FIELD)
        .map(stage -> "%s %.1f".formatted(name(stage.getKey()), millis(stage.getValue())))
        .collect(Collectors.joining(" "));
  }

  private static String name(Stage stage) {
    return switch (stage) {
      case FIELD -> "field";
      case AUTHENTICATE -> "auth";
      case READ -> "read";
      case VERIFY -> "verify";
      case DECIDE -> "decide";
      case JOURNAL -> "journal";
      case STAMP -> "stamp";
      case OPEN -> "open";
    };
  }

  static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
