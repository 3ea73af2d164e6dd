package org.stile.center.grants;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.stile.center.db.Database;
import org.stile.center.web.Problem;

/**
 * Does work of many callers in few transactions, as a journal does: whatever is waiting when a lane
 * becomes free is done at once. A single caller waits for nobody; where there were several, those
 * who come again within a moment share one transaction. Any thread may submit; each lane is one
 * virtual thread.
 *
 * <p>If a batch fails, its members are tried each alone, so that one cannot spoil the others; only
 * when the database itself is gone do all of them fail together.
 */
final class GroupCommit<A, R> implements AutoCloseable {
  /** Waiting callers; more would wait longer than their clients do. */
  private static final int QUEUE_MAX = 5_000;

  private static final Duration WAIT_MAX = Duration.ofSeconds(15);

  /** How long an idle lane takes to see that it is closed. */
  private static final Duration CLOSE_NOTICED = Duration.ofMillis(250);

  /** Who has waited so long wakes a further lane: those at work have more to do, or are held up. */
  private static final Duration HELP_AFTER = Duration.ofMillis(20);

  /** A seventh of what a transaction takes. */
  private static final Duration GATHER = Duration.ofNanos(200_000);

  private final BlockingQueue<Ticket<A, R>> waiting = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final int batchMax;
  private final Function<A, ? extends Collection<?>> claims;
  private final Function<List<A>, List<R>> work;
  private final List<Thread> lanes;
  private final Semaphore helpWanted = new Semaphore(0);
  private volatile boolean closed;

  /**
   * Opens the lanes.
   *
   * @param lanes how many transactions at once, at most. One does all while it keeps up, so that
   *     what comes meanwhile shares the next transaction.
   * @param batchMax members of one transaction, at most.
   * @param claims what no two members of one batch may both claim, such as a chip.
   * @param work does a batch in one transaction; answers in the same order.
   */
  GroupCommit(
      int lanes,
      int batchMax,
      Function<A, ? extends Collection<?>> claims,
      Function<List<A>, List<R>> work) {
    this.batchMax = batchMax;
    this.claims = claims;
    this.work = work;
    this.lanes =
        IntStream.range(0, lanes)
            .mapToObj(
                lane -> Thread.ofVirtual().name("grants-" + lane).unstarted(() -> serve(lane == 0)))
            .toList();
    this.lanes.forEach(Thread::start);
  }

  /** Has {@code asked} done; what its work throws, this throws. */
  R submit(A asked) {
    var ticket = new Ticket<A, R>(asked, new CompletableFuture<>());
    if (closed || !waiting.offer(ticket)) {
      throw busy();
    }
    try {
      return answer(ticket);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  private R answer(Ticket<A, R> ticket)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return ticket.answer.get(HELP_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (helpWanted.availablePermits() == 0) {
        helpWanted.release();
      }
      return ticket.answer.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the lanes once they have done what they hold; who still waits is told to come again. */
  @Override
  public void close() {
    closed = true;
    try {
      for (Thread lane : lanes) {
        lane.join(WAIT_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
  }

  private void serve(boolean always) {
    Deque<Ticket<A, R>> deferred = new ArrayDeque<>();
    int expected = 0;
    while (!closed || !deferred.isEmpty()) {
      if (deferred.isEmpty() && !takeOne(always, deferred)) {
        expected = 0; // Who was answered has not come again.
        continue;
      }
      gather(Math.min(expected, batchMax), deferred);
      List<Ticket<A, R>> batch = batch(deferred);
      perform(batch);
      expected = batch.size() + deferred.size() + waiting.size();
    }
  }

  /**
   * Takes what waits, and waits a moment for those who were just answered and come again: without,
   * the quickest of them had a transaction alone, and all the others the next.
   */
  private void gather(int expected, Deque<Ticket<A, R>> into) {
    waiting.drainTo(into, Math.max(0, batchMax - into.size()));
    long end = System.nanoTime() + GATHER.toNanos();
    try {
      while (into.size() < expected) {
        Ticket<A, R> next = waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        into.add(next);
      }
    } catch (InterruptedException e) {
      closed = true; // As in takeOne.
    }
  }

  /** Waits a while for something to do; a lane that is not always at work only when called. */
  private boolean takeOne(boolean always, Deque<Ticket<A, R>> into) {
    try {
      long patience = CLOSE_NOTICED.toMillis();
      Ticket<A, R> next = null;
      if (always) {
        next = waiting.poll(patience, TimeUnit.MILLISECONDS);
      } else if (helpWanted.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
        next = waiting.poll();
      }
      return next != null && into.add(next);
    } catch (InterruptedException e) {
      closed = true; // Nobody else has this thread to interrupt: the process ends.
      return false;
    }
  }

  /** Takes those that claim nothing another has claimed; the others stay for the next batch. */
  private List<Ticket<A, R>> batch(Deque<Ticket<A, R>> from) {
    var claimed = new HashSet<Object>();
    var batch = new ArrayList<Ticket<A, R>>();
    from.removeIf(
        ticket -> {
          Collection<?> own = claims.apply(ticket.asked);
          if (own.stream().anyMatch(claimed::contains)) {
            return false;
          }
          claimed.addAll(own);
          batch.add(ticket);
          return true;
        });
    return batch;
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, the caller who waits must learn it.
  private void perform(List<Ticket<A, R>> batch) {
    try {
      List<R> answers = work.apply(batch.stream().map(Ticket::asked).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer.complete(answers.get(i));
      }
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1 || Database.unreachable(e)) {
        batch.forEach(ticket -> ticket.answer.completeExceptionally(e));
      } else {
        batch.forEach(ticket -> perform(List.of(ticket)));
      }
    }
  }

  private void refuseWaiting() {
    for (var ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
      ticket.answer.completeExceptionally(busy());
    }
  }

  private static Problem busy() {
    return new Problem(
        503,
        "busy",
        "The center cannot take this just now. Send it again with the same Idempotency-Key: it is"
            + " done once, however often it is sent.",
        List.of());
  }

  private record Ticket<A, R>(A asked, CompletableFuture<R> answer) {}
}
