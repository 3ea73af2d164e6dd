package org.stile.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.cache.MasterException.Fault;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

/**
 * master.db, as the sync agent (or an installer) writes it: what the center published, what peers
 * granted, how far uploads came, and the time. Every call is one transaction that looks again at
 * what is there, so agent and installer may both write. One thread.
 */
public final class MasterStore implements MasterFile {
  /** Events a gate holds at once: a season's festival days; each may take 16 MB of heap. */
  public static final int EVENTS_MAX = 32;

  /** Passages a call, so that the gate never waits long for a lock. */
  public static final int PEERS_MAX = 1_000;

  private final Connection connection;
  private final TrustChain roots;
  private final Optional<Path> setAside;

  private MasterStore(Connection connection, TrustChain roots, Optional<Path> setAside) {
    this.connection = connection;
    this.roots = roots;
    this.setAside = setAside;
  }

  /**
   * Opens the file, or makes it. A damaged one is renamed: everything in it can be had again.
   *
   * @param roots what is believed from the start.
   */
  public static MasterStore open(Path file, List<RootKey> roots) throws MasterException {
    TrustChain chain = TrustChain.of(roots);
    try {
      if (isDamaged(file)) {
        Path aside = Aside.move(file);
        return new MasterStore(opened(file), chain, Optional.of(aside));
      }
      return new MasterStore(opened(file), chain, Optional.empty());
    } catch (SQLException e) {
      throw MasterException.of(e);
    } catch (MasterException e) {
      throw e;
    } catch (IOException e) {
      throw new MasterException(new Fault.NotStored(file + ": " + e), e);
    }
  }

  private static boolean isDamaged(Path file) throws SQLException, IOException {
    if (Aside.orphanedLog(file).isPresent()) {
      return true;
    }
    try (Connection connection = Sqlite.writer(file)) {
      return !Schema.isEmpty(connection)
          && Schema.MASTER.objection(connection, file).isEmpty()
          && Schema.MASTER.damage(connection, file).isPresent();
    } catch (SQLException e) {
      if (Sqlite.isDamage(e)) {
        return true;
      }
      throw e;
    }
  }

  private static Connection opened(Path file) throws SQLException, MasterException {
    Connection connection = Sqlite.writer(file);
    try {
      if (Schema.isEmpty(connection)) {
        Sqlite.execute(connection, "BEGIN IMMEDIATE");
        if (Schema.isEmpty(connection)) { // An installer may have been quicker.
          Schema.MASTER.create(connection);
        }
        Sqlite.execute(connection, "COMMIT");
      }
      Optional<String> objection = Schema.MASTER.objection(connection, file);
      if (objection.isPresent()) {
        throw new MasterException(new Fault.NotOurs(objection.get()));
      }
      return connection;
    } catch (SQLException | MasterException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Optional<Path> setAside() {
    return setAside;
  }

  @Override
  public Trusted<KeySet> installKeySet(Bytes signed) throws MasterException {
    return write(
        () ->
            switch (chain().accept(signed)) {
              case Accepted<TrustChain>(TrustChain chain) -> {
                KeySet keySet = chain.keySet().orElseThrow();
                if (!MasterRows.keySet(connection).equals(Optional.of(signed))) {
                  MasterRows.putKeySet(connection, keySet.version(), signed);
                }
                yield new Accepted<>(keySet);
              }
              case Rejected<TrustChain>(Reason reason, String detail) ->
                  new Rejected<>(reason, detail);
            });
  }

  @Override
  public Trusted<SignedMaster> install(Bytes signedMaster) throws MasterException {
    return write(() -> kept(chain().master(signedMaster, MasterRows.versions(connection))));
  }

  @Override
  public Trusted<SignedMaster> installDelta(EventId event, Bytes signedDelta)
      throws MasterException {
    return write(
        () -> {
          TrustChain chain = chain();
          Optional<Bytes> base = MasterRows.master(connection, event);
          if (base.isEmpty()) {
            return new Rejected<>(Reason.OTHER_BASE, "no master of " + event + " is installed");
          }
          return switch (chain.master(base.get(), Map.of())) {
            case Accepted<SignedMaster>(SignedMaster there) ->
                kept(chain.delta(signedDelta, there));
            case Rejected<SignedMaster> distrusted -> distrusted;
          };
        });
  }

  /** Forgets an event that is over, and what peers granted for it. */
  public void remove(EventId event) throws MasterException {
    this.<Optional<EventId>>write(
        () -> {
          MasterRows.removeEvent(connection, event);
          return Optional.of(event);
        });
  }

  @Override
  public Map<EventId, Long> versions() throws MasterException {
    try {
      return MasterRows.versions(connection);
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }

  @Override
  public long keySetVersion() throws MasterException {
    try {
      return chain().keySet().map(KeySet::version).orElse(0L);
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }

  @Override
  public void recordPeers(List<PeerPassage> passages) throws MasterException {
    if (passages.size() > PEERS_MAX) {
      throw new MasterException(new Fault.TooMany(passages.size() + " passages at once"));
    }
    hastily(
        () -> {
          try (PreparedStatement put = MasterRows.preparePeer(connection)) {
            for (PeerPassage passage : passages) {
              MasterRows.putPeer(put, passage);
            }
          }
          return passages;
        });
  }

  /**
   * Written at once and on the disk with the next change that is: dozens of times a second is more
   * than a card should be made to flush, and the center tells the last minute again anyway.
   */
  private <T> void hastily(Work<T> work) throws MasterException {
    try {
      Sqlite.execute(connection, "PRAGMA synchronous = NORMAL");
      try {
        write(work);
      } finally {
        Sqlite.execute(connection, "PRAGMA synchronous = FULL");
      }
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }

  @Override
  public void acknowledged(Bytes logId, long sequence) throws MasterException {
    write(
        () -> {
          MasterRows.acknowledge(connection, logId, sequence);
          return logId;
        });
  }

  @Override
  public long acknowledged(Bytes logId) throws MasterException {
    try {
      return MasterRows.acknowledged(connection, logId);
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }

  @Override
  public void tellTime(TimeAnchor anchor) throws MasterException {
    write(
        () -> {
          MasterRows.putTime(connection, anchor);
          return anchor;
        });
  }

  @Override
  public void giveBack() throws MasterException {
    try {
      Sqlite.giveBack(connection);
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }

  private Trusted<SignedMaster> kept(Trusted<SignedMaster> judged)
      throws SQLException, MasterException {
    if (judged instanceof Accepted<SignedMaster>(SignedMaster signed)) {
      EventId event = signed.master().event();
      Map<EventId, Long> there = MasterRows.versions(connection);
      if (!there.containsKey(event) && there.size() >= EVENTS_MAX) {
        throw new MasterException(new Fault.TooMany("a gate holds " + EVENTS_MAX + " events"));
      }
      MasterRows.putMaster(connection, event, signed.master().version(), signed.bytes());
    }
    return judged;
  }

  /** The chain as the file has it; a key set in it that is not believed counts as none. */
  private TrustChain chain() throws SQLException {
    Optional<Bytes> keySet = MasterRows.keySet(connection);
    return keySet.isPresent()
            && roots.accept(keySet.get()) instanceof Accepted<TrustChain>(TrustChain chain)
        ? chain
        : roots;
  }

  private interface Work<T> {
    T run() throws SQLException, MasterException;
  }

  private <T> T write(Work<T> work) throws MasterException {
    boolean committed = false;
    try {
      Sqlite.execute(connection, "BEGIN IMMEDIATE");
      T result = work.run();
      Sqlite.execute(connection, "COMMIT");
      committed = true;
      return result;
    } catch (SQLException e) {
      throw MasterException.of(e);
    } finally {
      if (!committed) {
        rollback();
      }
    }
  }

  private void rollback() {
    try {
      Sqlite.execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      // After some errors SQLite has rolled back by itself.
    }
  }

  @Override
  public void close() throws MasterException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw MasterException.of(e);
    }
  }
}
