package org.stile.center.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;

/** The table of signing keys. */
final class SigningKeys {
  private static final long LOCK = 0x5354_4B45_5953L; // "STKEYS"

  private SigningKeys() {}

  /** Keeps every other change of keys, on any node, waiting until this transaction ends. */
  static void lock(Handle handle) {
    handle.createQuery("SELECT pg_advisory_xact_lock(:lock)").bind("lock", LOCK).mapToMap().one();
  }

  /** All keys of a use, by id. */
  static List<SigningKey> list(Handle handle, KeyUse use) {
    return handle
        .createQuery(
            """
            SELECT use, id, algorithm, public_key, not_before, not_after, signs_from,
                   lost_at IS NOT NULL AS lost, retired_at IS NOT NULL AS retired, compromised
            FROM signing_key WHERE use = :use ORDER BY id
            """)
        .bind("use", use)
        .map((row, _) -> key(row))
        .list();
  }

  static void insert(Handle handle, SigningKey key, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO signing_key
              (use, id, algorithm, public_key, created_at, not_before, not_after, signs_from)
            VALUES (:use, :id, :algorithm, :public, :now, :notBefore, :notAfter, :signsFrom)
            """)
        .bind("use", key.use())
        .bind("id", key.id())
        .bind("algorithm", key.key().algorithm())
        .bind("public", key.key().encoded().toArray())
        .bind("now", now)
        .bind("notBefore", key.notBefore())
        .bind("notAfter", key.notAfter())
        .bind("signsFrom", key.signsFrom().orElse(null))
        .execute();
  }

  /** Lets all issuing keys but one end by then, unless they end before. */
  static void endOthers(Handle handle, int id, Instant notAfter) {
    handle
        .createUpdate(
            """
            UPDATE signing_key SET not_after = :end
            WHERE use = 'ISSUING' AND id <> :id AND retired_at IS NULL
              AND not_after > :end AND not_before < :end
            """)
        .bind("end", notAfter)
        .bind("id", id)
        .execute();
  }

  /** Notes that the private halves of all keys that were in use are gone. */
  static void loseAll(Handle handle, Instant now) {
    handle
        .createUpdate("UPDATE signing_key SET lost_at = :now WHERE lost_at IS NULL")
        .bind("now", now)
        .execute();
  }

  /** Takes a key out of service; false if there is none, or it was before. */
  static boolean retire(Handle handle, KeyUse use, int id, boolean compromised, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE signing_key SET retired_at = :now, compromised = :compromised
                WHERE use = :use AND id = :id AND retired_at IS NULL
                """)
            .bind("now", now)
            .bind("compromised", compromised)
            .bind("use", use)
            .bind("id", id)
            .execute()
        == 1;
  }

  private static SigningKey key(ResultSet row) throws SQLException {
    return new SigningKey(
        KeyUse.valueOf(row.getString("use")),
        row.getInt("id"),
        new VerifyingKey(
            Algorithm.valueOf(row.getString("algorithm")),
            Bytes.copyOf(row.getBytes("public_key"))),
        row.getTimestamp("not_before").toInstant(),
        row.getTimestamp("not_after").toInstant(),
        Optional.ofNullable(row.getTimestamp("signs_from")).map(Timestamp::toInstant),
        row.getBoolean("lost"),
        row.getBoolean("retired"),
        row.getBoolean("compromised"));
  }
}
