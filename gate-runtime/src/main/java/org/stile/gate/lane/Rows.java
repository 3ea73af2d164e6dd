package org.stile.gate.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stile.cache.Journal;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalException;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry;

/**
 * A lane's way to the journal. Rows that nobody waits for and that could not be kept are owed: they
 * are written first once the journal works again, so that a passage seen is never forgotten while
 * the process lives. The lane's thread writes; the journal's own thread reports.
 */
final class Rows {
  /**
   * Rows owed at most. A lane takes no taps while it owes, so there are but the few of one visitor
   * and of what befalls the arm meanwhile; past this the incidents are given up.
   */
  static final int OWED_MAX = 256;

  private final Journal journal;
  private final Consumer<Throwable> onFailure;
  private final ReentrantLock guard = new ReentrantLock();
  private final Deque<JournalEntry> owed = new ArrayDeque<>();
  private CompletableFuture<Receipt> last =
      CompletableFuture.completedFuture(new Receipt(0, Bytes.EMPTY));

  /**
   * @param onFailure told why a row could not be kept; any thread, must return at once.
   */
  Rows(Journal journal, Consumer<Throwable> onFailure) {
    this.journal = journal;
    this.onFailure = onFailure;
  }

  /** Writes without waiting. */
  void write(JournalEntry entry) {
    last = journal.append(entry);
    var _ =
        last.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                owe(entry);
                onFailure.accept(failure);
              }
            });
  }

  /**
   * Waits until all that was written is there to be read: on a slow card the row that says that
   * somebody walked may still be on its way when the same chip is held to the reader again.
   */
  void awaitWritten(long nanos) throws JournalException {
    await(last, nanos); // The journal keeps rows in order: when this one is there, all are.
  }

  /** Waits until {@code future} is done, {@code nanos} at most. */
  static Receipt await(CompletableFuture<Receipt> future, long nanos) throws JournalException {
    try {
      return future.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JournalException known) {
        throw known;
      }
      throw notDurable(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw notDurable("not durable within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notDurable("interrupted", e);
    }
  }

  /** Writes what is owed, oldest first; throws at the first row that still cannot be kept. */
  void catchUp(long nanosEach) throws JournalException {
    Optional<JournalEntry> next = oldestOwed();
    while (next.isPresent()) {
      await(journal.append(next.get()), nanosEach);
      paid();
      next = oldestOwed();
    }
  }

  private Optional<JournalEntry> oldestOwed() {
    guard.lock();
    try {
      return Optional.ofNullable(owed.peekFirst());
    } finally {
      guard.unlock();
    }
  }

  private void paid() {
    guard.lock();
    try {
      owed.pollFirst();
    } finally {
      guard.unlock();
    }
  }

  private void owe(JournalEntry entry) {
    guard.lock();
    try {
      if (owed.size() == OWED_MAX && !owed.removeIf(Rows::isIncident)) {
        owed.pollFirst();
      }
      owed.addLast(entry);
    } finally {
      guard.unlock();
    }
  }

  private static boolean isIncident(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Incident _ -> true;
      case JournalEntry.Granted _, JournalEntry.Progress _, JournalEntry.Refused _ -> false;
    };
  }

  private static JournalException notDurable(String why, Throwable cause) {
    return new JournalException(new JournalException.Fault.NotDurable(why), cause);
  }
}
