package org.stile.cache;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;

/** A journal that is read and not written. */
public interface JournalPages extends AutoCloseable {
  /** 16 random bytes, new for every journal ever made. */
  Bytes logId();

  /** What the first row is chained to. */
  Bytes genesis();

  /** Whose journal it is. */
  GateId gate();

  /** 0 in a new journal. */
  long lastSequence() throws JournalException;

  /** Rows after {@code sequence}, oldest first, at most {@code limit}. */
  List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException;

  /** Gives back memory that only makes the next read quicker. */
  default void giveBack() throws JournalException {}

  @Override
  void close();
}
