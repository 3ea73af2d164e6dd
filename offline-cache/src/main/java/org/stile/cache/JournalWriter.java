package org.stile.cache;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalException.Fault;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry;

/**
 * The one thread that writes the journal. It takes everything that waits, writes it in one
 * transaction, and answers each when that is on the disk.
 */
final class JournalWriter implements AutoCloseable {
  /**
   * Rows; more than all lanes of a gate have in hand at once, so a full queue means a stuck disk.
   */
  static final int WAITING_MAX = 1_024;

  /** Rows a transaction; bounds what one lane waits for the others. */
  static final int BATCH_MAX = 256;

  /** After so many rows the write-ahead log is emptied as soon as nobody waits. */
  private static final int ROWS_BEFORE_CHECKPOINT = 200;

  /** After so many, also when somebody does: at some six pages a row the log has 25 MB by then. */
  private static final int ROWS_BEFORE_FORCED_CHECKPOINT = 1_000;

  /** Nobody came for so long: there is time to empty the log; milliseconds. */
  private static final long QUIET_MS = 50;

  private record Pending(JournalEntry entry, CompletableFuture<Receipt> receipt) {}

  private record Written(Pending pending, Receipt receipt) {}

  private record Rejected(Pending pending, Fault fault) {}

  private final Path file;
  private final Bytes bootId;
  private final LongSupplier nanosSinceBoot;
  private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread thread;
  private volatile Optional<Receipt> last;
  private volatile boolean closing;
  private volatile boolean ended;
  private @Nullable JournalTable table; // Writer's thread; null while it must be opened again.
  private int rows; // Writer's thread; since the last checkpoint.

  JournalWriter(Path file, JournalTable table, Bytes bootId, LongSupplier nanosSinceBoot) {
    this.file = file;
    this.table = table;
    this.bootId = bootId;
    this.nanosSinceBoot = nanosSinceBoot;
    last = table.last();
    thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Optional<Receipt> last() {
    return last;
  }

  CompletableFuture<Receipt> append(JournalEntry entry) {
    var pending = new Pending(entry, new CompletableFuture<>());
    if (closing) {
      fail(pending, new Fault.NotDurable("the journal is closed"));
    } else if (!waiting.offer(pending)) {
      fail(pending, new Fault.NotDurable(WAITING_MAX + " rows wait for the disk already"));
    } else if (ended && waiting.remove(pending)) { // Closed in between: nobody will take it.
      fail(pending, new Fault.NotDurable("the journal is closed"));
    }
    return pending.receipt();
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt(); // It may be waiting for work; a write in progress does not notice.
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // What was appended must be durable first.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var batch = new ArrayList<Pending>(BATCH_MAX);
    try {
      while (!closing || !waiting.isEmpty()) {
        Pending first = next();
        if (first == null) {
          checkpointAfter(ROWS_BEFORE_CHECKPOINT);
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, BATCH_MAX - 1);
        write(batch);
        batch.clear();
        checkpointAfter(ROWS_BEFORE_FORCED_CHECKPOINT);
      }
    } finally { // Also when the machine runs out of memory: nobody may wait for ever.
      closing = true;
      ended = true;
      waiting.drainTo(batch);
      batch.forEach(pending -> fail(pending, new Fault.NotDurable("the journal is closed")));
      closeTable();
    }
  }

  /** The next row, or null if there is time to tidy up. */
  private @Nullable Pending next() {
    try {
      return rows < ROWS_BEFORE_CHECKPOINT
          ? waiting.take()
          : waiting.poll(QUIET_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return null; // Only close() does that: the loop sees why.
    }
  }

  private void write(List<Pending> batch) {
    var written = new ArrayList<Written>(batch.size());
    var rejected = new ArrayList<Rejected>();
    try {
      JournalTable open = openTable();
      open.begin();
      for (Pending pending : batch) {
        try {
          long now = nanosSinceBoot.getAsLong();
          written.add(new Written(pending, open.insert(pending.entry(), bootId, now)));
        } catch (SQLException e) {
          rejected.add(new Rejected(pending, Faults.ofRow(pending.entry(), e)));
        } catch (RuntimeException e) { // A time no clock shows, for one.
          rejected.add(new Rejected(pending, new Fault.NotDurable(e.toString())));
        }
      }
      open.commit();
      rows += written.size();
      last = open.last();
    } catch (SQLException e) {
      undo(e);
      Fault fault = Faults.of(e);
      batch.forEach(pending -> fail(pending, fault));
      return;
    }
    written.forEach(row -> row.pending().receipt().complete(row.receipt()));
    rejected.forEach(row -> fail(row.pending(), row.fault()));
  }

  private JournalTable openTable() throws SQLException {
    JournalTable open = table;
    if (open == null) {
      open = JournalTable.open(file);
      table = open;
    }
    return open;
  }

  /** Nothing of the batch stays; after more than a full disk the file is opened anew. */
  private void undo(SQLException cause) {
    JournalTable open = table;
    if (open == null) {
      return;
    }
    try {
      open.rollback();
      if (Sqlite.isFull(cause)) {
        return;
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    closeTable();
  }

  private void closeTable() {
    JournalTable open = table;
    table = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // Nothing is lost: all that was acknowledged is in the file or its write-ahead log.
      }
    }
  }

  private void checkpointAfter(int limit) {
    JournalTable open = table;
    if (rows < limit || open == null) {
      return;
    }
    try {
      open.checkpoint();
      rows = 0;
    } catch (SQLException e) {
      rows = 0; // The disk may be full: the rows are safe in the log; try again after as many.
    }
  }

  private static void fail(Pending pending, Fault fault) {
    pending.receipt().completeExceptionally(new JournalException(fault));
  }
}
