package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.keys.Keyring;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventHash;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.EventMaster;
import org.stile.core.master.IssuingKey;

/**
 * Event information as it was signed. A record stays when a later one replaces it, for the tickets
 * that name it.
 */
@ApplicationScoped
public class EventRecords {
  private final Keyring keyring;
  private final InstantSource clock;

  public EventRecords(Keyring keyring, InstantSource clock) {
    this.keyring = keyring;
    this.clock = clock;
  }

  /** The record in force; empty before the event's first master. */
  public Optional<Bytes> newest(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT signed FROM event_information WHERE event_id = :event
            ORDER BY number DESC LIMIT 1
            """)
        .bind("event", event)
        .map((row, _) -> Bytes.copyOf(row.getBytes(1)))
        .findOne();
  }

  /**
   * The record that says this: the newest if it does and a key in service signed it, else a new
   * one. The caller holds the event's lock.
   */
  Bytes saying(Handle handle, EventInformation information, List<IssuingKey> keys) {
    long event = information.event().value();
    return newest(handle, event)
        .filter(signed -> says(signed, information, keys))
        .orElseGet(() -> add(handle, information));
  }

  /** The hashes tickets may name: of the newest records. */
  Set<EventHash> accepted(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT hash FROM event_information WHERE event_id = :event
            ORDER BY number DESC LIMIT :max
            """)
        .bind("event", event)
        .bind("max", EventMaster.ACCEPTED_MAX)
        .map((row, _) -> new EventHash(Bytes.copyOf(row.getBytes(1))))
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean says(Bytes signed, EventInformation information, List<IssuingKey> keys) {
    try {
      return EventInformationCodec.parse(signed).equals(information)
          && EventInformationCodec.signedByOneOf(keys, signed);
    } catch (WireException e) {
      throw new IllegalStateException("a stored record is not one: " + e.getMessage(), e);
    }
  }

  private Bytes add(Handle handle, EventInformation information) {
    Signer signer = keyring.issuing(handle);
    Bytes signed = EventInformationCodec.sign(information, signer);
    handle
        .createUpdate(
            """
            INSERT INTO event_information (event_id, number, hash, signed, key_id, created_at)
            SELECT :event, coalesce(max(number), 0) + 1, :hash, :signed, :key, :now
            FROM event_information WHERE event_id = :event
            """)
        .bind("event", information.event().value())
        .bind("hash", EventHash.of(signed).value().toArray())
        .bind("signed", signed.toArray())
        .bind("key", signer.keyId())
        .bind("now", clock.instant())
        .execute();
    return signed;
  }
}
