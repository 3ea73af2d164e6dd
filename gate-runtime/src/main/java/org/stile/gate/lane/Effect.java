package org.stile.gate.lane;

import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry;
import org.stile.gate.device.Sounder;

/** What a lane does when it moves; performed by {@link Lane}, in order, none of them waiting. */
public sealed interface Effect {
  /** Put this on the panel. */
  record Show(Notice notice) implements Effect {}

  record Play(Sounder.Sound sound) implements Effect {}

  /** Tell the arm to open; answered by {@code Opened} or {@code ArmFailed}. */
  record Release(Direction direction) implements Effect {}

  /** Lock the arm. No step out of a fire release asks for it before the reset (law 7). */
  record Lock() implements Effect {}

  /** A row about what became of a grant. */
  record Progress(long about, JournalEntry.Outcome outcome, String detail) implements Effect {}

  /** A row about a visitor who was turned away. */
  record RecordRefusal(Decision.Refuse refusal) implements Effect {}

  /** A row about the gate itself. */
  record Report(Incident kind, String detail) implements Effect {}

  /** The tap is answered: tell the listener. */
  record Answer(Decision decision, boolean opened) implements Effect {}

  /** Remember over a restart that the fire release was active, or that it was reset. */
  record LatchFire(boolean latched) implements Effect {}

  /** What a panel can be asked for; {@link Lane} finds the words. */
  sealed interface Notice {
    /** Hold your ticket here. */
    record Ready() implements Notice {}

    /** Hold still. */
    record Working() implements Notice {}

    /** The answer to a tap. */
    record Answered(Decision decision) implements Notice {}

    /** Use another gate. */
    record OutOfOrder(Trouble trouble) implements Notice {}

    /** Walk out. */
    record FireRelease() implements Notice {}
  }
}
