package org.stile.sync;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException;
import org.stile.cache.MasterException;

/**
 * The process around one {@link Clerk}: its thread and what it waits for. One thread owns all of
 * it; others (journal watch, download, the wire's) only put something into its inbox.
 */
final class Agent {

  /**
   * A heap that has grown by this since it was tidied holds mostly what is not needed any more,
   * such as what judging certificates leaves behind at the start; what is needed is some 6 MB. The
   * collector would carry it until the heap is full, on a unit where the gate needs the memory.
   */
  private static final long HEAP_GROWN = 1 << 20;

  private static final long TIDY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * What an agent is made of.
   *
   * @param certificate that it shows; empty: none.
   * @param unit where it runs.
   */
  record Parts(
      SyncConfig config,
      String version,
      Optional<OwnCertificate> certificate,
      Wire wire,
      Masters masters,
      Download download,
      SyncLog log,
      Unit unit,
      InstantSource clock,
      RandomGenerator random) {}

  private final Parts parts;
  private final JournalEye eye;
  private final Clerk clerk;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final AtomicBoolean journalChanged = new AtomicBoolean();
  private Optional<ExitCode> end = Optional.empty();
  private long tidiedAt = System.nanoTime() - TIDY_EVERY_NANOS;
  private long tidiedTo;

  /** What was tidied may have been in the middle of something: once more when that is over. */
  private boolean tidyAgain;

  Agent(Parts parts) {
    this.parts = parts;
    SyncConfig config = parts.config();
    eye =
        new JournalEye(
            new JournalShelf.Folder(config.journal()),
            config.gate(),
            parts.masters()::acknowledged);
    clerk =
        new Clerk(
            new Clerk.Parts(
                config,
                parts.version(),
                parts.wire(),
                parts.masters(),
                eye,
                parts.download(),
                parts.log(),
                parts.unit(),
                parts.clock(),
                parts.random(),
                new Threads()));
  }

  /** Runs until {@link #stop}; on the thread that owns it. */
  ExitCode run() {
    parts.log().started(parts.version());
    try (JournalWatch _ = new JournalWatch(parts.config().journal(), this::journalChanged)) {
      ExitCode code = loop();
      parts.wire().close();
      clerk.settleBeforeTheEnd();
      parts.log().stopped(code.name());
      return code;
    } catch (IOException e) {
      parts.log().note("DATA-FOLDER", String.valueOf(e));
      return ExitCode.DATA;
    } finally {
      eye.close();
    }
  }

  /** Any thread. */
  void stop() {
    inbox.add(() -> end = Optional.of(ExitCode.STOPPED));
  }

  private ExitCode loop() {
    while (end.isEmpty()) {
      Runnable next = next(clerk.turn());
      if (next != null) {
        next.run();
      }
      clerk.settle();
      if (next == null) {
        tidy(); // It takes some 20 ms: while nothing waits.
        parts.certificate().ifPresent(this::look);
      }
      end = end.or(clerk::end);
    }
    return end.get();
  }

  private void look(OwnCertificate certificate) {
    certificate.look(parts.log(), parts.clock(), System.nanoTime());
  }

  private void tidy() {
    long now = System.nanoTime();
    if (now - tidiedAt >= TIDY_EVERY_NANOS) {
      tidiedAt = now;
      giveBack();
      boolean grown = Runtime.getRuntime().totalMemory() > tidiedTo + HEAP_GROWN;
      if (grown || tidyAgain) {
        System.gc();
        tidiedTo = Runtime.getRuntime().totalMemory();
        tidyAgain = grown;
      }
    }
  }

  private void giveBack() {
    try {
      eye.giveBack();
      parts.masters().giveBack();
    } catch (JournalException | MasterException e) {
      // Whoever uses the file next finds out, and says so.
    }
  }

  private @Nullable Runnable next(long waitMs) {
    try {
      return inbox.poll(Math.max(0, waitMs), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      end = Optional.of(ExitCode.STOPPED);
      return null;
    }
  }

  /** On the watch's thread. */
  private void journalChanged() {
    if (journalChanged.compareAndSet(false, true)) {
      inbox.add(
          () -> {
            journalChanged.set(false);
            clerk.journalChanged();
          });
    }
  }

  /** The real ones. */
  private final class Threads implements Clerk.Loop {
    @Override
    public void later(Runnable what) {
      inbox.add(what);
    }

    @Override
    public void elsewhere(Runnable what) {
      Thread.ofPlatform().daemon().name("download").start(what);
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void memoryFreed() {
      System
          .gc(); // Judging a master leaves 20 MB behind, which a small unit would carry for hours.
    }
  }
}
