package org.stile.center.masters;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.Keyring;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.master.MasterDelta;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/**
 * Deltas to the newest master, made when they are asked for and kept: all gates of a venue ask for
 * the same one at once. None is served that does not lead where it says. Any thread.
 */
@ApplicationScoped
public class MasterDeltas {
  /** Gates of one event have a handful of versions between them; a delta is rarely over 64 KB. */
  private static final int KEPT_MAX = 128;

  private final Keyring keyring;
  private final KeySets keySets;
  private final Map<Link, Bytes> kept = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);

  public MasterDeltas(Keyring keyring, KeySets keySets) {
    this.keyring = keyring;
    this.keySets = keySets;
  }

  private record Link(long event, long from, long to) {}

  /**
   * The signed delta from a version to the newest.
   *
   * @param to the newest version.
   * @throws Problem 410 if {@code from} is no longer kept, 404 if there never was such a version.
   */
  public Bytes between(Handle handle, long event, long from, long to) {
    if (from < 1 || from >= to) {
      throw noBase(from, to);
    }
    var link = new Link(event, from, to);
    Bytes known = kept(link);
    if (known != null) {
      return known;
    }
    Optional<Bytes> followed = MasterStore.delta(handle, event, from, to);
    if (followed.isPresent()) {
      return followed.get();
    }
    SignedMaster base =
        MasterStore.signed(handle, event, from)
            .map(MasterStore::parse)
            .orElseThrow(() -> noBase(from, to));
    SignedMaster result = MasterStore.parse(MasterStore.signed(handle, event, to).orElseThrow());
    Bytes delta = MasterDelta.between(base, result, signer(handle, result));
    verify(handle, delta, base, result);
    keep(link, delta);
    return delta;
  }

  private static Problem noBase(long from, long to) {
    return from >= 1 && from < to
        ? new Problem(
            410,
            "delta-base-gone",
            "Version " + from + " is no longer kept: take the whole master.",
            List.of())
        : new Problem(
            404,
            "delta-base-unknown",
            "A delta leads from an earlier version to "
                + to
                + ", not from "
                + from
                + ": take the whole master.",
            List.of());
  }

  /** The key that signed the result: a younger one may not be good for its time of issue. */
  private Signer signer(Handle handle, SignedMaster result) {
    Optional<Signer> own = keyring.master(MasterStore.keyId(result.bytes()));
    return own.or(() -> keyring.master(handle, result.master().event()))
        .orElseThrow(Masters.NoMasterKey::new);
  }

  private void verify(Handle handle, Bytes delta, SignedMaster base, SignedMaster result) {
    TrustChain chain = keySets.current(handle).orElseThrow(Masters.NoMasterKey::new);
    switch (chain.delta(delta, base)) {
      case Trusted.Accepted<SignedMaster>(SignedMaster made)
          when made.bytes().equals(result.bytes()) -> {}
      case Trusted.Accepted<SignedMaster> _ ->
          throw new IllegalStateException("a delta that leads elsewhere");
      case Trusted.Rejected<SignedMaster> no ->
          throw new Problem(
              410,
              "delta-not-possible",
              "No delta leads there under the keys in force: take the whole master. ("
                  + no.reason()
                  + ")",
              List.of());
    }
  }

  private @Nullable Bytes kept(Link link) {
    synchronized (kept) {
      return kept.get(link);
    }
  }

  private void keep(Link link, Bytes delta) {
    synchronized (kept) {
      kept.put(link, delta);
      if (kept.size() > KEPT_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }
}
