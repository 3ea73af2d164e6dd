package org.stile.center.venue;

import java.util.Comparator;
import java.util.List;
import org.stile.center.db.Database;
import org.stile.center.keys.KeySets;
import org.stile.center.masters.FollowedMasters;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.SyncLimits;

/** What a unit hands on, and how far it came, in its database. One thread. */
record StoredLogs(Database database, KeySets keySets, FollowedMasters masters, long venue)
    implements Forwarder.Tables {
  @Override
  public List<LogState> logs() {
    return database.read(handle -> VenueTables.logs(handle, venue));
  }

  @Override
  public List<byte[]> messages(long log, long after, int countMax) {
    return database.read(handle -> VenueTables.messages(handle, log, after, countMax));
  }

  @Override
  public void forwarded(long[] logs, long[] sequences) {
    database.change(handle -> VenueTables.forwarded(handle, logs, sequences));
  }

  @Override
  public Forwarder.Installed installed() {
    return database.read(
        handle ->
            new Forwarder.Installed(
                masters.versions(handle).entrySet().stream()
                    .map(each -> new InstalledVersion(each.getKey(), each.getValue()))
                    .sorted(Comparator.comparingLong(each -> each.event().value()))
                    .limit(SyncLimits.MASTERS_MAX)
                    .toList(),
                keySets.newest(handle).map(KeySets.Signed::version).orElse(0L)));
  }
}
