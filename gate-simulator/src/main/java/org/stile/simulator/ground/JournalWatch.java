package org.stile.simulator.ground;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException;
import org.stile.cache.JournalReader;
import org.stile.cache.MasterReader;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalRow;
import org.stile.core.trust.RootKey;
import org.stile.simulator.ground.JournalFold.Arm;
import org.stile.simulator.ground.JournalFold.Counts;

/** Reads a gate's journal as it grows, on a thread of its own. Any thread may ask. */
final class JournalWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(40);

  /** Acknowledgements are looked for once in so many looks. */
  private static final int LOOKS_A_SECOND = 12;

  private final Path file;
  private final MasterReader masters;
  private final Runnable changed;
  private final Thread thread;
  private final JournalFold fold = new JournalFold(); // Guarded by this.
  private @Nullable JournalReader reader; // Of the watching thread.
  private volatile long acknowledged;

  JournalWatch(Path journal, Path master, RootKey root, Runnable changed) {
    this.file = journal;
    this.changed = changed;
    masters = MasterReader.open(master, List.of(root)); // Only asked what was acknowledged.
    thread = Thread.ofPlatform().daemon().name("journal " + journal.getParent()).start(this::watch);
  }

  private void watch() {
    int looks = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(LOOK_EVERY);
        looks++;
        if (look(looks % LOOKS_A_SECOND == 0)) {
          changed.run();
        }
      }
    } catch (InterruptedException e) {
      // Only close() does that.
    } finally {
      if (reader != null) {
        reader.close();
      }
    }
  }

  private boolean look(boolean acknowledgements) {
    try {
      JournalReader open = reader;
      if (open == null) {
        if (!Files.exists(file)) {
          return false;
        }
        open = JournalReader.open(file);
        reader = open;
      }
      boolean news = acknowledgements && acknowledged(masters.acknowledged(open.logId()));
      var rows = open.rowsAfter(counts().sequence(), JournalReader.ROWS_MAX);
      synchronized (this) {
        for (JournalRow row : rows) {
          fold.add(row);
        }
        notifyAll();
      }
      return news || !rows.isEmpty();
    } catch (JournalException e) {
      return false; // The gate is just making it, or was cut off in the middle.
    }
  }

  private boolean acknowledged(long now) {
    boolean news = now != acknowledged;
    acknowledged = now;
    return news;
  }

  synchronized Counts counts() {
    return fold.counts();
  }

  synchronized Arm arm(int lane) {
    return fold.arm(lane);
  }

  /** Rows that the venue has not acknowledged yet. */
  long unsent() {
    return Math.max(0, counts().sequence() - acknowledged);
  }

  /** Whether the agent has brought word that somebody went through elsewhere with this ticket. */
  boolean knowsOfPassage(TicketId ticket) {
    return masters.of(ticket).stream().anyMatch(each -> each.state() == State.PASSED);
  }

  /** Waits until the journal says so. */
  synchronized boolean await(Predicate<Counts> condition, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.test(fold.counts())) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    masters.close();
  }
}
