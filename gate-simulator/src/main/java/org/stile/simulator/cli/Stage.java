package org.stile.simulator.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Something that is played on a thread of its own, so that it can be stopped whatever it waits for:
 * a process that starts, a gate that answers. {@link #stop} from any thread.
 */
final class Stage {
  /** What a play that was stopped may still have to say. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /** Ctrl-C reaches every process of a terminal: a play may hear of another's end first. */
  private static final Duration SECOND_THOUGHT = Duration.ofMillis(500);

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile boolean waits;

  /** Ends the play soon. */
  void stop() {
    stopped.countDown();
    settled.countDown();
  }

  /** For the play: waits until it is stopped, and is then left to end by itself. */
  void awaitStop() throws InterruptedException {
    waits = true;
    stopped.await();
  }

  /**
   * Plays.
   *
   * @param farewell is called when it is stopped, before anything ends.
   * @return what the play returns; 0 if it was stopped.
   */
  int run(Callable<Integer> play, Runnable farewell) throws IOException {
    var task =
        new FutureTask<>(play) {
          @Override
          protected void done() {
            settled.countDown();
          }
        };
    Thread thread = Thread.ofPlatform().daemon().name("demo").start(task);
    try {
      settled.await();
      if (!isStopped(task)) {
        return task.get();
      }
      farewell.run();
      if (!waits) {
        thread.interrupt();
      }
      var _ = thread.join(LAST_WORDS);
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw asItWas(e);
    }
  }

  private boolean isStopped(Future<?> task) throws InterruptedException {
    boolean failed = task.state() == Future.State.FAILED;
    return stopped.await(failed ? SECOND_THOUGHT.toMillis() : 0, TimeUnit.MILLISECONDS);
  }

  private static IOException asItWas(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException io -> io;
      case RuntimeException ours -> throw ours;
      case null, default -> new IOException(e.getCause());
    };
  }
}
