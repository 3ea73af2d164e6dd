package org.stile.gate.lane;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry;
import org.stile.core.master.EventMaster;
import org.stile.gate.device.ActuatorException;

/** Performs the effects of a lane's steps; waits for nothing. Owned by the lane's thread. */
final class LaneOutput {
  private final LaneSettings settings;
  private final LaneParts parts;
  private final Rows rows;
  private final LongSupplier commandsOfTap;
  private Advice shown;

  /**
   * What an effect is about.
   *
   * @param admitting the event, if there is one.
   * @param tap the chip, if there is one.
   */
  record Scene(Optional<EventMaster> admitting, Optional<Tap> tap) {}

  LaneOutput(LaneSettings settings, LaneParts parts, Rows rows, LongSupplier commandsOfTap) {
    this.settings = settings;
    this.parts = parts;
    this.rows = rows;
    this.commandsOfTap = commandsOfTap;
    shown = Advice.idle(settings.languages());
  }

  /** Does it, and says what came of it where that matters. */
  Optional<LaneEvent> perform(Effect effect, Scene scene) {
    switch (effect) {
      case Effect.Show(Effect.Notice notice) -> {
        shown = Wording.of(notice, scene.admitting(), settings.languages());
        quietly("panel", () -> parts.panel().show(shown));
      }
      case Effect.Play(var sound) -> quietly("sounder", () -> parts.sounder().play(sound));
      case Effect.Release(Direction direction) -> {
        return Optional.of(release(direction, scene.tap()));
      }
      case Effect.Lock _ -> {
        return lock();
      }
      case Effect.Progress(long about, JournalEntry.Outcome outcome, String detail) ->
          rows.write(
              new JournalEntry.Progress(
                  settings.lane(), parts.clock().get(), about, outcome, detail));
      case Effect.RecordRefusal(Decision.Refuse refusal) -> record(refusal, scene.tap());
      case Effect.Report(Incident kind, String detail) -> report(kind, detail);
      case Effect.Answer(Decision decision, boolean opened) ->
          answer(decision, opened, scene.tap());
      case Effect.LatchFire(boolean latched) -> latch(latched);
    }
    return Optional.empty();
  }

  void report(Incident kind, String detail) {
    rows.write(
        new JournalEntry.Incident(settings.lane(), parts.clock().get(), kind.kind(), detail));
    tell(kind, detail);
  }

  private LaneEvent release(Direction direction, Optional<Tap> tap) {
    try {
      parts.turnstile().release(direction, settings.times().openFor());
      tap.ifPresent(current -> current.trace().spentOn(Stage.OPEN));
      return new LaneEvent.Opened();
    } catch (ActuatorException e) {
      return new LaneEvent.Failed(Trouble.ARM, String.valueOf(e.getMessage()));
    }
  }

  private Optional<LaneEvent> lock() {
    try {
      parts.turnstile().lock();
      return Optional.empty();
    } catch (ActuatorException e) {
      return Optional.of(new LaneEvent.Failed(Trouble.ARM, String.valueOf(e.getMessage())));
    }
  }

  private void latch(boolean latched) {
    try {
      parts.fireLatch().latch(latched);
    } catch (IOException e) {
      report(Incident.FIRE_RELEASE, "not remembered over a restart: " + e.getMessage());
    }
  }

  private void record(Decision.Refuse refusal, Optional<Tap> tap) {
    rows.write(
        new JournalEntry.Refused(
            settings.lane(),
            parts.clock().get(),
            refusal.ticket(),
            tap.flatMap(Tap::chipId),
            refusal.why().code(),
            refusal.why().toString()));
  }

  private void answer(Decision decision, boolean opened, Optional<Tap> tap) {
    var report =
        new TapReport(
            settings.lane(),
            tap.flatMap(Tap::chipId),
            decision,
            shown,
            opened,
            tap.map(answered -> answered.trace().stages()).orElseGet(Map::of),
            commandsOfTap.getAsLong());
    quietly("listener", () -> parts.listener().tapped(report));
  }

  /** A panel, sounder or listener that fails must not keep the arm from what was decided. */
  private void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      report(Incident.CONFUSED, what + ": " + e);
    }
  }

  private void tell(Incident kind, String detail) {
    try {
      parts.listener().incident(settings.lane(), kind, detail);
    } catch (RuntimeException e) { // The row says it; there is nobody left to tell.
      rows.write(
          new JournalEntry.Incident(
              settings.lane(), parts.clock().get(), Incident.CONFUSED.kind(), "listener: " + e));
    }
  }
}
