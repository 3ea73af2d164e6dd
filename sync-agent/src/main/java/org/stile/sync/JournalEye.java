package org.stile.sync;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException;
import org.stile.cache.JournalPages;
import org.stile.cache.MasterException;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.sync.session.SessionEvent.JournalSeen;
import org.stile.sync.session.SessionEvent.RowsRead;

/**
 * The gate's journal, as the agent sees it: read only, opened anew when the gate has set it aside
 * and begun another. One thread.
 */
final class JournalEye implements AutoCloseable {
  /** What {@code Incident.READER_FAILED} of the gate is called in a row. */
  private static final String READER_FAILED = "READER-FAILED";

  /** How far the center is known to have a log. */
  interface Acknowledgements {
    long of(Bytes logId) throws MasterException;
  }

  private final JournalShelf shelf;
  private final GateId gate;
  private final Acknowledgements acknowledgements;
  private @Nullable JournalPages reader; // Null while there is none to read.
  private @Nullable Object fileKey; // Of what the reader has open.
  private long readerFaults;
  private long countedUpTo;

  JournalEye(JournalShelf shelf, GateId gate, Acknowledgements acknowledgements) {
    this.shelf = shelf;
    this.gate = gate;
    this.acknowledgements = acknowledgements;
  }

  /** How the journal is now; empty while there is none. */
  Optional<JournalSeen> look() throws JournalException, MasterException, CannotRunException {
    Optional<JournalPages> open = current();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    long last = open.get().lastSequence();
    List<JournalRow> end = last == 0 ? List.of() : open.get().rowsAfter(last - 1, 1);
    Optional<Trust> trust =
        end.isEmpty() ? Optional.empty() : Optional.of(end.getFirst().entry().at().trust());
    Bytes logId = open.get().logId();
    return Optional.of(new JournalSeen(logId, last, acknowledgements.of(logId), trust));
  }

  /** The rows after {@code after} and the hash before them; none if they cannot be read. */
  RowsRead rows(long after, int limit) throws JournalException {
    JournalPages open = reader;
    if (open == null) {
      return new RowsRead(Bytes.EMPTY, after, Bytes.EMPTY, List.of());
    }
    if (after == 0) {
      return counted(new RowsRead(open.logId(), 0, open.genesis(), open.rowsAfter(0, limit)));
    }
    List<JournalRow> rows = open.rowsAfter(after - 1, limit + 1);
    if (rows.isEmpty() || rows.getFirst().sequence() != after) {
      return new RowsRead(open.logId(), after, Bytes.EMPTY, List.of());
    }
    Bytes before = rows.getFirst().hash();
    return counted(new RowsRead(open.logId(), after, before, rows.subList(1, rows.size())));
  }

  /** Readers that failed, in the rows read so far, each counted once. */
  long readerFaults() {
    return readerFaults;
  }

  /** Gives back memory that only makes the next look quicker. */
  void giveBack() throws JournalException {
    if (reader != null) {
      reader.giveBack();
    }
  }

  private RowsRead counted(RowsRead read) {
    for (JournalRow row : read.rows()) {
      if (row.sequence() > countedUpTo) {
        countedUpTo = row.sequence();
        if (row.entry() instanceof JournalEntry.Incident incident
            && incident.kind().equals(READER_FAILED)) {
          readerFaults++;
        }
      }
    }
    return read;
  }

  private Optional<JournalPages> current() throws JournalException, CannotRunException {
    Optional<Object> there = shelf.key();
    if (reader != null && there.isPresent() && there.get().equals(fileKey)) {
      return Optional.of(reader);
    }
    close();
    if (there.isEmpty()) {
      return Optional.empty();
    }
    JournalPages opened = shelf.open();
    if (!opened.gate().equals(gate)) {
      opened.close();
      throw new CannotRunException(
          ExitCode.CONFIG, shelf + " is the journal of gate " + opened.gate() + ", not of " + gate);
    }
    reader = opened;
    fileKey = there.get();
    countedUpTo = 0;
    return Optional.of(opened);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
