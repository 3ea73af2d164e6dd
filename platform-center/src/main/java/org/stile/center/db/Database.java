package org.stile.center.db;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;

/** The center's database. Any thread; virtual ones wait cheaply. */
@ApplicationScoped
public class Database {
  /** Deadlocks and serialization failures are tried again this often. */
  private static final int ATTEMPTS_MAX = 4;

  /** See {@link #unreachable}. */
  private static final List<String> UNREACHABLE =
      List.of("08", "53", "57", "58", "55P03", "25006", "25P03", "25P04", "40001", "40P01");

  private final Jdbi jdbi;

  public Database(DataSource source) {
    this.jdbi =
        Jdbi.create(source)
            .installPlugin(new PostgresPlugin())
            .registerArgument(new ByteaArrays())
            .registerArrayType(Short.class, "smallint")
            .registerArrayType(Boolean.class, "boolean");
  }

  /** Reads; each statement sees what is committed when it begins. */
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return jdbi.withHandle(work::apply);
  }

  /** Reads; all statements see the same moment, however long they take. */
  public <T extends @Nullable Object> T readOneMoment(Function<Handle, T> work) {
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle -> {
          handle.execute("SET TRANSACTION READ ONLY");
          return work.apply(handle);
        });
  }

  /**
   * One transaction (READ COMMITTED): committed whole if {@code work} returns, rolled back if it
   * throws. May run {@code work} again after a deadlock, so it must do nothing but SQL.
   */
  public <T extends @Nullable Object> T write(Function<Handle, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbi.inTransaction(work::apply);
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS_MAX || !worthRepeating(e)) {
          throw e;
        }
      }
    }
  }

  /** {@link #write} without an answer. */
  public void change(Consumer<Handle> work) {
    write(
        handle -> {
          work.accept(handle);
          return true;
        });
  }

  /** The SQLSTATE of what went wrong, empty if the database did not say (PostgreSQL, App. A). */
  public static String sqlState(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  /**
   * Whether the database is to blame, and asking again later can help: it is not there, is going,
   * was told to give up, has no room or no connection to spare (PostgreSQL, App. A, classes 08, 53,
   * 57, 58); another holds a lock for too long (55P03) or was always quicker (40001, 40P01); it
   * took the transaction of a node that stood still back (25P03, 25P04), or takes no changes since
   * it became another's copy (25006).
   */
  public static boolean unreachable(Throwable problem) {
    String state = sqlState(problem);
    if (!state.isEmpty()) {
      return UNREACHABLE.stream().anyMatch(state::startsWith);
    }
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException) {
        return true; // The pool has none to give, for which there is no SQLSTATE.
      }
    }
    return false;
  }

  private static boolean worthRepeating(JdbiException problem) {
    String state = sqlState(problem);
    return state.equals("40001") || state.equals("40P01");
  }
}
