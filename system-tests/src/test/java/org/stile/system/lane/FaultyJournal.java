package org.stile.system.lane;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/** A real journal on a disk that fails or stalls when told. */
final class FaultyJournal implements Journal {
  private final Journal journal;
  private volatile Disk disk = Disk.FINE;

  FaultyJournal(Journal journal) {
    this.journal = journal;
  }

  /** What the disk does with the next rows. */
  enum Disk {
    FINE,
    FULL,
    /** Takes them and never says so. */
    STALLED
  }

  void disk(Disk next) {
    disk = next;
  }

  @Override
  public CompletableFuture<Receipt> append(JournalEntry entry) {
    return switch (disk) {
      case FINE -> journal.append(entry);
      case FULL ->
          CompletableFuture.failedFuture(
              new JournalException(new JournalException.Fault.DiskFull("told so")));
      case STALLED -> {
        var _ = journal.append(entry);
        yield new CompletableFuture<>();
      }
    };
  }

  @Override
  public TicketLedger ledgerOf(TicketId ticket) throws JournalException {
    return journal.ledgerOf(ticket);
  }

  @Override
  public List<Unsettled> unsettled(ChipId chip) throws JournalException {
    return journal.unsettled(chip);
  }

  @Override
  public List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException {
    return journal.rowsAfter(sequence, limit);
  }

  @Override
  public Optional<Receipt> last() {
    return journal.last();
  }

  @Override
  public void close() {
    journal.close();
  }
}
