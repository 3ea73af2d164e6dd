package org.stile.core.trust;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.MasterDelta;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

/**
 * Who may say what: root keys say which keys sign masters, those sign masters and deltas, and each
 * master says which keys issue its tickets. Versions only grow. Pure and immutable: accepting a key
 * set answers a new chain.
 */
public final class TrustChain {
  private final Map<Integer, VerifyingKey> roots;
  private final Optional<Installed> installed;

  private TrustChain(Map<Integer, VerifyingKey> roots, Optional<Installed> installed) {
    this.roots = roots;
    this.installed = installed;
  }

  /**
   * A chain that knows its roots and no key set yet.
   *
   * @param roots at least one, each id once; any one of them can sign a key set.
   */
  public static TrustChain of(List<RootKey> roots) {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("without a root key nothing can ever be believed");
    }
    return new TrustChain(
        roots.stream().collect(Collectors.toUnmodifiableMap(RootKey::id, RootKey::key)),
        Optional.empty());
  }

  /** The key set it goes by, once it has one. */
  public Optional<KeySet> keySet() {
    return installed.map(Installed::keySet);
  }

  /**
   * Takes a newer key set, or the same bytes again.
   *
   * @param signed as published, at most {@link KeySetCodec#SIGNED_LENGTH_MAX} bytes.
   */
  public Trusted<TrustChain> accept(Bytes signed) {
    try {
      Sign1 message = Sign1.parse(signed, KeySetCodec.SIGNED_LENGTH_MAX);
      Optional<Rejected<TrustChain>> objection =
          objection(Optional.ofNullable(roots.get(message.keyId())), message, Purpose.KEY_SET);
      if (objection.isPresent()) {
        return objection.get();
      }
      return accept(message, signed);
    } catch (WireException e) {
      return new Rejected<>(Reason.NOT_A_MESSAGE, e.fault().toString());
    }
  }

  private Trusted<TrustChain> accept(Sign1 message, Bytes signed) {
    KeySet keySet;
    try {
      keySet = KeySetCodec.parse(message);
    } catch (WireException e) {
      return badContent(e);
    }
    long there = keySet().map(KeySet::version).orElse(0L);
    if (keySet.version() < there) {
      return new Rejected<>(Reason.NOT_NEWER, keySet.version() + " after " + there);
    }
    if (keySet.version() == there && !installed.orElseThrow().signed.equals(signed)) {
      return new Rejected<>(Reason.SAME_VERSION_OTHER_CONTENT, "version " + there);
    }
    return new Accepted<>(new TrustChain(roots, Optional.of(new Installed(keySet, signed))));
  }

  /**
   * Judges a master.
   *
   * @param signed as published, at most {@link MasterCodec#SIGNED_LENGTH_MAX} bytes.
   * @param versions of the masters that are installed now; only a greater one is accepted.
   */
  public Trusted<SignedMaster> master(Bytes signed, Map<EventId, Long> versions) {
    return signedByMasterKey(
        signed,
        Purpose.MASTER,
        (message, key) -> {
          EventMaster master = MasterCodec.parse(message);
          long there = versions.getOrDefault(master.event(), 0L);
          return objection(key, master.event(), master.issuedAt())
              .or(() -> notNewer(master.version(), there))
              .orElseGet(() -> new Accepted<>(new SignedMaster(master, signed)));
        });
  }

  /**
   * Judges a delta, and the master it makes of {@code base}: the very bytes that were published.
   *
   * @param signed as published, at most {@link MasterCodec#SIGNED_LENGTH_MAX} bytes.
   * @param base the master of that event that is installed now.
   */
  public Trusted<SignedMaster> delta(Bytes signed, SignedMaster base) {
    return signedByMasterKey(
        signed,
        Purpose.DELTA,
        (message, key) -> {
          MasterDelta delta = MasterDelta.parse(message);
          Optional<Trusted<SignedMaster>> objection =
              objection(key, delta.event(), delta.issuedAt())
                  .or(() -> notNewer(delta.version(), base.master().version()));
          if (objection.isPresent()) {
            return objection.get();
          }
          if (!delta.startsFrom(base)) {
            return new Rejected<>(Reason.OTHER_BASE, "it starts from " + delta.baseVersion());
          }
          Bytes result = delta.applyTo(base);
          if (!delta.result().equals(result.sha256())) {
            return new Rejected<>(Reason.OTHER_RESULT, "not version " + delta.version());
          }
          // It is judged as if it had come whole: a delta's signer is not the master's.
          return master(result, Map.of(base.master().event(), base.master().version()));
        });
  }

  private Trusted<SignedMaster> signedByMasterKey(Bytes signed, Purpose purpose, Judge judge) {
    Sign1 message;
    try {
      message = Sign1.parse(signed, MasterCodec.SIGNED_LENGTH_MAX);
    } catch (WireException e) {
      return new Rejected<>(Reason.NOT_A_MESSAGE, e.fault().toString());
    }
    Optional<MasterKey> key = keySet().flatMap(set -> set.key(message.keyId()));
    Optional<Rejected<SignedMaster>> objection =
        objection(key.map(MasterKey::key), message, purpose);
    if (objection.isPresent()) {
      return objection.get();
    }
    try {
      return judge.judge(message, key.orElseThrow());
    } catch (WireException e) {
      return badContent(e);
    }
  }

  private static <T> Optional<Rejected<T>> objection(
      Optional<VerifyingKey> key, Sign1 message, Purpose purpose) {
    if (key.isEmpty() || key.get().algorithm() != message.algorithm()) {
      return Optional.of(new Rejected<>(Reason.UNKNOWN_KEY, "key " + message.keyId()));
    }
    if (!message.verifies(key.get(), purpose)) {
      return Optional.of(new Rejected<>(Reason.WRONG_SIGNATURE, "key " + message.keyId()));
    }
    return Optional.empty();
  }

  private static Optional<Trusted<SignedMaster>> objection(
      MasterKey key, EventId event, Instant issuedAt) {
    if (!key.validAt(issuedAt)) {
      return Optional.of(
          new Rejected<>(Reason.KEY_NOT_VALID_THEN, "key " + key.id() + " at " + issuedAt));
    }
    if (!key.speaksFor(event)) {
      return Optional.of(
          new Rejected<>(Reason.KEY_NOT_FOR_THIS_EVENT, "key " + key.id() + " for " + event));
    }
    return Optional.empty();
  }

  private static Optional<Trusted<SignedMaster>> notNewer(long version, long there) {
    return version > there
        ? Optional.empty()
        : Optional.of(new Rejected<>(Reason.NOT_NEWER, version + " after " + there));
  }

  private static <T> Rejected<T> badContent(WireException e) {
    return switch (e.fault()) {
      case WireException.Fault.UnknownFormat(long format) ->
          new Rejected<>(Reason.UNKNOWN_FORMAT, "format " + format);
      case WireException.Fault.TooLong _,
          WireException.Fault.Malformed _,
          WireException.Fault.NotCanonical _,
          WireException.Fault.OutOfRange _ ->
          new Rejected<>(Reason.BAD_CONTENT, e.fault().toString());
    };
  }

  /** What remains to ask once a master key's signature is good. */
  private interface Judge {
    Trusted<SignedMaster> judge(Sign1 message, MasterKey key) throws WireException;
  }

  /** A key set and the bytes that said it. */
  private record Installed(KeySet keySet, Bytes signed) {}
}
