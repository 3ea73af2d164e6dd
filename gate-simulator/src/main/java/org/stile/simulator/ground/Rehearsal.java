package org.stile.simulator.ground;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.admission.Tone;
import org.stile.core.id.GateId;
import org.stile.simulator.office.CenterOffice;
import org.stile.simulator.office.Pause;

/**
 * A small evening before the first real one: a center, one gate and its agent start, tickets are
 * sold, somebody taps and walks in, and the board says so. When they end, center and gate leave the
 * {@link StartCache} with which they start faster from then on.
 */
public final class Rehearsal {
  private static final GateId GATE = Ground.GATES.getFirst();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Opening.Pace PACE =
      new Opening.Pace(Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, false);

  private final Household household;
  private final Programs programs;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * One that has not begun.
   *
   * @param household empty; closing it ends all, and waits until their caches are written.
   */
  public Rehearsal(
      Household household, Programs programs, InstantSource clock, SecureRandom random) {
    this.household = household;
    this.programs = programs.rehearsing();
    this.clock = clock;
    this.random = random;
  }

  /** Plays it. */
  public void play() throws IOException {
    CenterUnit center = CenterUnit.prepared(household, "center").startCenter(household, programs);
    CenterOffice office =
        CenterOffice.open(
            center.address(), center.home(), "rehearsed once", clock.instant(), _ -> {});
    var place =
        new GateUnit.Place(
            household, programs, center.brokerPort(), center.webPort(), PACE, () -> {});
    try (ChipKeys keys = ChipKeys.draw(1, random);
        var gate =
            new GateUnit(
                GATE,
                place,
                keys,
                new GateUnit.Enrolment(office.venue(), office.root(), office.enrol(GATE)));
        var board = new BoardWatch("rehearsal", office.board(), clock, () -> {})) {
      gate.start();
      Guest anna = anna(new Cast(office, keys, random, PACE.chips()));
      String master = office.tonight().event() + " v";
      await("the gate is ready", () -> ready(gate, master));
      var _ = gate.tap(anna, GateUnit.IN);
      await("the board knows who came", () -> Boards.admitted(board) == 1);
    }
  }

  private static Guest anna(Cast cast) throws IOException {
    Guest anna = cast.make().get("anna");
    if (anna == null) {
      throw new IOException("nobody is called Anna");
    }
    return anna;
  }

  private static boolean ready(GateUnit gate, String master) {
    return gate.masters().contains(master)
        && gate.panel(GateUnit.IN).filter(each -> each.tone() == Tone.IDLE).isPresent();
  }

  private void await(String what, BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      List<Child> dead = household.dead();
      if (!dead.isEmpty()) {
        Child first = dead.getFirst();
        throw new IOException(first.name() + " ended: " + first.lastWords());
      }
      if (System.nanoTime() > end) {
        throw new IOException("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      Pause.before(what);
    }
  }
}
