package org.stile.cache;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.cache.MasterRows.Edition;
import org.stile.cache.MasterTrouble.NothingInstalled;
import org.stile.cache.MasterTrouble.Unreadable;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.master.EventMaster;
import org.stile.core.trust.RootKey;

/**
 * master.db, as the gate reads it. Masters are verified and parsed away from any tap, on the thread
 * that calls {@link #refresh} or on one of its own ({@link #watch}), and swapped by one reference.
 * Any thread may ask for them.
 */
public final class MasterReader implements MasterSource, PeerPassages, Uploads, AutoCloseable {
  private static final String PEERS =
      "SELECT gate, direction, number, lane, wall_ms, state FROM peer_passage"
          + " WHERE event = ? AND ticket = ? ORDER BY wall_ms, log_id, sequence";

  private final Path file;
  private final MasterLoader loader;
  private final ReadEnd<PeerSession> taps; // Apart, so that loading never keeps a tap waiting.
  private volatile Loaded loaded = Loaded.NOTHING;
  private volatile boolean closed;
  private @Nullable Thread watcher;

  private MasterReader(Path file, MasterLoader loader) {
    this.file = file;
    this.loader = loader;
    taps = new ReadEnd<>(() -> PeerSession.open(file));
  }

  /**
   * Loads what is there. Never fails: without a file, or with a damaged one, there are no masters,
   * and {@link #troubles} says why.
   *
   * @param roots what is believed from the start.
   */
  public static MasterReader open(Path file, List<RootKey> roots) {
    var reader = new MasterReader(file, new MasterLoader(roots));
    reader.refresh();
    return reader;
  }

  @Override
  public List<EventMaster> masters() {
    return loaded.masters();
  }

  /** What is wrong just now; empty when all is well. */
  public List<MasterTrouble> troubles() {
    return loaded.troubles();
  }

  /** The time, if somebody who knows told it to the agent. */
  public Optional<TimeAnchor> time() {
    return loaded.time();
  }

  /**
   * Looks whether there is something new, and loads it. Not to be called between tap and arm.
   *
   * @return whether masters or troubles are others than before.
   */
  public synchronized boolean refresh() {
    Loaded before = loaded;
    Loaded after = load(before);
    loaded = after;
    return !before.masters().equals(after.masters()) || !before.troubles().equals(after.troubles());
  }

  private Loaded load(Loaded before) {
    if (!Files.exists(file)) {
      return before.masters().isEmpty()
          ? Loaded.NOTHING
          : before.with(List.of(new Unreadable(file + " is gone")));
    }
    try (Connection connection = Sqlite.reader(file)) {
      Loaded after = loader.load(connection, file, before);
      if (!after.edition().fileId().equals(before.edition().fileId())) {
        taps.reopen(); // A damaged file was set aside, and this one put in its place.
      }
      return after;
    } catch (SQLException | IllegalArgumentException e) {
      return before.with(List.of(new Unreadable(file + ": " + e.getMessage())));
    }
  }

  /** Refreshes every {@code pause} on a thread of its own, until closed. Once. */
  public synchronized void watch(Duration pause) {
    if (watcher != null || closed) {
      throw new IllegalStateException("watching already, or closed");
    }
    watcher = Thread.ofPlatform().name("masters").daemon().start(() -> refreshUntilClosed(pause));
  }

  private void refreshUntilClosed(Duration pause) {
    try {
      while (!closed) {
        Thread.sleep(pause);
        refresh();
      }
    } catch (InterruptedException e) {
      // Only close() does that.
    }
  }

  @Override
  public List<Passage> of(TicketId ticket) {
    try {
      return taps.read(session -> session.passagesOf(ticket));
    } catch (SQLException | IllegalArgumentException e) {
      return List.of(); // Not known; the refreshing thread finds out what is wrong and says so.
    }
  }

  @Override
  public long acknowledged(Bytes logId) {
    try (Connection connection = Sqlite.reader(file)) {
      return MasterRows.acknowledged(connection, logId);
    } catch (SQLException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread watching;
    synchronized (this) {
      watching = watcher;
    }
    if (watching != null) {
      watching.interrupt();
      try {
        watching.join(); // It may have the file open.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    taps.close();
  }

  /**
   * What was loaded last.
   *
   * @param edition it was loaded from.
   * @param settled whether that edition need not be read again.
   * @param carried those of {@code masters} that only an earlier file held.
   */
  record Loaded(
      Edition edition,
      boolean settled,
      List<EventMaster> masters,
      List<EventMaster> carried,
      Optional<TimeAnchor> time,
      List<MasterTrouble> troubles) {
    static final Loaded NOTHING =
        new Loaded(
            Edition.NONE,
            false,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(new NothingInstalled()));

    Loaded {
      masters = List.copyOf(masters);
      carried = List.copyOf(carried);
      troubles = List.copyOf(troubles);
    }

    /** The next refresh tries again. */
    Loaded with(List<MasterTrouble> troubles) {
      return new Loaded(edition, false, masters, carried, time, troubles);
    }
  }

  private record PeerSession(Connection connection, PreparedStatement peers)
      implements AutoCloseable {
    static PeerSession open(Path file) throws SQLException {
      Connection connection = Sqlite.reader(file);
      try {
        return new PeerSession(connection, connection.prepareStatement(PEERS));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    List<Passage> passagesOf(TicketId ticket) throws SQLException {
      peers.setLong(1, ticket.event().value());
      peers.setInt(2, ticket.index());
      try (ResultSet row = peers.executeQuery()) {
        var passages = new ArrayList<Passage>();
        while (row.next()) {
          passages.add(PassageColumns.read(row, new GateId(row.getString("gate"))));
        }
        return passages;
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
