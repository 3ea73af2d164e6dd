package org.stile.sync;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * Wakes the agent when the gate writes to its journal: every commit writes to the write-ahead log,
 * of which Linux tells at once (inotify(7)), so nobody polls. Notices can be lost where too many
 * come, and some file systems give none: the agent looks by itself now and then, too. A thread of
 * its own.
 */
final class JournalWatch implements AutoCloseable {
  private final WatchService service;
  private final Path journal;
  private final Path log;
  private final Runnable changed;

  /**
   * Begins to watch.
   *
   * @param changed called on the watch's thread; must return at once.
   */
  JournalWatch(Path journal, Runnable changed) throws IOException {
    this.journal = journal.getFileName();
    this.log = Path.of(this.journal + "-wal");
    Path folder = journal.resolveSibling(".");
    this.changed = changed;
    service = folder.getFileSystem().newWatchService();
    folder.register(
        service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
    Thread.ofPlatform().daemon().name("journal-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        WatchKey key = service.take();
        boolean ours = false;
        for (WatchEvent<?> event : key.pollEvents()) {
          ours |= isOurs(event);
        }
        if (ours) {
          changed.run();
        }
        if (!key.reset()) {
          return; // The folder is gone; the agent finds out by itself.
        }
      }
    } catch (ClosedWatchServiceException e) {
      // Closed: the end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOurs(WatchEvent<?> event) {
    return event.kind().equals(StandardWatchEventKinds.OVERFLOW)
        || log.equals(event.context())
        || journal.equals(event.context());
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
