package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.keys.Keyring;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.master.EventMaster;
import org.stile.core.master.IssuingKey;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.SignedMaster;
import org.stile.core.master.StatusList;
import org.stile.core.master.TicketStatus;

/**
 * Forms the masters of events, from what was published of them and the ticket register. Any thread
 * of any node: an event's masters are formed one after the other.
 */
@ApplicationScoped
public class Masters {
  private static final long LOCK = 0x4D53L << 40; // "MS", above any event's number.

  private final Database database;
  private final PublishedFacts published;
  private final EventRecords records;
  private final Keyring keyring;
  private final InstantSource clock;

  public Masters(
      Database database,
      PublishedFacts published,
      EventRecords records,
      Keyring keyring,
      InstantSource clock) {
    this.database = database;
    this.published = published;
    this.records = records;
    this.keyring = keyring;
    this.clock = clock;
  }

  /**
   * Publishes a new version, if it would tell anything that the newest does not, or another key
   * signs now. Whatever was noted as due before is done then.
   *
   * @return the new version; empty if nothing has changed.
   * @throws NoMasterKey if no root has named a key of this center yet.
   */
  public OptionalLong publish(long event) {
    return database.write(handle -> publish(handle, event));
  }

  private OptionalLong publish(Handle handle, long event) {
    lock(handle, event);
    // First what is due, then what is: every change noted here is in what is read after.
    List<Long> due = due(handle, event);
    Optional<EventFacts> facts = published.of(handle, event);
    OptionalLong version = OptionalLong.empty();
    if (facts.isPresent()) {
      Signer signer =
          keyring.master(handle, facts.get().information().event()).orElseThrow(NoMasterKey::new);
      version = publish(handle, facts.get(), signer);
    }
    done(handle, due);
    return version;
  }

  private OptionalLong publish(Handle handle, EventFacts facts, Signer signer) {
    long event = facts.information().event().value();
    Optional<SignedMaster> before = MasterStore.newest(handle, event).map(MasterStore::parse);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Content content = content(handle, facts);
    if (before.isPresent()
        && MasterStore.keyId(before.get().bytes()) == signer.keyId()
        && content.same(before.get().master())) {
      return OptionalLong.empty();
    }
    long version = before.map(master -> master.master().version()).orElse(0L) + 1;
    // Gates take it as a lower bound on the present time: it never goes back.
    Instant issuedAt =
        before.map(master -> master.master().issuedAt()).filter(now::isBefore).orElse(now);
    SignedMaster master = MasterCodec.sign(content.master(version, issuedAt), signer);
    MasterStore.insert(handle, master, clock.instant());
    return OptionalLong.of(version);
  }

  private Content content(Handle handle, EventFacts facts) {
    long event = facts.information().event().value();
    List<IssuingKey> keys = keyring.issuingKeys(handle);
    Bytes signed = records.saying(handle, facts.information(), keys);
    return new Content(
        facts, signed, records.accepted(handle, event), keys, status(handle, facts, event));
  }

  private static StatusList status(Handle handle, EventFacts facts, long event) {
    Map<Integer, TicketStatus> changed = new HashMap<>();
    handle
        .createQuery(
            facts.cancelled()
                ? "SELECT ticket_index, 'REVOKED' FROM ticket WHERE event_id = :event"
                : """
                SELECT ticket_index, status FROM ticket
                WHERE event_id = :event AND status <> 'VALID'
                """)
        .bind("event", event)
        .map((row, _) -> changed.put(row.getInt(1), TicketStatus.valueOf(row.getString(2))))
        .list();
    return StatusList.allValid(facts.seats().size()).with(changed);
  }

  private static void lock(Handle handle, long event) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(:lock)")
        .bind("lock", LOCK + event)
        .mapToMap()
        .one();
  }

  private static List<Long> due(Handle handle, long event) {
    return handle
        .createQuery("SELECT id FROM master_due WHERE event_id = :event")
        .bind("event", event)
        .mapTo(Long.class)
        .list();
  }

  private static void done(Handle handle, List<Long> due) {
    handle
        .createUpdate("DELETE FROM master_due WHERE id = ANY(:due)")
        .bindArray("due", Long.class, due)
        .execute();
  }

  /** All of a master but its version and time. */
  private record Content(
      EventFacts facts,
      Bytes signedInformation,
      java.util.Set<org.stile.core.id.EventHash> accepted,
      List<IssuingKey> keys,
      StatusList status) {
    EventMaster master(long version, Instant issuedAt) {
      return new EventMaster(
          version,
          issuedAt,
          facts.information(),
          signedInformation,
          accepted,
          facts.venue(),
          facts.seats(),
          facts.rules(),
          keys,
          status);
    }

    boolean same(EventMaster before) {
      return master(before.version(), before.issuedAt()).equals(before);
    }
  }

  /** No key set names a master key that is in the vault. */
  static final class NoMasterKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoMasterKey() {
      super("no master can be signed: install a key set that names a master key of this center");
    }
  }
}
