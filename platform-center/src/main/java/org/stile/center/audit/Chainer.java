package org.stile.center.audit;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.core.Bytes;

/**
 * Gives recorded rows their place and hash in the chain, a moment after they were recorded: in the
 * transaction itself, everybody who changes anything would wait in one queue. One node at a time
 * does it, whichever gets the lock. Every node notes how far the chain was, in its own home.
 */
@ApplicationScoped
public class Chainer {
  /** Rows in one transaction: a few milliseconds' work. */
  static final int BATCH = 1000;

  /** Any number that no other lock of the center has: "audit" in ASCII. */
  private static final long LOCK = 0x6175646974L;

  private static final Logger LOG = Logger.getLogger(Chainer.class);

  private final Database database;
  private final Path file;

  public Chainer(Database database, @ConfigProperty(name = "stile.home") String home) {
    this.database = database;
    this.file = Path.of(home, Checkpoint.FILE);
  }

  /** Chains all there is, and notes how far the chain goes. */
  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    try {
      chainAll();
      note();
    } catch (IOException e) {
      LOG.errorf("cannot keep %s: %s", file, e.getMessage());
    } catch (RuntimeException e) {
      if (!Database.unreachable(e)) {
        throw e;
      }
      LOG.debugf("database not reachable: %s", e.getMessage()); // Readiness tells it already.
    }
  }

  /** Chains every row that is recorded and not chained, unless another node is at it. */
  void chainAll() {
    while (database.write(Chainer::chain) == BATCH) {
      // Until none is left.
    }
  }

  /** Chains one batch. Answers how many rows it has. */
  private static int chain(Handle handle) {
    boolean ours =
        handle
            .createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
            .bind("lock", LOCK)
            .mapTo(Boolean.class)
            .one();
    if (!ours) {
      return 0;
    }
    Optional<Checkpoint> head = head(handle);
    long position = head.map(Checkpoint::position).orElse(0L);
    Bytes hash = head.map(Checkpoint::hash).orElse(AuditChain.BEGINNING);
    List<AuditChain.Row> rows =
        handle
            .createQuery(
                "SELECT "
                    + AuditChain.Row.COLUMNS
                    + " FROM audit WHERE position IS NULL ORDER BY id LIMIT "
                    + BATCH)
            .map(AuditChain.Row::of)
            .list();
    if (rows.isEmpty()) {
      return 0;
    }
    var batch =
        handle.prepareBatch(
            "UPDATE audit SET position = :position, hash = :hash WHERE id = :id AND position IS NULL");
    for (AuditChain.Row row : rows) {
      position++;
      hash = AuditChain.hash(hash, position, row);
      batch.bind("position", position).bind("hash", hash.toArray()).bind("id", row.id()).add();
    }
    batch.execute();
    return rows.size();
  }

  /** The end of the chain, if it has a beginning. */
  static Optional<Checkpoint> head(Handle handle) {
    return at(handle, "ORDER BY position DESC LIMIT 1", 0);
  }

  private static Optional<Checkpoint> at(Handle handle, String which, long position) {
    return handle
        .createQuery(
            "SELECT position, hash FROM audit WHERE position IS NOT NULL AND position >= :position "
                + which)
        .bind("position", position)
        .map(
            (row, _) -> new Checkpoint(row.getLong("position"), Bytes.copyOf(row.getBytes("hash"))))
        .findOne();
  }

  /**
   * Notes how far the chain goes, unless it contradicts what was noted before: that is evidence.
   */
  private void note() throws IOException {
    Optional<Checkpoint> head = database.read(Chainer::head);
    Optional<Checkpoint> noted = Checkpoint.read(file);
    if (noted.isPresent()) {
      Checkpoint before = noted.get();
      if (head.equals(noted)) {
        return;
      }
      boolean holds =
          database
              .read(handle -> at(handle, "ORDER BY position LIMIT 1", before.position()))
              .equals(noted);
      if (!holds) {
        LOG.errorf(
            "the audit log is not what it was: run \"center audit verify\"; %s is kept as it is",
            file);
        return;
      }
    }
    if (head.isPresent()) {
      head.get().write(file);
    }
  }
}
