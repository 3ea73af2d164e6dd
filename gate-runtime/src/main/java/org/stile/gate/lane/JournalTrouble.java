package org.stile.gate.lane;

import org.stile.cache.JournalException;

/** What it means for a lane that the journal could not do what it was asked. */
final class JournalTrouble {
  private JournalTrouble() {}

  static Trouble of(Throwable failure) {
    return failure instanceof JournalException known
            && known.fault() instanceof JournalException.Fault.Damaged
        ? Trouble.JOURNAL_DAMAGED
        : Trouble.JOURNAL;
  }
}
