package org.stile.core.sync;

import java.util.List;
import org.stile.core.id.EventId;
import org.stile.core.master.EventMaster;

/**
 * The master of one event that a gate has.
 *
 * @param version range [1, {@link EventMaster#VERSION_MAX}].
 */
public record InstalledVersion(EventId event, long version) {
  public InstalledVersion {
    SyncLimits.within("version", version, 1, EventMaster.VERSION_MAX);
  }

  /** At most {@link SyncLimits#MASTERS_MAX}, by event ascending, each once. */
  static List<InstalledVersion> checked(List<InstalledVersion> versions) {
    SyncLimits.within("masters", versions.size(), 0, SyncLimits.MASTERS_MAX);
    for (int i = 1; i < versions.size(); i++) {
      if (versions.get(i - 1).event().value() >= versions.get(i).event().value()) {
        throw new IllegalArgumentException("masters are not in the order of their events");
      }
    }
    return List.copyOf(versions);
  }
}
