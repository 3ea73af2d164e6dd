package org.stile.core.sync.follow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.SyncLimits;

/**
 * Which key sets and masters to fetch, one at a time: key sets first, as masters hang on them; of
 * each event only the newest.
 */
public final class Downloads {
  private static final long RETRY_FIRST_MS = 1_000;
  private static final long RETRY_MOST_MS = 60_000;

  private final Backoff backoff = new Backoff(RETRY_FIRST_MS, RETRY_MOST_MS);
  private final Map<EventId, Wanted.Master> masters =
      new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
  private final Set<Bytes> refused = new HashSet<>();
  private final Map<EventId, Wanted.Master> refusedMasters = new HashMap<>();
  private Wanted.@Nullable KeySet keySet;
  private @Nullable Wanted underWay;
  private Map<EventId, Long> installed = Map.of();
  private long installedKeySet;
  private long notBefore = Long.MIN_VALUE;

  /** Nothing installed, nothing wanted. */
  public Downloads() {}

  /** The installed masters, as messages carry them. */
  public List<InstalledVersion> installed() {
    return installed.entrySet().stream()
        .map(each -> new InstalledVersion(each.getKey(), each.getValue()))
        .sorted((a, b) -> Long.compare(a.event().value(), b.event().value()))
        .limit(SyncLimits.MASTERS_MAX)
        .toList();
  }

  public long installedKeySet() {
    return installedKeySet;
  }

  /** What is there now; it may be more than was downloaded, by an installer. */
  public void installed(Map<EventId, Long> versions, long keySetVersion) {
    installed = versions;
    installedKeySet = keySetVersion;
    masters.values().removeIf(master -> !isNewer(master));
    if (keySet != null && keySet.version() <= keySetVersion) {
      keySet = null;
    }
  }

  /** A new connection: what was refused may have been mended. */
  public void startAgain() {
    refused.clear();
    refusedMasters.clear();
  }

  public void available(KeySetAvailable there) {
    boolean newest = keySet == null || there.version() > keySet.version();
    if (there.version() > installedKeySet && newest && !refused.contains(there.sha256())) {
      keySet = new Wanted.KeySet(there.version(), there.sha256(), there.size(), there.path());
    }
  }

  /** Takes note; false if it cannot, as a gate holds only so many events. */
  public boolean available(MasterAvailable there) {
    long have = installed.getOrDefault(there.event(), 0L);
    Optional<String> delta =
        there.deltaFrom().contains(have) ? Optional.of(there.deltaPath() + have) : Optional.empty();
    var wanted =
        new Wanted.Master(
            there.event(), there.version(), there.sha256(), there.size(), there.path(), delta);
    if (!isNewer(wanted) || refused.contains(there.sha256())) {
      return true;
    }
    var events = new HashSet<>(installed.keySet());
    events.addAll(masters.keySet());
    events.add(there.event());
    if (events.size() > SyncLimits.MASTERS_MAX) {
      return false;
    }
    masters.merge(
        there.event(), wanted, (old, young) -> young.version() > old.version() ? young : old);
    return true;
  }

  private boolean isNewer(Wanted.Master master) {
    return master.version() > installed.getOrDefault(master.event(), 0L);
  }

  /** The next to fetch, if none is being fetched. */
  public Optional<Wanted> next(long now) {
    if (underWay != null || now < notBefore) {
      return Optional.empty();
    }
    if (keySet != null) {
      underWay = keySet;
    } else if (!masters.isEmpty()) {
      underWay = masters.values().iterator().next();
    }
    return Optional.ofNullable(underWay);
  }

  /** One came to its end. */
  public void ended(Wanted wanted, Outcome outcome, long now, double jitter) {
    underWay = null;
    switch (outcome) {
      case INSTALLED -> {
        backoff.reset();
        forget(wanted);
        if (wanted instanceof Wanted.KeySet) {
          tryRefusedAgain();
        }
      }
      case UNREACHABLE -> notBefore = now + backoff.afterFailure(jitter);
      case REFUSED -> {
        if (wanted instanceof Wanted.Master master && master.deltaPath().isPresent()) {
          masters.replace(master.event(), master, master.whole()); // A delta is only a short cut.
        } else {
          forget(wanted);
          remember(wanted);
        }
      }
    }
  }

  private void remember(Wanted wanted) {
    if (refused.size() >= 2 * SyncLimits.MASTERS_MAX) {
      startAgain(); // A liar could fill the memory; one more try costs little.
    }
    refused.add(wanted.sha256());
    if (wanted instanceof Wanted.Master master) {
      refusedMasters.put(master.event(), master);
    }
  }

  /** Another key set may believe what the one before did not: masters can come before theirs. */
  private void tryRefusedAgain() {
    refused.clear();
    refusedMasters.forEach(
        (event, master) -> {
          if (isNewer(master)) {
            masters.putIfAbsent(event, master);
          }
        });
    refusedMasters.clear();
  }

  private void forget(Wanted wanted) {
    switch (wanted) {
      case Wanted.KeySet set -> {
        if (set.equals(keySet)) {
          keySet = null;
        }
      }
      case Wanted.Master master -> masters.remove(master.event(), master);
    }
  }

  /** When it wants to be asked again at the latest. */
  public long wakeAt() {
    boolean waits = underWay == null && (keySet != null || !masters.isEmpty());
    return waits ? notBefore : Long.MAX_VALUE;
  }
}
