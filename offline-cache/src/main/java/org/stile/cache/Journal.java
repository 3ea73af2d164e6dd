package org.stile.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/**
 * The gate's own record of what it decided and what came of it: append-only, durable, chained.
 * Every method may be called from any lane's thread; one writer thread of its own does the work, so
 * that commits of several lanes share one fsync.
 */
public interface Journal extends AutoCloseable {
  /**
   * Makes {@code entry} durable. When the future completes normally, the row survives a power cut.
   *
   * <p>It completes exceptionally with {@link JournalException}: {@code Taken} when that number of
   * that ticket was granted before (the schema's own word, so two readers can never both have it),
   * or another fault when it could not be made durable: then the gate must stay shut.
   */
  CompletableFuture<Receipt> append(JournalEntry entry);

  /** What this journal (and peers it was told of) know of {@code ticket}, oldest first. */
  TicketLedger ledgerOf(TicketId ticket) throws JournalException;

  /** Grants to {@code chip} whose stamp is not known to be on the chip or not, oldest first. */
  List<Unsettled> unsettled(ChipId chip) throws JournalException;

  /** Rows after {@code sequence}, oldest first, at most {@code limit}, for upload and display. */
  List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException;

  /** The last row, empty in a new journal. */
  Optional<Receipt> last();

  /** Waits until all that was appended is durable, then closes. */
  @Override
  void close();

  /**
   * Where a row came to lie.
   *
   * @param sequence place in the journal, from 1 upward, without gaps.
   * @param hash SHA-256 over the row and the hash before it.
   */
  record Receipt(long sequence, Bytes hash) {}

  /** A grant with an open question. */
  record Unsettled(long sequence, JournalEntry.Granted grant) {}
}
