package org.stile.gate.lane;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.stile.cache.JournalEntry;
import org.stile.cache.JournalException;
import org.stile.chips.ChipException;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.admission.Advice;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Refusal;
import org.stile.core.master.EventMaster;
import org.stile.drivers.ChipReader;
import org.stile.gate.device.ActuatorException;
import org.stile.gate.device.Turnstile.PassageEvent;

/**
 * One reader and one arm: does what {@link LaneMachine} says. {@link #run} is the lane's thread,
 * and all is owned by it, except {@link #stop} and {@link #state}, which any thread may call.
 */
public final class Lane implements Runnable {
  /** How long one wait for a chip lasts: all that must wake a lane interrupts it anyway. */
  private static final Duration CHIP_PATIENCE = Duration.ofSeconds(10);

  /** How long one wait for a chip to leave lasts: arm and fire release are looked at in between. */
  private static final Duration REMOVAL_PATIENCE = Duration.ofMillis(200);

  private final LaneSettings settings;
  private final LaneParts parts;
  private final Inbox inbox = new Inbox();
  private final Deque<LaneEvent> own = new ArrayDeque<>();
  private final Rows rows;
  private volatile Optional<ChipReader> reader = Optional.empty();
  private volatile LaneState state = new LaneState.Idle(false);
  private volatile boolean stopping;
  private Optional<Tap> tap = Optional.empty();
  private Optional<GateTags> tags = Optional.empty();
  private Optional<EventMaster> admitting = Optional.empty();
  private Advice shown;
  private long untilNanos;
  private long commandsBefore;
  private long recoveries;

  public Lane(LaneSettings settings, LaneParts parts) {
    this.settings = settings;
    this.parts = parts;
    rows = new Rows(parts.journal(), this::journalFailed);
    shown = Advice.idle(settings.languages());
  }

  /** Works until {@link #stop}; a visitor who is in the arm by then is let through first. */
  @Override
  public void run() {
    start();
    while (!stopping || isBusy()) {
      next().ifPresent(this::move);
    }
    perform(new Effect.Report(Incident.STOPPED, ""));
    reader.ifPresent(ChipReader::close);
  }

  /** Ends {@link #run} soon; returns at once. */
  public void stop() {
    stopping = true;
    wake();
  }

  /** Where it is now. */
  public LaneState state() {
    return state;
  }

  public LaneSettings settings() {
    return settings;
  }

  private void start() {
    parts.turnstile().onEvent(this::armSays);
    perform(new Effect.Report(Incident.STARTED, settings.gate() + " " + settings.direction()));
    if (parts.fireLatch().isLatched()) {
      state = new LaneState.FireRelease(false, 0);
      perform(new Effect.Show(new Effect.Notice.FireRelease()));
    } else {
      perform(new Effect.Lock());
      perform(new Effect.Show(new Effect.Notice.Ready()));
    }
  }

  private boolean isBusy() {
    return switch (state) {
      case LaneState.Reading _, LaneState.Deciding _, LaneState.Stamping _, LaneState.Open _ ->
          true;
      case LaneState.Idle _,
          LaneState.Removing _,
          LaneState.OutOfOrder _,
          LaneState.FireRelease _ ->
          false;
    };
  }

  private void move(LaneEvent event) {
    LaneState from = state;
    Step step = LaneMachine.on(from, event);
    state = step.next();
    if (!from.equals(step.next())) {
      entered(step.next());
    }
    for (Effect effect : step.effects()) {
      perform(effect);
    }
    parts.listener().moved(settings.lane(), from, event, step.next());
  }

  private void entered(LaneState entered) {
    Duration wait =
        switch (entered) {
          case LaneState.Idle _ -> settings.showFor();
          case LaneState.Open _ -> settings.openFor().plus(settings.passageGrace());
          case LaneState.OutOfOrder _ -> settings.retryAfter();
          case LaneState.Reading _,
              LaneState.Deciding _,
              LaneState.Stamping _,
              LaneState.Removing _,
              LaneState.FireRelease _ ->
              Duration.ZERO;
        };
    untilNanos = parts.nanoTime().getAsLong() + wait.toNanos();
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(0, untilNanos - parts.nanoTime().getAsLong()));
  }

  /** What happens next: what was caused here, what others told, else what the state waits for. */
  private Optional<LaneEvent> next() {
    if (!own.isEmpty()) {
      return Optional.of(own.removeFirst());
    }
    Optional<LaneEvent> told = inbox.poll();
    if (told.isPresent()) {
      return told;
    }
    return switch (state) {
      case LaneState.Idle idle -> awaitChip(idle);
      case LaneState.Reading _ -> Optional.of(ofTap(Tap::read));
      case LaneState.Deciding _ -> Optional.of(ofTap(Tap::decide));
      case LaneState.Stamping(Decision.Admit admit) -> Optional.of(grant(admit));
      case LaneState.Open _ -> awaitPassage();
      case LaneState.Removing _ -> awaitRemoval();
      case LaneState.OutOfOrder(Trouble trouble) -> repair(trouble);
      case LaneState.FireRelease _ -> inbox.take(CHIP_PATIENCE);
    };
  }

  private Optional<LaneEvent> awaitChip(LaneState.Idle idle) {
    ClockReading clock = parts.clock().get();
    admitting =
        EventChoice.choose(
            parts.masters().masters(), settings.event(), settings.gate(), clock.now());
    if (admitting.isEmpty()) {
      return Optional.of(new LaneEvent.Failed(Trouble.NO_EVENT, "no event to admit to"));
    }
    Duration patience = idle.lingering() ? remaining() : CHIP_PATIENCE;
    if (patience.isZero()) {
      return Optional.of(new LaneEvent.Waited());
    }
    var trace = new TapTrace(parts.nanoTime());
    try {
      ChipReader listening = openReader();
      commandsBefore = listening.health().commands();
      Optional<ChipChannel> found = listening.awaitChip(patience);
      noteRecoveries(listening);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      trace.spentOn(Stage.FIELD);
      tap = Optional.of(newTap(found.get(), trace));
      return Optional.of(new LaneEvent.ChipFound());
    } catch (ChannelException e) {
      return foundNone(e.fault());
    }
  }

  private Optional<LaneEvent> foundNone(ChannelException.Fault fault) {
    tap = Optional.empty();
    return switch (fault) {
      case ChannelException.Fault.ChipLost _ -> Optional.empty();
      case ChannelException.Fault.SeveralChips _ -> {
        own.add(new LaneEvent.Refused(refuse(ChipTrouble.refusal(fault))));
        yield Optional.of(new LaneEvent.ChipFound());
      }
      case ChannelException.Fault.ReaderSilent _,
          ChannelException.Fault.ReaderProtocol _,
          ChannelException.Fault.LinkDown _ ->
          Optional.of(new LaneEvent.Failed(Trouble.READER, fault.toString()));
    };
  }

  private Tap newTap(ChipChannel found, TapTrace trace) {
    EventMaster event = admitting.orElseThrow();
    if (tags.isEmpty() || !tags.get().areOf(event)) {
      tags = Optional.of(new GateTags(event));
    }
    long deadline = parts.nanoTime().getAsLong() + settings.tapLimit().toNanos();
    var moment = new Tap.Moment(parts.clock().get(), event, parts.masters().masters(), tags.get());
    var channel = new TapChannel(found, parts.nanoTime(), deadline);
    return new Tap(settings, parts, moment, channel, trace);
  }

  private interface Part {
    LaneEvent of(Tap tap) throws ChipException, JournalException;
  }

  private LaneEvent ofTap(Part part) {
    try {
      return part.of(tap.orElseThrow());
    } catch (JournalException e) {
      return new LaneEvent.Failed(Trouble.JOURNAL, e.fault().toString());
    } catch (ChipException e) {
      return e.fault() instanceof ChipException.Fault.Channel(ChannelException.Fault cause)
              && ChipTrouble.isReaders(cause)
          ? new LaneEvent.Failed(Trouble.READER, cause.toString())
          : new LaneEvent.Refused(refuse(ChipTrouble.refusal(e.fault())));
    } catch (RuntimeException e) { // A chip that finds a fault of ours shall not stop the lane.
      return new LaneEvent.Refused(refuse(new Refusal.ChipUnreadable("fault of ours: " + e)));
    }
  }

  private LaneEvent grant(Decision.Admit admit) {
    try {
      return new Granting(settings, parts, tap.orElseThrow(), admit).grant();
    } catch (RuntimeException e) { // The grant may be written: the chip's stamps will settle it.
      return new LaneEvent.Failed(Trouble.INTERNAL, e.toString());
    }
  }

  private Optional<LaneEvent> awaitPassage() {
    Duration patience = remaining();
    if (patience.isZero()) {
      return Optional.of(new LaneEvent.Waited());
    }
    return inbox.take(patience);
  }

  private Optional<LaneEvent> awaitRemoval() {
    if (reader.isEmpty()) {
      return Optional.of(new LaneEvent.ChipGone());
    }
    try {
      boolean gone = reader.get().awaitRemoval(REMOVAL_PATIENCE);
      noteRecoveries(reader.get());
      return gone ? Optional.of(new LaneEvent.ChipGone()) : Optional.empty();
    } catch (ChannelException e) {
      return ChipTrouble.isReaders(e.fault())
          ? Optional.of(new LaneEvent.Failed(Trouble.READER, e.fault().toString()))
          : Optional.of(new LaneEvent.ChipGone());
    }
  }

  private Optional<LaneEvent> repair(Trouble trouble) {
    Duration patience = remaining();
    if (!patience.isZero()) {
      return inbox.take(patience);
    }
    untilNanos = parts.nanoTime().getAsLong() + settings.retryAfter().toNanos();
    return isRepaired(trouble) ? Optional.of(new LaneEvent.Repaired()) : Optional.empty();
  }

  private boolean isRepaired(Trouble trouble) {
    try {
      switch (trouble) {
        case JOURNAL -> rows.catchUp(settings.retryAfter().toNanos());
        case READER -> {
          reader.ifPresent(ChipReader::close);
          reader = Optional.empty();
          openReader();
        }
        case ARM -> parts.turnstile().lock();
        case NO_EVENT -> {
          var masters = parts.masters().masters();
          var now = parts.clock().get().now();
          return EventChoice.choose(masters, settings.event(), settings.gate(), now).isPresent();
        }
        case INTERNAL -> {}
      }
      return true;
    } catch (IOException e) { // Journal, reader and arm each have their own kind; all may recover.
      return false;
    }
  }

  private ChipReader openReader() throws ChannelException {
    if (reader.isEmpty()) {
      ChipReader opened = parts.reader().open();
      recoveries = opened.health().recoveries();
      reader = Optional.of(opened);
      if (stopping) {
        opened.interrupt();
      }
    }
    return reader.get();
  }

  private void noteRecoveries(ChipReader of) {
    long now = of.health().recoveries();
    if (now > recoveries) {
      perform(new Effect.Report(Incident.READER_RECOVERED, of.health().toString()));
    }
    recoveries = now;
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Show(Effect.Notice notice) -> {
        shown = Wording.of(notice, admitting, settings.languages());
        quietly("panel", () -> parts.panel().show(shown));
      }
      case Effect.Play(var sound) -> quietly("sounder", () -> parts.sounder().play(sound));
      case Effect.Release(var direction) -> {
        try {
          parts.turnstile().release(direction, settings.openFor());
          tap.ifPresent(current -> current.trace().spentOn(Stage.OPEN));
          own.add(new LaneEvent.Opened());
        } catch (ActuatorException e) {
          own.add(new LaneEvent.Failed(Trouble.ARM, String.valueOf(e.getMessage())));
        }
      }
      case Effect.Lock _ -> {
        try {
          parts.turnstile().lock();
        } catch (ActuatorException e) {
          own.add(new LaneEvent.Failed(Trouble.ARM, String.valueOf(e.getMessage())));
        }
      }
      case Effect.Progress(long about, JournalEntry.Outcome outcome, String detail) ->
          rows.write(
              new JournalEntry.Progress(
                  settings.lane(), parts.clock().get(), about, outcome, detail));
      case Effect.RecordRefusal(Decision.Refuse refusal) -> record(refusal);
      case Effect.Report(Incident kind, String detail) -> report(kind, detail);
      case Effect.Answer(Decision decision, boolean opened) -> answer(decision, opened);
      case Effect.LatchFire(boolean latched) -> {
        try {
          parts.fireLatch().latch(latched);
        } catch (IOException e) {
          report(Incident.FIRE_RELEASE, "not remembered over a restart: " + e.getMessage());
        }
      }
    }
  }

  private void record(Decision.Refuse refusal) {
    rows.write(
        new JournalEntry.Refused(
            settings.lane(),
            parts.clock().get(),
            refusal.ticket(),
            tap.flatMap(Tap::chipId),
            refusal.why().code(),
            refusal.why().toString()));
  }

  private void report(Incident kind, String detail) {
    rows.write(
        new JournalEntry.Incident(settings.lane(), parts.clock().get(), kind.kind(), detail));
    parts.listener().incident(settings.lane(), kind, detail);
  }

  private void answer(Decision decision, boolean opened) {
    long commands = reader.map(open -> open.health().commands() - commandsBefore).orElse(0L);
    parts
        .listener()
        .tapped(
            new TapReport(
                settings.lane(),
                tap.flatMap(Tap::chipId),
                decision,
                shown,
                opened,
                tap.map(Tap::trace).map(TapTrace::stages).orElseGet(java.util.Map::of),
                commands));
  }

  /** A panel or sounder that fails must not keep the arm from what was decided. */
  private void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      parts.listener().incident(settings.lane(), Incident.CONFUSED, what + ": " + e);
    }
  }

  private void armSays(PassageEvent event) {
    inbox.put(
        switch (event) {
          case PassageEvent.Passed(var direction) -> new LaneEvent.WalkedThrough(direction);
          case PassageEvent.NotPassed _ -> new LaneEvent.NobodyWalked();
          case PassageEvent.Forced(var direction) -> new LaneEvent.Forced(direction);
          case PassageEvent.FireRelease(boolean active) -> new LaneEvent.FireSensed(active);
          case PassageEvent.FireReset _ -> new LaneEvent.FireReset();
        });
    wake();
  }

  private void journalFailed(String why) {
    inbox.put(new LaneEvent.Failed(Trouble.JOURNAL, why));
    wake();
  }

  private void wake() {
    inbox.wake();
    reader.ifPresent(ChipReader::interrupt);
  }

  private static Decision.Refuse refuse(Refusal why) {
    return new Decision.Refuse(Optional.empty(), why);
  }
}
