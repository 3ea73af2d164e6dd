package org.stile.gate.lane;

import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;

/** What can happen to a lane. */
public sealed interface LaneEvent {
  /** What the lane waited for, or that it did not come. */
  sealed interface OfWait extends LaneEvent {}

  /** How one of the parts of a tap ended. */
  sealed interface OfTap extends LaneEvent {}

  /** What arm, passage sensor and fire release report, at any time. */
  sealed interface OfArm extends LaneEvent {}

  /** The time of the state's own wait ran out and nothing happened. */
  record Waited() implements OfWait {}

  /** A chip is in the field. */
  record ChipFound() implements OfWait {}

  /** The chip has left the field. */
  record ChipGone() implements OfWait {}

  /** The chip is genuine and says it carries tickets of an event this gate knows. */
  record TicketsFound() implements OfTap {}

  /** The rules let one through. */
  record Admitted(Decision.Admit decision) implements OfTap {}

  /** A rule, or the chip itself, objects; nothing was granted. */
  record Refused(Decision.Refuse decision) implements OfTap {}

  /** The grant is durable and the chip says, authenticated, that it carries the stamp. */
  record Stamped(long sequence, String proof) implements OfTap {}

  /** An earlier grant is taken up again and its stamp is on the chip already. */
  record AlreadyStamped(long sequence) implements OfTap {}

  /** The grant is durable and the chip certainly does not carry the stamp. */
  record NotStamped(long sequence, Decision.Refuse decision, String detail) implements OfTap {}

  /** The grant is durable and nobody can say whether the chip carries the stamp. */
  record StampUnknown(long sequence, Decision.Refuse decision, String detail) implements OfTap {}

  /** The grant is durable and the chip has no entry left to pay for it. */
  record Withdrawn(long sequence, Decision.Refuse decision) implements OfTap {}

  /** The arm was told to open. */
  record Opened() implements OfTap {}

  /** A body went through the open arm. */
  record WalkedThrough(Direction direction) implements OfArm {}

  /** The arm locked again and nobody went through. */
  record NobodyWalked() implements OfArm {}

  /** A body went through although nothing was released. */
  record Forced(Direction direction) implements OfArm {}

  /** The fire release became active, or is no longer. */
  record FireSensed(boolean active) implements OfArm {}

  /** Staff reset the fire release. */
  record FireReset() implements OfArm {}

  /** The lane cannot do its work. */
  record Failed(Trouble trouble, String detail) implements LaneEvent {}

  /** What it could not do works again. */
  record Repaired() implements OfWait {}
}
