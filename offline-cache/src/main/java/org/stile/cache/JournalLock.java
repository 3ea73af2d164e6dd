package org.stile.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalException.Fault;

/**
 * Keeps a second gate process from writing the same journal: SQLite would let both write, each
 * chaining its rows to a hash the other has moved on from. The system gives the lock back when the
 * process dies, however it dies.
 */
public final class JournalLock implements AutoCloseable {
  private final FileChannel channel; // Closing it gives the lock back.

  private JournalLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The file that the writer of {@code journal} holds a lock on, beside it; it stays. */
  public static Path fileOf(Path journal) {
    return journal.resolveSibling(journal.getFileName() + ".lock");
  }

  /** Takes the lock of {@code journal}. */
  static JournalLock take(Path journal) throws JournalException {
    Path file = fileOf(journal);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new JournalException(
            new Fault.NotOurs(journal + " is open in another process: it holds " + file));
      }
      return new JournalLock(channel);
    } catch (JournalException e) {
      throw e;
    } catch (IOException e) {
      throw new JournalException(new Fault.NotDurable("cannot lock " + file + ": " + e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    }
  }
}
