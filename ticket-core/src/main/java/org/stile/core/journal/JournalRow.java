package org.stile.core.journal;

import org.stile.core.Bytes;

/**
 * A row as it lies in the journal.
 *
 * @param bootId random id of the run of the gate process that wrote it.
 * @param monotonicNanos since that run started.
 * @param hash SHA-256 over this row and the hash of the row before it.
 */
public record JournalRow(
    long sequence, JournalEntry entry, Bytes bootId, long monotonicNanos, Bytes hash) {
  /** Bytes; a journal's id is random and new for every journal ever made. */
  public static final int LOG_ID_LENGTH = 16;
}
