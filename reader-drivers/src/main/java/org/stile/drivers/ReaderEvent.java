package org.stile.drivers;

import java.time.Duration;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.core.Bytes;

/** What befell a reader: for the log and the journal of a gate. */
public sealed interface ReaderEvent {
  /** It answers and is set up, at start or after a recovery. */
  record Ready(String model, String link) implements ReaderEvent {}

  /** A command failed for the reader's own fault; recovery follows before the next chip. */
  record Faulted(ChannelException.Fault fault) implements ReaderEvent {}

  /** A rung of the recovery ladder brought it back. */
  record Recovered(Rung rung, Duration took) implements ReaderEvent {}

  /** No rung helped. */
  record Dead(List<Rung> tried, Duration took) implements ReaderEvent {
    public Dead {
      tried = List.copyOf(tried);
    }
  }

  /** The link does not carry the speed wished for, and stays at a lower one. */
  record LinkSlowed(int wishedBaud, int keptBaud) implements ReaderEvent {}

  /** A chip would not go faster than 106 kbit/s, and was listed again. */
  record ChipSlowed(Bytes uid, String why) implements ReaderEvent {}

  /** The recovery ladder, mildest first. */
  enum Rung {
    /** The running command was called off. */
    ABORT,
    /** Woken from whatever power state, at whatever speed it was left. */
    REWAKE,
    /** The link closed and opened anew. */
    REOPEN,
    /** Its reset input pulsed. */
    RESET,
    /** Its supply switched off and on. */
    POWER
  }
}
