package org.stile.cache;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One reading connection that is opened again after an error: the driver finalizes a prepared
 * statement that failed. Any thread, one at a time.
 *
 * @param <S> a connection with what is prepared on it.
 */
final class ReadEnd<S extends AutoCloseable> implements AutoCloseable {
  /** How a session is begun. */
  @FunctionalInterface
  interface Opener<S> {
    S open() throws SQLException;
  }

  /** One question to it. */
  @FunctionalInterface
  interface Query<S, T> {
    T ask(S session) throws SQLException;
  }

  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Opener<S> opener;
  private @Nullable S session; // Under the lock; null while it must be opened again.
  private boolean closed; // Under the lock.

  ReadEnd(Opener<S> opener) {
    this.opener = opener;
  }

  <T> T read(Query<S, T> query) throws SQLException {
    oneAtATime.lock();
    try {
      if (closed) {
        throw new SQLException("closed");
      }
      S open = session;
      if (open == null) {
        open = opener.open();
        session = open;
      }
      return query.ask(open);
    } catch (SQLException e) {
      forget();
      throw e;
    } finally {
      oneAtATime.unlock();
    }
  }

  /** The next read opens the file anew. */
  void reopen() {
    oneAtATime.lock();
    try {
      forget();
    } finally {
      oneAtATime.unlock();
    }
  }

  @Override
  public void close() {
    oneAtATime.lock();
    try {
      closed = true;
      forget();
    } finally {
      oneAtATime.unlock();
    }
  }

  private void forget() {
    S open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) {
        // It only read: nothing can be lost.
      }
    }
  }
}
