package org.stile.cache;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stile.cache.MasterReader.Loaded;
import org.stile.cache.MasterRows.Edition;
import org.stile.cache.MasterTrouble.NotBelieved;
import org.stile.cache.MasterTrouble.NotInstalled;
import org.stile.cache.MasterTrouble.NothingInstalled;
import org.stile.cache.MasterTrouble.Older;
import org.stile.cache.MasterTrouble.Unreadable;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

/**
 * Turns rows into masters the gate believes: the agent that wrote them is on the network, the gate
 * is not, so every signature is checked again here.
 */
final class MasterLoader {
  private final TrustChain roots;

  MasterLoader(List<RootKey> roots) {
    this.roots = TrustChain.of(roots);
  }

  /** What {@code connection} holds, unless it is what was loaded before. */
  Loaded load(Connection connection, Path file, Loaded before) throws SQLException {
    Optional<String> objection = Schema.MASTER.objection(connection, file);
    if (objection.isPresent()) {
      return before.with(List.of(new Unreadable(objection.get())));
    }
    Sqlite.execute(connection, "BEGIN"); // One moment of the file, whatever the agent does.
    Edition edition = MasterRows.edition(connection);
    Optional<TimeAnchor> time = MasterRows.time(connection);
    if (before.settled() && edition.equals(before.edition())) {
      return new Loaded(edition, true, before.masters(), before.carried(), time, before.troubles());
    }
    boolean replaced = !edition.fileId().equals(before.edition().fileId());
    // What an earlier file held stays in use until this one says something of that event.
    List<EventMaster> carried = replaced ? before.masters() : before.carried();
    var troubles = new ArrayList<MasterTrouble>();
    Optional<TrustChain> chain = chain(connection, troubles);
    if (chain.isEmpty()) {
      return new Loaded(edition, true, before.masters(), carried, time, troubles);
    }
    var masters = new ArrayList<EventMaster>();
    Set<EventId> events = MasterRows.versions(connection).keySet();
    for (EventId event : events) {
      Bytes signed = MasterRows.master(connection, event).orElseThrow();
      believed(chain.get(), event, signed, before, troubles).ifPresent(masters::add);
    }
    List<EventMaster> still =
        carried.stream().filter(master -> !events.contains(master.event())).toList();
    still.forEach(master -> troubles.add(new NotInstalled(master.event())));
    masters.addAll(still);
    if (masters.isEmpty() && troubles.isEmpty()) {
      troubles.add(new NothingInstalled());
    }
    return new Loaded(edition, true, masters, still, time, troubles);
  }

  private Optional<TrustChain> chain(Connection connection, List<MasterTrouble> troubles)
      throws SQLException {
    Optional<Bytes> keySet = MasterRows.keySet(connection);
    if (keySet.isEmpty()) {
      troubles.add(new NothingInstalled());
      return Optional.empty();
    }
    return switch (roots.accept(keySet.get())) {
      case Accepted<TrustChain>(TrustChain chain) -> Optional.of(chain);
      case Rejected<TrustChain> no -> {
        troubles.add(new NotBelieved("key set", no.reason(), no.detail()));
        yield Optional.empty();
      }
    };
  }

  private static Optional<EventMaster> believed(
      TrustChain chain, EventId event, Bytes signed, Loaded before, List<MasterTrouble> troubles) {
    Optional<EventMaster> inUse =
        before.masters().stream().filter(master -> master.event().equals(event)).findFirst();
    return switch (chain.master(signed, Map.of())) {
      case Accepted<SignedMaster>(SignedMaster found) -> {
        long version = found.master().version();
        if (inUse.isPresent() && inUse.get().version() > version) {
          troubles.add(new Older(event.toString(), version, inUse.get().version()));
          yield inUse;
        }
        yield Optional.of(found.master());
      }
      case Rejected<SignedMaster> no -> {
        troubles.add(new NotBelieved(event.toString(), no.reason(), no.detail()));
        yield isAboutItsKey(no.reason()) ? Optional.empty() : inUse;
      }
    };
  }

  /** Such a master is out of use; one whose bytes went bad on the card is not: it was read once. */
  private static boolean isAboutItsKey(Reason reason) {
    return switch (reason) {
      case UNKNOWN_KEY, KEY_NOT_VALID_THEN, KEY_NOT_FOR_THIS_EVENT -> true;
      case NOT_A_MESSAGE,
          WRONG_SIGNATURE,
          BAD_CONTENT,
          UNKNOWN_FORMAT,
          NOT_NEWER,
          SAME_VERSION_OTHER_CONTENT,
          OTHER_BASE,
          OTHER_RESULT ->
          false;
    };
  }
}
