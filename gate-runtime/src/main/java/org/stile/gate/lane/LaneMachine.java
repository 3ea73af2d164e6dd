package org.stile.gate.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Refusal;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.gate.device.Sounder.Sound;
import org.stile.gate.lane.LaneState.Ended;

/**
 * How a lane moves. Pure: what it does in a state, and the effects, are {@link Lane}'s.
 *
 * <pre>
 *            ChipFound        TicketsFound           Admitted
 *   Idle ---------------> Reading ----------> Deciding ---------> Stamping
 *    ^                       |                   |                   |  |
 *    |                       | Refused           | Refused   Refused |  | Stamped,
 *    |                       |                   |       NotStamped, |  | AlreadyStamped
 *    |                       |                   |     StampUnknown, |  |
 *    | ChipGone              v                   v         Withdrawn v  v
 *    +---------------------- Removing <----------------------------- | Open --+
 *                              ^  ^                                  |  |     | Opened,
 *                              |  +----------------------------------+  |     | wrong way
 *                              |  WalkedThrough, NobodyWalked           | <---+
 *                              +----------------------------------------+
 *
 *   any but FireRelease:  Failed ----------> OutOfOrder -- Repaired --> Removing
 *                         (not Open, unless it is the arm: a body may be in it)
 *   Open:                 Waited (the sensor never said) -> OutOfOrder
 *   any:                  FireSensed(true) -> FireRelease
 *   FireRelease:          FireReset, once the wire says it is over -> Removing; nothing else
 * </pre>
 *
 * <p>An event that cannot happen in a state is a fault of ours: the lane locks, says so and is out
 * of order. A fire release is never left for that.
 */
public final class LaneMachine {
  private LaneMachine() {}

  /** Answers every event in every state. */
  public static Step on(LaneState state, LaneEvent event) {
    return switch (state) {
      case LaneState.Idle idle -> idle(idle, event);
      case LaneState.Reading reading -> reading(reading, event);
      case LaneState.Deciding deciding -> deciding(deciding, event);
      case LaneState.Stamping stamping -> stamping(stamping, event);
      case LaneState.Open open -> open(open, event);
      case LaneState.Removing removing -> removing(removing, event);
      case LaneState.OutOfOrder outOfOrder -> outOfOrder(outOfOrder, event);
      case LaneState.FireRelease fire -> fireRelease(fire, event);
    };
  }

  private static Step idle(LaneState.Idle idle, LaneEvent event) {
    return switch (event) {
      case LaneEvent.ChipFound _ ->
          Step.to(new LaneState.Reading(), show(new Effect.Notice.Working()));
      case LaneEvent.Waited _ ->
          idle.lingering()
              ? Step.to(new LaneState.Idle(false), show(new Effect.Notice.Ready()))
              : Step.to(idle);
      case LaneEvent.OfWait _ -> Step.to(idle);
      case LaneEvent.OfArm arm -> whileShut(idle, arm);
      case LaneEvent.Failed failed -> broken(failed);
      case LaneEvent.OfTap _ -> confused(idle, event);
    };
  }

  private static Step reading(LaneState.Reading reading, LaneEvent event) {
    return switch (event) {
      case LaneEvent.TicketsFound _ -> Step.to(new LaneState.Deciding());
      case LaneEvent.Refused(Decision.Refuse decision) -> refused(decision);
      case LaneEvent.OfArm arm -> whileShut(reading, arm);
      case LaneEvent.Failed failed -> brokenDuringTap(failed);
      case LaneEvent.OfWait _, LaneEvent.OfTap _ -> confused(reading, event);
    };
  }

  private static Step deciding(LaneState.Deciding deciding, LaneEvent event) {
    return switch (event) {
      case LaneEvent.Admitted(Decision.Admit decision) -> Step.to(new LaneState.Stamping(decision));
      case LaneEvent.Refused(Decision.Refuse decision) -> refused(decision);
      case LaneEvent.OfArm arm -> whileShut(deciding, arm);
      case LaneEvent.Failed failed -> brokenDuringTap(failed);
      case LaneEvent.OfWait _, LaneEvent.OfTap _ -> confused(deciding, event);
    };
  }

  private static Step stamping(LaneState.Stamping stamping, LaneEvent event) {
    Decision.Admit admit = stamping.decision();
    return switch (event) {
      case LaneEvent.Stamped(long sequence, String proof) ->
          Step.to(
              new LaneState.Open(sequence, admit),
              new Effect.Release(admit.direction()),
              new Effect.Progress(sequence, Outcome.STAMPED, proof));
      case LaneEvent.AlreadyStamped(long sequence) ->
          Step.to(new LaneState.Open(sequence, admit), new Effect.Release(admit.direction()));
      case LaneEvent.NotStamped(long sequence, Decision.Refuse decision, String detail) ->
          again(decision, new Effect.Progress(sequence, Outcome.NOT_STAMPED, detail));
      case LaneEvent.StampUnknown(long sequence, Decision.Refuse decision, String detail) ->
          again(decision, new Effect.Progress(sequence, Outcome.STAMP_UNKNOWN, detail));
      case LaneEvent.Withdrawn(long sequence, Decision.Refuse decision) ->
          refused(
              decision, new Effect.Progress(sequence, Outcome.WITHDRAWN, decision.why().code()));
      case LaneEvent.Refused(Decision.Refuse decision) -> refused(decision);
      case LaneEvent.OfArm arm -> whileShut(stamping, arm);
      case LaneEvent.Failed failed -> brokenDuringTap(failed);
      case LaneEvent.OfWait _, LaneEvent.OfTap _ -> confused(stamping, event);
    };
  }

  private static Step open(LaneState.Open open, LaneEvent event) {
    return switch (event) {
      case LaneEvent.Opened _ ->
          Step.to(
              open,
              show(new Effect.Notice.Answered(open.decision())),
              new Effect.Play(Sound.ADMITTED),
              new Effect.Progress(open.sequence(), Outcome.OPENED, ""),
              new Effect.Answer(open.decision(), true));
      case LaneEvent.WalkedThrough(Direction direction) ->
          direction == open.decision().direction()
              ? Step.to(
                  new LaneState.Removing(Ended.PASSED),
                  new Effect.Progress(open.sequence(), Outcome.PASSED, ""))
              : Step.to(open, new Effect.Report(Incident.WRONG_WAY, direction.name()));
      case LaneEvent.NobodyWalked _ ->
          Step.to(
              new LaneState.Removing(Ended.NOT_PASSED),
              show(new Effect.Notice.Ready()),
              new Effect.Progress(open.sequence(), Outcome.NOT_PASSED, ""));
      case LaneEvent.Waited _ ->
          Step.to(
              new LaneState.OutOfOrder(Trouble.ARM), // Else the same grant could be walked again.
              new Effect.Lock(),
              show(new Effect.Notice.OutOfOrder(Trouble.ARM)),
              new Effect.Report(Incident.PASSAGE_UNKNOWN, "row " + open.sequence()));
      case LaneEvent.OfArm arm -> whileShut(open, arm);
      case LaneEvent.Failed failed -> brokenWhileOpen(open, failed);
      case LaneEvent.OfWait _, LaneEvent.OfTap _ -> confused(open, event);
    };
  }

  private static Step removing(LaneState.Removing removing, LaneEvent event) {
    return switch (event) {
      case LaneEvent.ChipGone _ -> Step.to(new LaneState.Idle(removing.ended() != Ended.NOTHING));
      case LaneEvent.Waited _ -> Step.to(removing);
      case LaneEvent.OfArm arm -> whileShut(removing, arm);
      case LaneEvent.Failed failed -> broken(failed);
      case LaneEvent.OfWait _, LaneEvent.OfTap _ -> confused(removing, event);
    };
  }

  private static Step outOfOrder(LaneState.OutOfOrder broken, LaneEvent event) {
    return switch (event) {
      case LaneEvent.Repaired _ ->
          Step.to(
              new LaneState.Removing(Ended.NOTHING),
              show(new Effect.Notice.Ready()),
              new Effect.Report(Incident.BACK_IN_ORDER, broken.trouble().name()));
      case LaneEvent.OfArm arm -> whileShut(broken, arm);
      case LaneEvent.OfWait _, LaneEvent.OfTap _, LaneEvent.Failed _ -> Step.to(broken);
    };
  }

  private static Step fireRelease(LaneState.FireRelease fire, LaneEvent event) {
    return switch (event) {
      case LaneEvent.FireSensed(boolean active) ->
          active == fire.active()
              ? Step.to(fire)
              : Step.to(
                  new LaneState.FireRelease(active, fire.bodies()),
                  new Effect.Report(
                      active ? Incident.FIRE_RELEASE : Incident.FIRE_CLEARED, bodies(fire)));
      case LaneEvent.FireReset _ ->
          fire.active()
              ? Step.to(fire)
              : Step.to(
                  new LaneState.Removing(Ended.NOTHING),
                  new Effect.LatchFire(false),
                  new Effect.Lock(),
                  show(new Effect.Notice.Ready()),
                  new Effect.Report(Incident.FIRE_RESET, bodies(fire)));
      case LaneEvent.WalkedThrough _, LaneEvent.Forced _ ->
          Step.to(
              new LaneState.FireRelease(
                  fire.active(), Math.min(fire.bodies(), Integer.MAX_VALUE - 1) + 1));
      case LaneEvent.OfArm _, LaneEvent.OfWait _, LaneEvent.OfTap _, LaneEvent.Failed _ ->
          Step.to(fire);
    };
  }

  /** What arm and fire release say while no body is expected in the arm. */
  private static Step whileShut(LaneState state, LaneEvent.OfArm event) {
    return switch (event) {
      case LaneEvent.WalkedThrough(Direction direction) -> forced(state, direction);
      case LaneEvent.Forced(Direction direction) -> forced(state, direction);
      case LaneEvent.FireSensed(boolean active) -> active ? fire() : Step.to(state);
      case LaneEvent.NobodyWalked _, LaneEvent.FireReset _ -> Step.to(state);
    };
  }

  private static String bodies(LaneState.FireRelease fire) {
    return fire.bodies() + " walked through";
  }

  private static Step refused(Decision.Refuse decision, Effect.Progress... rows) {
    List<Effect> effects = new ArrayList<>(List.of(rows));
    effects.add(show(new Effect.Notice.Answered(decision)));
    effects.add(new Effect.Play(sound(decision.why())));
    effects.add(new Effect.RecordRefusal(decision));
    effects.add(new Effect.Answer(decision, false));
    return new Step(new LaneState.Removing(Ended.REFUSED), effects);
  }

  private static Step again(Decision.Refuse decision, Effect.Progress row) {
    return Step.to(
        new LaneState.Removing(Ended.AGAIN),
        row,
        show(new Effect.Notice.Answered(decision)),
        new Effect.Play(Sound.AGAIN),
        new Effect.Answer(decision, false));
  }

  /** Somebody is where the arm should have kept them out: said aloud, whatever the lane is at. */
  private static Step forced(LaneState state, Direction direction) {
    return Step.to(
        state, new Effect.Play(Sound.ALARM), new Effect.Report(Incident.FORCED, direction.name()));
  }

  private static Step fire() {
    return Step.to(
        new LaneState.FireRelease(true, 0),
        show(new Effect.Notice.FireRelease()),
        new Effect.LatchFire(true),
        new Effect.Report(Incident.FIRE_RELEASE, ""));
  }

  private static Step broken(LaneEvent.Failed failed) {
    return Step.to(
        new LaneState.OutOfOrder(failed.trouble()),
        show(new Effect.Notice.OutOfOrder(failed.trouble())),
        new Effect.Report(incident(failed.trouble()), failed.detail()));
  }

  private static Step brokenDuringTap(LaneEvent.Failed failed) {
    return Step.to(
        new LaneState.OutOfOrder(failed.trouble()),
        show(new Effect.Notice.OutOfOrder(failed.trouble())),
        new Effect.Play(Sound.REFUSED),
        new Effect.Report(incident(failed.trouble()), failed.detail()),
        new Effect.Answer(outOfOrder(failed), false));
  }

  /** A body may be in the arm: only an arm that could not be told ends the opening early. */
  private static Step brokenWhileOpen(LaneState.Open open, LaneEvent.Failed failed) {
    return switch (failed.trouble()) {
      case ARM ->
          Step.to(
              new LaneState.OutOfOrder(Trouble.ARM),
              show(new Effect.Notice.OutOfOrder(Trouble.ARM)),
              new Effect.Play(Sound.REFUSED),
              new Effect.Progress(open.sequence(), Outcome.NOT_PASSED, failed.detail()),
              new Effect.Report(Incident.ARM_FAILED, failed.detail()),
              new Effect.Answer(outOfOrder(failed), false));
      case JOURNAL, JOURNAL_DAMAGED, READER, NO_EVENT, INTERNAL -> Step.to(open);
    };
  }

  private static Step confused(LaneState state, LaneEvent event) {
    String what = state.getClass().getSimpleName() + " + " + event.getClass().getSimpleName();
    return Step.to(
        new LaneState.OutOfOrder(Trouble.INTERNAL),
        new Effect.Lock(),
        show(new Effect.Notice.OutOfOrder(Trouble.INTERNAL)),
        new Effect.Report(Incident.CONFUSED, what));
  }

  private static Decision.Refuse outOfOrder(LaneEvent.Failed failed) {
    return new Decision.Refuse(Optional.empty(), new Refusal.GateOutOfOrder(failed.detail()));
  }

  private static Sound sound(Refusal why) {
    return switch (why) {
      case Refusal.PulledAway _, Refusal.ChipUnreadable _, Refusal.SeveralChips _ -> Sound.AGAIN;
      case Refusal.ByChip _, Refusal.ByRule _ -> Sound.REFUSED;
    };
  }

  private static Effect show(Effect.Notice notice) {
    return new Effect.Show(notice);
  }

  private static Incident incident(Trouble trouble) {
    return switch (trouble) {
      case JOURNAL, JOURNAL_DAMAGED -> Incident.JOURNAL_FAILED;
      case READER -> Incident.READER_FAILED;
      case NO_EVENT -> Incident.NO_EVENT;
      case ARM -> Incident.ARM_FAILED;
      case INTERNAL -> Incident.CONFUSED;
    };
  }
}
