package org.stile.simulator.demo;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Refusal;
import org.stile.gate.lane.TapReport;
import org.stile.simulator.chip.VirtualChip;

/** What happens in the unattended demo, in order, and what each tap must come to. */
final class DemoSteps {
  private DemoSteps() {}

  /**
   * One tap.
   *
   * @param chip as {@link DemoCast} calls it.
   * @param walks whether the visitor goes through an open arm.
   * @param pulled whether the chip is pulled away while it commits, before its answer.
   * @param expected in words; {@link #matches} checks it.
   */
  record Step(
      String what,
      String chip,
      Direction lane,
      boolean walks,
      boolean pulled,
      String expected,
      Predicate<TapReport> matches) {
    /** What is held to the reader. */
    VirtualChip held(DemoChip chip) {
      return pulled ? new PulledAtCommit(chip.chip()) : chip.chip();
    }
  }

  static List<Step> all() {
    return List.of(
        admit("a good ticket", "anna", 1),
        refuse("the same ticket again", "anna", Refusal.AlreadyInside.class),
        group("a family of three, first", 1),
        group("the next of the family", 2),
        group("the last of the family", 3),
        refuse("a fourth with three tickets", "family", Refusal.AlreadyInside.class),
        refuse("a forged ticket", "forger", Refusal.Forged.class),
        refuse("Anna's ticket copied to another chip", "copier", Refusal.NotThisChip.class),
        refuse("a chip made with other keys", "clone", Refusal.ChipNotGenuine.class),
        refuse("a chip of somebody else", "foreign", Refusal.ForeignChip.class),
        refuse("a revoked ticket", "revoked", Refusal.Revoked.class),
        refuse("a ticket for another event", "concert", Refusal.WrongEvent.class),
        refuse("too early for this ticket", "late", Refusal.NotYetOpen.class),
        refuse("a seat that is reached elsewhere", "south", Refusal.WrongGate.class),
        pulled("pulled away in mid-stamp", "hasty"),
        admit("held again: settled, no second debit", "hasty", 1),
        stays("let in, but nobody walks through", "shy"),
        resumed("taps again, walks: no second debit", "shy"),
        exit("Anna goes out", "anna", 1),
        admit("Anna comes back", "anna", 2),
        admit("an old EV1 card", "ev1", 1),
        admit("an EV3 card", "ev3", 1));
  }

  private static Step admit(String what, String chip, int number) {
    return entry(what, chip, "admitted, entry " + number, report -> isAdmit(report, number));
  }

  private static Step group(String what, int position) {
    return entry(
        what,
        "family",
        "admitted, " + position + " of 3",
        report ->
            isAdmit(report, 1)
                && report.decision() instanceof Admit admit
                && admit.group().position() == position
                && admit.group().size() == 3);
  }

  private static Step refuse(String what, String chip, Class<? extends Refusal> why) {
    return entry(
        what,
        chip,
        "refused, " + why.getSimpleName(),
        report -> !report.opened() && refusal(report).filter(why::isInstance).isPresent());
  }

  private static Step pulled(String what, String chip) {
    return new Step(
        what,
        chip,
        Direction.ENTRY,
        true,
        true,
        "not opened, hold it again",
        report ->
            !report.opened()
                && refusal(report).filter(Refusal.PulledAway.class::isInstance).isPresent());
  }

  private static Step stays(String what, String chip) {
    return new Step(
        what,
        chip,
        Direction.ENTRY,
        false,
        false,
        "admitted, entry 1",
        report -> isAdmit(report, 1));
  }

  private static Step resumed(String what, String chip) {
    return entry(
        what,
        chip,
        "the same entry taken up again",
        report ->
            isAdmit(report, 1)
                && report.decision() instanceof Admit admit
                && admit.resumes().isPresent());
  }

  private static Step exit(String what, String chip, int number) {
    return new Step(
        what,
        chip,
        Direction.EXIT,
        true,
        false,
        "let out, exit " + number,
        report -> isAdmit(report, number));
  }

  private static Step entry(
      String what, String chip, String expected, Predicate<TapReport> matches) {
    return new Step(what, chip, Direction.ENTRY, true, false, expected, matches);
  }

  private static boolean isAdmit(TapReport report, int number) {
    return report.opened() && report.decision() instanceof Admit admit && admit.number() == number;
  }

  private static Optional<Refusal> refusal(TapReport report) {
    return switch (report.decision()) {
      case Admit _ -> Optional.empty();
      case Refuse(var _, Refusal why) -> Optional.of(why);
    };
  }
}
