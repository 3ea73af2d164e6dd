package org.stile.cache;

import java.util.List;
import java.util.Optional;
import org.stile.cache.Journal.Receipt;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;

/**
 * Walks the chain of a journal. It tells a changed, missing, added or swapped row; that rows are
 * gone from the end it tells only against a {@link Receipt} somebody else kept.
 */
public final class JournalVerifier {
  private static final int STEP = 1_000; // Rows in memory at a time.

  private JournalVerifier() {}

  /** What a walk found. */
  public sealed interface Finding {
    /** Every row is as it was written. */
    record Whole(Optional<Receipt> last) implements Finding {}

    /** {@code sequence} is the first row that is not. */
    record Broken(long sequence, String why) implements Finding {}
  }

  /**
   * Walks all of {@code journal}.
   *
   * @param kept a row that must be there, as the center or a printout has it.
   */
  public static Finding verify(JournalReader journal, Optional<Receipt> kept)
      throws JournalException {
    return walk(journal, Optional.empty(), kept);
  }

  /** Walks the last {@code rows} rows only. */
  static Finding verifyTail(JournalReader journal, int rows) throws JournalException {
    long before = journal.lastSequence() - rows;
    if (before < 1) {
      return walk(journal, Optional.empty(), Optional.empty());
    }
    List<JournalRow> start = journal.rowsAfter(before - 1, 1);
    if (start.isEmpty() || start.getFirst().sequence() != before) {
      return new Finding.Broken(before, "the row is missing");
    }
    var from = new Receipt(before, start.getFirst().hash());
    return walk(journal, Optional.of(from), Optional.empty());
  }

  private static Finding walk(JournalReader journal, Optional<Receipt> from, Optional<Receipt> kept)
      throws JournalException {
    long sequence = from.map(Receipt::sequence).orElse(0L);
    Bytes hash = from.map(Receipt::hash).orElseGet(journal::genesis);
    while (true) {
      List<JournalRow> rows = journal.rowsAfter(sequence, STEP);
      if (rows.isEmpty()) {
        return kept.isPresent() && kept.get().sequence() > sequence
            ? new Finding.Broken(sequence + 1, "the journal ends before row " + kept.get())
            : new Finding.Whole(
                sequence == 0 ? Optional.empty() : Optional.of(new Receipt(sequence, hash)));
      }
      for (JournalRow row : rows) {
        sequence++;
        if (row.sequence() != sequence) {
          return new Finding.Broken(sequence, "the row is missing");
        }
        hash = RowBytes.hash(hash, row);
        if (!hash.equals(row.hash())) {
          return new Finding.Broken(sequence, "row and hash do not belong together");
        }
        if (kept.isPresent()
            && kept.get().sequence() == sequence
            && !kept.get().hash().equals(hash)) {
          return new Finding.Broken(sequence, "another row was here before: " + kept.get().hash());
        }
      }
    }
  }
}
