package org.stile.center.keys;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Problem;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventId;
import org.stile.core.master.IssuingKey;
import org.stile.core.trust.MasterKey;

/** Which key signs what, now: the database says which, the vault has it. Any thread. */
@ApplicationScoped
public class Keyring {
  private final Vault vault;
  private final KeySets keySets;
  private final InstantSource clock;

  public Keyring(Vault vault, KeySets keySets, InstantSource clock) {
    this.vault = vault;
    this.keySets = keySets;
    this.clock = clock;
  }

  /**
   * The key that new tickets and event information are signed with.
   *
   * @throws Problem 503 if none can sign: docs/how-to/keys.md says what to do then.
   */
  public Signer issuing(Handle handle) {
    Instant now = clock.instant();
    return SigningKeys.list(handle, KeyUse.ISSUING).stream()
        .filter(key -> !key.retired() && !key.lost() && key.validAt(now))
        .filter(key -> key.signsFrom().filter(from -> !from.isAfter(now)).isPresent())
        .sorted(Comparator.comparing((SigningKey key) -> key.signsFrom().orElseThrow()).reversed())
        .flatMap(key -> signer(key).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                    503,
                    "no-issuing-key",
                    "The center has no key to sign tickets with; its operator must see to its keys.",
                    List.of()));
  }

  /** The issuing keys whose tickets are to be let in: what masters carry, by id. */
  public List<IssuingKey> issuingKeys(Handle handle) {
    return SigningKeys.list(handle, KeyUse.ISSUING).stream()
        .filter(key -> !key.retired())
        .map(SigningKey::asIssuing)
        .toList();
  }

  /**
   * The key that new masters of an event are signed with: the youngest of the installed key set
   * that is in the vault.
   */
  public Optional<Signer> master(Handle handle, EventId event) {
    Instant now = clock.instant();
    List<MasterKey> trusted =
        keySets.current(handle).flatMap(chain -> chain.keySet()).stream()
            .flatMap(set -> set.keys().stream())
            .filter(key -> key.validAt(now) && key.speaksFor(event))
            .toList();
    return SigningKeys.list(handle, KeyUse.MASTER).reversed().stream()
        .filter(key -> !key.retired() && !key.lost())
        .filter(key -> trusted.stream().anyMatch(each -> each.key().equals(key.key())))
        .flatMap(key -> signer(key).stream())
        .findFirst();
  }

  /** A master key of this id, if its private half is here. */
  public Optional<Signer> master(int id) {
    return vault.signer(KeyUse.MASTER, id);
  }

  private Optional<Signer> signer(SigningKey key) {
    return vault
        .signer(key.use(), key.id())
        .filter(signer -> signer.publicKey().equals(key.key().encoded()));
  }
}
