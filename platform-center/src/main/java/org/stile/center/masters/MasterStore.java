package org.stile.center.masters;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.Sign1;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.SignedMaster;

/** The table of masters. */
final class MasterStore {
  /**
   * Versions always kept as bases of deltas: a gate that was off for a quiet week still has one.
   */
  static final int KEPT_MIN = 64;

  /** Versions kept at most: at 50 KB each, 50 MB an event. */
  static final int KEPT_MAX = 1_024;

  /** Younger versions are kept, so that a gate that asks once a day still gets a delta. */
  static final Duration KEPT_FOR = Duration.ofDays(1);

  private MasterStore() {}

  /**
   * A version without its bytes.
   *
   * @param size in bytes.
   * @param oldest the oldest version that deltas are made from.
   */
  record Head(long version, Bytes sha256, int size, Instant createdAt, long oldest) {}

  static Optional<Head> head(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT version, sha256, length(signed) AS size, created_at,
                   (SELECT min(version) FROM master_version WHERE event_id = :event) AS oldest
            FROM master_version WHERE event_id = :event ORDER BY version DESC LIMIT 1
            """)
        .bind("event", event)
        .map(
            (row, _) ->
                new Head(
                    row.getLong("version"),
                    Bytes.copyOf(row.getBytes("sha256")),
                    row.getInt("size"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getLong("oldest")))
        .findOne();
  }

  static Optional<Bytes> signed(Handle handle, long event, long version) {
    return handle
        .createQuery(
            "SELECT signed FROM master_version WHERE event_id = :event AND version = :version")
        .bind("event", event)
        .bind("version", version)
        .map((row, _) -> Bytes.copyOf(row.getBytes(1)))
        .findOne();
  }

  /** A delta as a venue's unit had it from its center. */
  static Optional<Bytes> delta(Handle handle, long event, long from, long to) {
    return handle
        .createQuery(
            """
            SELECT signed FROM master_delta
            WHERE event_id = :event AND from_version = :from AND to_version = :to
            """)
        .bind("event", event)
        .bind("from", from)
        .bind("to", to)
        .map((row, _) -> Bytes.copyOf(row.getBytes(1)))
        .findOne();
  }

  static Optional<Bytes> newest(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT signed FROM master_version WHERE event_id = :event
            ORDER BY version DESC LIMIT 1
            """)
        .bind("event", event)
        .map((row, _) -> Bytes.copyOf(row.getBytes(1)))
        .findOne();
  }

  static void insert(Handle handle, SignedMaster master, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO master_version (event_id, version, signed, sha256, created_at)
            VALUES (:event, :version, :signed, :sha256, :now)
            """)
        .bind("event", master.master().event().value())
        .bind("version", master.master().version())
        .bind("signed", master.bytes().toArray())
        .bind("sha256", master.bytes().sha256().toArray())
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            DELETE FROM master_version WHERE event_id = :event
              AND (version <= :newest - :max OR version <= :newest - :min AND created_at < :old)
            """)
        .bind("event", master.master().event().value())
        .bind("newest", master.master().version())
        .bind("max", KEPT_MAX)
        .bind("min", KEPT_MIN)
        .bind("old", now.minus(KEPT_FOR))
        .execute();
  }

  /** What the center itself stored, taken apart. */
  static SignedMaster parse(Bytes signed) {
    try {
      Sign1 message = Sign1.parse(signed, MasterCodec.SIGNED_LENGTH_MAX);
      return new SignedMaster(MasterCodec.parse(message), signed);
    } catch (WireException e) {
      throw new IllegalStateException("a stored master is not one: " + e.getMessage(), e);
    }
  }

  /** The key a signed message names (docs/wire-format.md, "Signature": the eighth byte). */
  static int keyId(Bytes signed) {
    return signed.at(7);
  }
}
