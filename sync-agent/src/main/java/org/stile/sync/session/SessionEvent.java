package org.stile.sync.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.EventId;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Wanted;

/** What a session is told. */
public sealed interface SessionEvent {
  /** Time went on; comes at the latest when the session asked for it. */
  record Tick() implements SessionEvent {}

  /**
   * The journal was looked at.
   *
   * @param logId which it is; another one than before if it was set aside.
   * @param lastSequence its last row; 0 if empty.
   * @param acknowledged what is known to be at the center of it.
   * @param trust as its last row says.
   */
  record JournalSeen(Bytes logId, long lastSequence, long acknowledged, Optional<Trust> trust)
      implements SessionEvent {}

  /** Answers {@link Effect.ReadRows}; without rows if they could not be read. */
  record RowsRead(Bytes logId, long after, Bytes hashBefore, List<JournalRow> rows)
      implements SessionEvent {}

  /**
   * The broker took the connection, and the subscription to the gate's own topic.
   *
   * @param bootId drawn for this connection; its will carries it.
   */
  record Connected(Bytes bootId) implements SessionEvent {}

  /**
   * There is no connection, or no longer.
   *
   * @param jitter drawn from [0, 1), for when to try again.
   */
  record Lost(String why, double jitter) implements SessionEvent {}

  /** A message came. */
  record Received(String topic, Bytes payload) implements SessionEvent {}

  /** The broker has taken one published message (PUBACK): room for another, nothing more. */
  record Published() implements SessionEvent {}

  /** What master.db holds, at the start and after each change. */
  record Installed(Map<EventId, Long> masters, long keySetVersion) implements SessionEvent {
    public Installed {
      masters = Map.copyOf(masters);
    }
  }

  /** Answers {@link Effect.Download}; {@code jitter} as in {@link Lost}. */
  record Downloaded(Wanted wanted, Outcome outcome, double jitter) implements SessionEvent {}

  /**
   * Answers {@link Effect.TakeHealth}.
   *
   * @param looked whether the journal was looked at for it: {@link JournalSeen} came right before.
   */
  record HealthTaken(Vitals vitals, boolean looked) implements SessionEvent {}
}
