package org.stile.center.keys;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/** The key sets that roots signed, as gates will judge them: versions only grow. Any thread. */
@ApplicationScoped
public class KeySets {
  /**
   * A key set as it was signed.
   *
   * @param version range [1, 2^53).
   */
  public record Signed(long version, Bytes bytes) {}

  /** The root keys whose key sets are taken, by id. */
  public List<RootKey> roots(Handle handle) {
    return handle
        .createQuery("SELECT id, algorithm, public_key FROM root_key ORDER BY id")
        .map(
            (row, _) ->
                new RootKey(
                    row.getInt("id"),
                    new VerifyingKey(
                        Algorithm.valueOf(row.getString("algorithm")),
                        Bytes.copyOf(row.getBytes("public_key")))))
        .list();
  }

  /** The key set in force, as it is published. */
  public Optional<Signed> newest(Handle handle) {
    return handle
        .createQuery("SELECT version, signed FROM key_set ORDER BY version DESC LIMIT 1")
        .map((row, _) -> new Signed(row.getLong("version"), Bytes.copyOf(row.getBytes("signed"))))
        .findOne();
  }

  /** What gates go by once they have the key set in force; empty before there is one. */
  public Optional<TrustChain> current(Handle handle) {
    return newest(handle)
        .map(
            signed ->
                switch (TrustChain.of(roots(handle)).accept(signed.bytes)) {
                  case Trusted.Accepted<TrustChain>(TrustChain chain) -> chain;
                  case Trusted.Rejected<TrustChain> no ->
                      throw new IllegalStateException("the installed key set is not good: " + no);
                });
  }

  /** Lets key sets of this root be installed. */
  public void trust(Handle handle, RootKey root, Instant now) {
    int added =
        handle
            .createUpdate(
                """
                INSERT INTO root_key (id, algorithm, public_key, created_at)
                VALUES (:id, :algorithm, :key, :now) ON CONFLICT DO NOTHING
                """)
            .bind("id", root.id())
            .bind("algorithm", root.key().algorithm())
            .bind("key", root.key().encoded().toArray())
            .bind("now", now)
            .execute();
    if (added == 0 && !roots(handle).contains(root)) {
      throw Problem.conflict(
          "root-id-taken", "There is another root key " + root.id() + "; give each its own --id.");
    }
  }

  /**
   * Publishes a key set, if gates would take it and this center can go on under it.
   *
   * @param signed as a root signed it.
   * @param own the public halves of the master keys this center can sign with.
   */
  KeySet install(Handle handle, Bytes signed, List<VerifyingKey> own, Instant now) {
    SigningKeys.lock(handle);
    List<RootKey> roots = roots(handle);
    if (roots.isEmpty()) {
      throw Problem.conflict("no-root", "This center trusts no root yet: 'keys root trust' first.");
    }
    TrustChain before = current(handle).orElseGet(() -> TrustChain.of(roots));
    KeySet keySet =
        switch (before.accept(signed)) {
          case Trusted.Accepted<TrustChain>(TrustChain chain) -> chain.keySet().orElseThrow();
          case Trusted.Rejected<TrustChain>(var reason, var detail) ->
              throw Problem.conflict("key-set-refused", words(reason) + " (" + detail + ")");
        };
    check(handle, keySet, own, now);
    keep(handle, keySet.version(), signed, now);
    return keySet;
  }

  /**
   * Keeps a key set that a center published, if a gate would take it; a venue's unit signs none.
   */
  public Trusted<TrustChain> follow(Handle handle, Bytes signed, Instant now) {
    SigningKeys.lock(handle);
    TrustChain before = current(handle).orElseGet(() -> TrustChain.of(roots(handle)));
    Trusted<TrustChain> judged = before.accept(signed);
    if (judged instanceof Trusted.Accepted<TrustChain>(TrustChain chain)) {
      keep(handle, chain.keySet().orElseThrow().version(), signed, now);
    }
    return judged;
  }

  /**
   * A key set as a third party has it: the file, and the root it trusts.
   *
   * @throws VaultException if this root did not sign it, saying what is wrong.
   */
  public static KeySet signedBy(RootKey root, Bytes signed) {
    return switch (TrustChain.of(List.of(root)).accept(signed)) {
      case Trusted.Accepted<TrustChain>(TrustChain chain) -> chain.keySet().orElseThrow();
      case Trusted.Rejected<TrustChain>(var reason, var detail) ->
          throw new VaultException(
              reason == Trusted.Reason.UNKNOWN_KEY
                  ? "the key set is signed by another root than this (" + detail + ")"
                  : "the key set is not good. " + words(reason) + " (" + detail + ")");
    };
  }

  private static void keep(Handle handle, long version, Bytes signed, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO key_set (version, signed, created_at) VALUES (:version, :signed, :now)
            ON CONFLICT DO NOTHING
            """)
        .bind("version", version)
        .bind("signed", signed.toArray())
        .bind("now", now)
        .execute();
  }

  private static void check(Handle handle, KeySet keySet, List<VerifyingKey> own, Instant now) {
    if (keySet.keys().stream().noneMatch(key -> key.validAt(now) && own.contains(key.key()))) {
      throw Problem.conflict(
          "no-key-of-ours",
          "None of its keys is in this center's vault and valid now: with it, no master could be"
              + " signed. Make a new request with 'keys request' and have the root sign that.");
    }
    for (int id : signing(handle, now)) {
      if (keySet.key(id).isEmpty()) {
        throw Problem.conflict(
            "key-in-use",
            "It drops master key "
                + id
                + ", with which the newest master of an event is still"
                + " signed: a gate that starts again would not believe what it has. Install a key"
                + " set with both keys first.");
      }
    }
  }

  /**
   * Which keys signed the newest masters of coming events; those somebody else has do not count.
   */
  private static List<Integer> signing(Handle handle, Instant now) {
    // A Sign1 has its key id in its eighth byte (docs/wire-format.md, "Signature").
    return handle
        .createQuery(
            """
            SELECT DISTINCT get_byte(newest.signed, 7)
            FROM event e
            JOIN LATERAL (SELECT signed FROM master_version m WHERE m.event_id = e.id
                          ORDER BY version DESC LIMIT 1) newest ON true
            JOIN signing_key k ON k.use = 'MASTER' AND k.id = get_byte(newest.signed, 7)
            WHERE e.last_entry > :now AND NOT k.compromised
            """)
        .bind("now", now)
        .mapTo(Integer.class)
        .list();
  }

  private static String words(Trusted.Reason reason) {
    return switch (reason) {
      case NOT_A_MESSAGE -> "This file is not a key set.";
      case UNKNOWN_KEY -> "It is signed by a root this center does not trust.";
      case WRONG_SIGNATURE -> "Its signature is wrong: it was changed, or another root signed it.";
      case BAD_CONTENT -> "It is signed well, but its content is not whole.";
      case UNKNOWN_FORMAT -> "It is of a newer format; update this center.";
      case NOT_NEWER -> "A newer key set is installed; versions only grow.";
      case SAME_VERSION_OTHER_CONTENT ->
          "Another key set of this version is installed; gates would refuse it.";
      case KEY_NOT_VALID_THEN, KEY_NOT_FOR_THIS_EVENT, OTHER_BASE, OTHER_RESULT ->
          "It is not a key set.";
    };
  }
}
