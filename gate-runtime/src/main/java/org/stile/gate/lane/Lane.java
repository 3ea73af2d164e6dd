package org.stile.gate.lane;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.stile.cache.JournalException;
import org.stile.chips.ChipException;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Refusal;
import org.stile.core.master.EventMaster;
import org.stile.gate.device.Turnstile.PassageEvent;

/**
 * One reader and one arm: does what {@link LaneMachine} says. {@link #run} is the lane's thread,
 * and all is owned by it, except {@link #stop} and {@link #state}, which any thread may call.
 */
public final class Lane implements Runnable {
  /** How long one wait for a chip lasts: all that must wake a lane interrupts it anyway. */
  private static final Duration CHIP_PATIENCE = Duration.ofSeconds(10);

  /** How long one wait for a chip to leave lasts, for a reader that cannot be interrupted in it. */
  private static final Duration REMOVAL_PATIENCE = Duration.ofMillis(500);

  private final LaneSettings settings;
  private final LaneParts parts;
  private final Inbox inbox = new Inbox();
  private final Deque<LaneEvent> own = new ArrayDeque<>();
  private final LaneReader reader;
  private final Rows rows;
  private final LaneOutput output;
  private volatile LaneState state = new LaneState.Idle(false);
  private volatile boolean stopping;
  private Optional<Tap> tap = Optional.empty();
  private Optional<GateTags> tags = Optional.empty();
  private Optional<EventMaster> admitting = Optional.empty();
  private long untilNanos;

  public Lane(LaneSettings settings, LaneParts parts) {
    this.settings = settings;
    this.parts = parts;
    reader = new LaneReader(parts.reader());
    rows = new Rows(parts.journal(), this::journalFailed);
    output = new LaneOutput(settings, parts, rows, reader::commandsOfTap);
  }

  /** Works until {@link #stop}; a visitor who is in the arm by then is let through first. */
  @Override
  public void run() {
    start();
    while (!stopping || isBusy()) {
      try {
        next().ifPresent(this::move);
      } catch (RuntimeException e) { // A fault of ours: stay shut, say so, try again later.
        move(new LaneEvent.Failed(Trouble.INTERNAL, e.toString()));
      }
    }
    output.report(Incident.STOPPED, "");
    reader.close();
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

  /** What it was told at its start. */
  public LaneSettings settings() {
    return settings;
  }

  private void start() {
    parts.turnstile().onEvent(this::armSays);
    output.report(Incident.STARTED, settings.gate() + " " + settings.direction());
    if (parts.fireLatch().isLatched()) {
      state = new LaneState.FireRelease(false, 0);
      perform(new Effect.Show(new Effect.Notice.FireRelease()));
    } else {
      perform(new Effect.Lock());
      perform(new Effect.Show(new Effect.Notice.Ready()));
      openReader();
    }
    parts.listener().ready(settings.lane(), state);
  }

  private void openReader() {
    try {
      reader.opened();
    } catch (ChannelException e) {
      move(new LaneEvent.Failed(Trouble.READER, e.fault().toString()));
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
      startWaiting(step.next());
    }
    for (Effect effect : step.effects()) {
      perform(effect);
    }
    parts.listener().moved(settings.lane(), from, event, step.next());
  }

  private void perform(Effect effect) {
    output.perform(effect, new LaneOutput.Scene(admitting, tap)).ifPresent(own::addLast);
  }

  private void startWaiting(LaneState entered) {
    Duration wait =
        switch (entered) {
          case LaneState.Idle _ -> settings.times().showFor();
          case LaneState.Open _ -> settings.times().openFor().plus(settings.times().passageGrace());
          case LaneState.OutOfOrder _ -> settings.times().retryAfter();
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
    admitting = chooseEvent();
    if (admitting.isEmpty()) {
      return Optional.of(new LaneEvent.Failed(Trouble.NO_EVENT, "no event to admit to"));
    }
    Duration patience = idle.lingering() ? remaining() : CHIP_PATIENCE;
    if (patience.isZero()) {
      return Optional.of(new LaneEvent.Waited());
    }
    var trace = new TapTrace(parts.nanoTime());
    tap = Optional.empty();
    try {
      Optional<ChipChannel> found = reader.awaitChip(patience);
      trace.spentOn(Stage.FIELD);
      tap = found.map(channel -> newTap(channel, trace));
      reader.recovered().ifPresent(how -> output.report(Incident.READER_RECOVERED, how));
      return tap.map(_ -> new LaneEvent.ChipFound());
    } catch (ChannelException e) {
      return foundNone(e.fault());
    }
  }

  private Optional<LaneEvent> foundNone(ChannelException.Fault fault) {
    return switch (fault) {
      case ChannelException.Fault.ChipLost _ -> Optional.empty();
      case ChannelException.Fault.SeveralChips _ -> {
        own.addLast(new LaneEvent.Refused(refuse(ChipTrouble.refusal(fault))));
        yield Optional.of(new LaneEvent.ChipFound());
      }
      case ChannelException.Fault.ReaderSilent _,
          ChannelException.Fault.ReaderProtocol _,
          ChannelException.Fault.LinkDown _ ->
          Optional.of(new LaneEvent.Failed(Trouble.READER, fault.toString()));
    };
  }

  private Optional<EventMaster> chooseEvent() {
    return EventChoice.choose(
        parts.masters().masters(), settings.event(), settings.gate(), parts.clock().get().now());
  }

  private Tap newTap(ChipChannel found, TapTrace trace) {
    EventMaster event = admitting.orElseThrow();
    if (tags.isEmpty() || !tags.get().areOf(event)) {
      tags = Optional.of(new GateTags(event));
    }
    long deadline = parts.nanoTime().getAsLong() + settings.times().tapLimit().toNanos();
    var moment = new Tap.Moment(parts.clock().get(), event, parts.masters().masters(), tags.get());
    var channel = new TapChannel(found, parts.nanoTime(), deadline);
    return new Tap(new Tap.Desk(settings, parts, rows), moment, channel, trace);
  }

  private interface Part {
    LaneEvent of(Tap tap) throws ChipException, JournalException;
  }

  private LaneEvent ofTap(Part part) {
    try {
      return part.of(tap.orElseThrow());
    } catch (JournalException e) {
      return new LaneEvent.Failed(JournalTrouble.of(e), e.fault().toString());
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
    return patience.isZero() ? Optional.of(new LaneEvent.Waited()) : inbox.take(patience);
  }

  private Optional<LaneEvent> awaitRemoval() {
    try {
      boolean gone = reader.awaitRemoval(REMOVAL_PATIENCE);
      reader.recovered().ifPresent(how -> output.report(Incident.READER_RECOVERED, how));
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
    boolean repaired = isRepaired(trouble);
    untilNanos = parts.nanoTime().getAsLong() + settings.times().retryAfter().toNanos();
    return repaired ? Optional.of(new LaneEvent.Repaired()) : Optional.empty();
  }

  private boolean isRepaired(Trouble trouble) {
    try {
      switch (trouble) {
        case JOURNAL -> rows.catchUp(settings.times().retryAfter().toNanos());
        case READER -> {
          reader.close();
          reader.opened();
        }
        case ARM -> parts.turnstile().lock();
        case NO_EVENT -> {
          return chooseEvent().isPresent();
        }
        case JOURNAL_DAMAGED -> {
          return false;
        }
        case INTERNAL -> {}
      }
      return true;
    } catch (IOException e) { // Journal, reader and arm each have their own kind; all may recover.
      return false;
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

  private void journalFailed(Throwable why) {
    inbox.put(new LaneEvent.Failed(JournalTrouble.of(why), String.valueOf(why.getMessage())));
    wake();
  }

  private void wake() {
    inbox.wake();
    reader.interrupt();
  }

  private static Decision.Refuse refuse(Refusal why) {
    return new Decision.Refuse(Optional.empty(), why);
  }
}
