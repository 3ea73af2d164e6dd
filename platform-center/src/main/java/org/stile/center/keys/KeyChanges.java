package org.stile.center.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.events.MastersDue;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;

/**
 * Everything that changes keys: by command, or at the first start (docs/how-to/keys.md). Each in
 * the caller's transaction, one after the other on all nodes.
 */
public final class KeyChanges {
  /** Clocks of nodes, and of the machine that rotates, differ by less. */
  static final Duration CLOCKS_APART = Duration.ofHours(1);

  /** After that a key must have been replaced; 'keys list' tells long before. */
  static final Duration LIFE = Duration.ofDays(5 * 365);

  private static final int ID_MAX = 255;

  private final Vault vault;
  private final KeySets keySets;
  private final Audit audit;
  private final InstantSource clock;

  public KeyChanges(Vault vault, KeySets keySets, Audit audit, InstantSource clock) {
    this.vault = vault;
    this.keySets = keySets;
    this.audit = audit;
    this.clock = clock;
  }

  /** All keys the center has or had. */
  public static List<SigningKey> list(Handle handle) {
    return Stream.of(KeyUse.values())
        .flatMap(use -> SigningKeys.list(handle, use).stream())
        .toList();
  }

  /**
   * Makes a new issuing key. Masters tell it at once; it signs after {@code lead}, so that gates
   * have heard of it by then; the ones before end an hour later.
   */
  public SigningKey rotateIssuing(Handle handle, String actor, Duration lead) {
    SigningKeys.lock(handle);
    Instant from = now().plus(lead);
    SigningKey key = create(handle, KeyUse.ISSUING, Optional.of(from));
    SigningKeys.endOthers(handle, key.id(), from.plus(CLOCKS_APART));
    record(handle, actor, "key.rotate", key);
    dueEverywhere(handle);
    return key;
  }

  /** Makes a new master key. It signs once a root has put it into a key set. */
  public SigningKey rotateMaster(Handle handle, String actor) {
    SigningKeys.lock(handle);
    SigningKey key = create(handle, KeyUse.MASTER, Optional.empty());
    record(handle, actor, "key.rotate", key);
    return key;
  }

  /**
   * Takes a key out of service, and destroys its private half: of an issuing key, no ticket is let
   * in any more; of a master key, no key set carries it from the next request on.
   *
   * @param compromised somebody else may have it.
   */
  public void retire(Handle handle, String actor, KeyUse use, int id, boolean compromised) {
    SigningKeys.lock(handle);
    if (!compromised && standsAlone(handle, use, id)) {
      throw Problem.conflict(
          "last-key", "It is the only " + use + " key that can sign: 'keys rotate' first.");
    }
    if (!SigningKeys.retire(handle, use, id, compromised, now())) {
      throw Problem.notFound(use + " key " + id + " in service");
    }
    audit.record(
        handle,
        actor,
        OptionalLong.empty(),
        OptionalLong.empty(),
        "key.retire",
        use + ":" + id,
        Map.of("compromised", compromised));
    dueEverywhere(handle);
    vault.destroy(use, id);
  }

  /** After the vault was lost: all its keys are noted as lost, and new ones made in this vault. */
  public List<SigningKey> replaceLost(Handle handle, String actor) {
    SigningKeys.lock(handle);
    SigningKeys.loseAll(handle, now());
    SigningKey master = rotateMaster(handle, actor);
    SigningKey issuing = rotateIssuing(handle, actor, Duration.ZERO);
    return List.of(master, issuing);
  }

  /** The key set the root is asked to sign: every master key in service, one version on. */
  public KeySet request(Handle handle) {
    List<SigningKey> keys =
        SigningKeys.list(handle, KeyUse.MASTER).stream().filter(key -> !key.retired()).toList();
    long version = keySets.newest(handle).map(KeySets.Signed::version).orElse(0L) + 1;
    return new KeySet(version, now(), keys.stream().map(SigningKey::asMaster).toList());
  }

  /** Publishes what the root signed; every event's master is signed anew. */
  public KeySet install(Handle handle, String actor, Bytes signed) {
    List<VerifyingKey> own =
        vault.entries().stream()
            .filter(entry -> entry.use() == KeyUse.MASTER)
            .map(entry -> new VerifyingKey(entry.algorithm(), entry.publicKey()))
            .toList();
    KeySet keySet = keySets.install(handle, signed, own, now());
    audit.record(
        handle,
        actor,
        OptionalLong.empty(),
        OptionalLong.empty(),
        "key-set.install",
        "key-set:" + keySet.version(),
        Map.of("keys", keySet.keys().size()));
    dueEverywhere(handle);
    return keySet;
  }

  /** Lets this root sign key sets. */
  public void trust(Handle handle, String actor, RootKey root) {
    SigningKeys.lock(handle);
    keySets.trust(handle, root, now());
    audit.record(
        handle,
        actor,
        OptionalLong.empty(),
        OptionalLong.empty(),
        "root.trust",
        "root:" + root.id(),
        Map.of("key", root.key().encoded().hex()));
  }

  /** At the first start: takes the vault's keys over, and makes those that are missing. */
  void begin(Handle handle) {
    for (KeyUse use : KeyUse.values()) {
      if (!SigningKeys.list(handle, use).isEmpty()) {
        continue;
      }
      Optional<Instant> from = use == KeyUse.ISSUING ? Optional.of(now()) : Optional.empty();
      List<Vault.Entry> there =
          vault.entries().stream().filter(entry -> entry.use() == use).toList();
      for (Vault.Entry entry : there) {
        var key = new VerifyingKey(entry.algorithm(), entry.publicKey());
        SigningKeys.insert(handle, signingKey(use, entry.id(), key, from), now());
      }
      if (there.isEmpty()) {
        record(handle, "center", "key.first", create(handle, use, from));
      }
    }
  }

  private SigningKey create(Handle handle, KeyUse use, Optional<Instant> from) {
    int id =
        IntStream.concat(
                    SigningKeys.list(handle, use).stream().mapToInt(SigningKey::id),
                    vault.entries().stream()
                        .filter(entry -> entry.use() == use)
                        .mapToInt(Vault.Entry::id))
                .max()
                .orElse(0)
            + 1;
    if (id > ID_MAX) {
      throw new VaultException("all 255 ids of " + use + " keys were used");
    }
    Signer signer = vault.create(use, id);
    SigningKey key =
        signingKey(use, id, new VerifyingKey(signer.algorithm(), signer.publicKey()), from);
    SigningKeys.insert(handle, key, now());
    return key;
  }

  private SigningKey signingKey(KeyUse use, int id, VerifyingKey key, Optional<Instant> signsFrom) {
    Instant notBefore = now().minus(CLOCKS_APART);
    Instant notAfter = signsFrom.orElse(now()).plus(LIFE);
    return new SigningKey(use, id, key, notBefore, notAfter, signsFrom, false, false, false);
  }

  private boolean standsAlone(Handle handle, KeyUse use, int id) {
    return SigningKeys.list(handle, use).stream()
        .noneMatch(
            key ->
                key.id() != id
                    && !key.retired()
                    && !key.lost()
                    && key.signsFrom().filter(from -> from.isAfter(now())).isEmpty());
  }

  private void record(Handle handle, String actor, String action, SigningKey key) {
    audit.record(
        handle,
        actor,
        OptionalLong.empty(),
        OptionalLong.empty(),
        action,
        key.use() + ":" + key.id(),
        Map.of("publicKey", key.key().encoded().hex()));
  }

  private static void dueEverywhere(Handle handle) {
    MastersDue.noteAll(handle);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
