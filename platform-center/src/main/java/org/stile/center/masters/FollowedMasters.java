package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.stile.center.keys.KeySets;
import org.stile.core.Bytes;
import org.stile.core.id.EventId;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/**
 * Masters that a venue's unit has from its center: judged as gates judge them, kept as they came.
 */
@ApplicationScoped
public class FollowedMasters {
  private final KeySets keySets;
  private final InstantSource clock;

  public FollowedMasters(KeySets keySets, InstantSource clock) {
    this.keySets = keySets;
    this.clock = clock;
  }

  /** The newest version of each event. */
  public Map<EventId, Long> versions(Handle handle) {
    Map<EventId, Long> versions = new HashMap<>();
    handle
        .createQuery("SELECT event_id, max(version) FROM master_version GROUP BY event_id")
        .map((row, _) -> versions.put(new EventId(row.getLong(1)), row.getLong(2)))
        .list();
    return versions;
  }

  /** Keeps a whole master if it is newer. The event is known. */
  public Trusted<SignedMaster> install(Handle handle, Bytes signed) {
    return kept(handle, chain(handle).master(signed, versions(handle)));
  }

  /** Keeps the master that a delta makes of the newest one, and the delta. */
  public Trusted<SignedMaster> installDelta(Handle handle, EventId event, Bytes signed) {
    SignedMaster base =
        MasterStore.newest(handle, event.value()).map(MasterStore::parse).orElseThrow();
    Trusted<SignedMaster> judged = kept(handle, chain(handle).delta(signed, base));
    if (judged instanceof Trusted.Accepted<SignedMaster>(SignedMaster made)) {
      handle
          .createUpdate(
              """
              INSERT INTO master_delta (event_id, from_version, to_version, signed)
              VALUES (:event, :from, :to, :signed) ON CONFLICT DO NOTHING
              """)
          .bind("event", event.value())
          .bind("from", base.master().version())
          .bind("to", made.master().version())
          .bind("signed", signed.toArray())
          .execute();
      // Only those to the newest are told of.
      handle
          .createUpdate("DELETE FROM master_delta WHERE event_id = :event AND to_version < :to")
          .bind("event", event.value())
          .bind("to", made.master().version())
          .execute();
    }
    return judged;
  }

  private TrustChain chain(Handle handle) {
    return keySets
        .current(handle)
        .orElseThrow(() -> new IllegalStateException("masters are fetched after their key set"));
  }

  private Trusted<SignedMaster> kept(Handle handle, Trusted<SignedMaster> judged) {
    if (judged instanceof Trusted.Accepted<SignedMaster>(SignedMaster master)) {
      MasterStore.insert(handle, master, clock.instant());
    }
    return judged;
  }
}
