package org.stile.simulator.ground;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.stile.simulator.office.BoardClient;
import org.stile.simulator.office.Json.Obj;

/** Asks a board again and again, on a thread of its own, and keeps its last word. Any thread. */
final class BoardWatch implements AutoCloseable {
  private static final Duration ASK_EVERY = Duration.ofMillis(400);

  private final BoardClient board;
  private final InstantSource clock;
  private final Runnable changed;
  private final Thread thread;
  private volatile Optional<Word> last = Optional.empty();
  private volatile boolean answers;

  /**
   * What a board said.
   *
   * @param counts as docs/reference/ingest.md has them.
   */
  record Word(Instant at, String summary, Obj counts, List<Obj> incidents) {}

  BoardWatch(String name, BoardClient board, InstantSource clock, Runnable changed) {
    this.board = board;
    this.clock = clock;
    this.changed = changed;
    thread = Thread.ofPlatform().daemon().name("board " + name).start(this::watch);
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        ask();
        changed.run();
        Thread.sleep(ASK_EVERY);
      }
    } catch (InterruptedException e) {
      // Only close() does that.
    }
  }

  private void ask() {
    try {
      Obj answer = board.counts();
      last =
          Optional.of(
              new Word(
                  clock.instant(),
                  answer.text("summary"),
                  answer.object("counts"),
                  board.incidents()));
      answers = true;
    } catch (IOException e) {
      answers = false;
    }
  }

  Optional<Word> last() {
    return last;
  }

  /** Whether it answered when it was asked last. */
  boolean answers() {
    return answers;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
