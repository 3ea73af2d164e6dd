package org.stile.core.master;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;

/**
 * What turns one signed master into a later one, byte for byte (docs/wire-format.md, "Delta").
 * Whether its signer may do so is the trust chain's question. Immutable.
 *
 * <pre>
 *  1 format = 1    4 issued at                           12 base version
 *  2 event         5..10 as in the master, if changed    13 SHA-256 of the signed base
 *  3 version       11 status list, base xor result,      14 SHA-256 of the signed result
 *                     if changed                         15 [algorithm, key id, signature] of it
 * </pre>
 */
public final class MasterDelta {
  private static final int KEY_BASE_VERSION = 12;
  private static final int KEY_BASE = 13;
  private static final int KEY_RESULT = 14;
  private static final int KEY_SEAL = 15;
  private static final int HASH_LENGTH = 32;

  private static final CborForm<MasterDelta> FORM =
      new CborForm<>(
          MasterCodec.SIGNED_LENGTH_MAX - Sign1.OVERHEAD_MAX,
          (to, delta) -> delta.write(to),
          MasterDelta::read);

  private final EventId event;
  private final MasterDraft changes;
  private final Optional<StatusList> statusChanges;
  private final long baseVersion;
  private final Bytes base;
  private final Bytes result;
  private final Sign1 seal;

  private MasterDelta(
      EventId event,
      MasterDraft changes,
      Optional<StatusList> statusChanges,
      Link link,
      Sign1 seal) {
    Require.within("base version", link.baseVersion, 1, changes.version - 1);
    Require.within("length of a hash", link.base.length(), HASH_LENGTH, HASH_LENGTH);
    Require.within("length of a hash", link.result.length(), HASH_LENGTH, HASH_LENGTH);
    this.event = event;
    this.changes = changes;
    this.statusChanges = statusChanges;
    this.baseVersion = link.baseVersion;
    this.base = link.base;
    this.result = link.result;
    this.seal = seal;
  }

  /**
   * The signed delta from one signed master to a later one of the same event.
   *
   * @throws IllegalArgumentException if it is of another event or not later.
   */
  public static Bytes between(SignedMaster from, SignedMaster to, Signer signer) {
    EventMaster older = from.master();
    EventMaster newer = to.master();
    if (!older.event().equals(newer.event())) {
      throw new IllegalArgumentException("masters of two events: " + older + ", " + newer);
    }
    var delta =
        new MasterDelta(
            newer.event(),
            MasterDraft.changes(older, newer),
            Optional.of(older.status().xor(newer.status()))
                .filter(_ -> !older.status().equals(newer.status())),
            new Link(older.version(), from.bytes().sha256(), to.bytes().sha256()),
            sealOf(to.bytes()));
    return Sign1.sign(FORM.encode(delta), Purpose.DELTA, signer).encode();
  }

  /** Reads a signed message's content; the caller has looked at the signature. */
  public static MasterDelta parse(Sign1 message) throws WireException {
    return FORM.decode(message.payload());
  }

  public EventId event() {
    return event;
  }

  /** The version it starts from, range [1, {@link #version} - 1]. */
  public long baseVersion() {
    return baseVersion;
  }

  /** The version it leads to. */
  public long version() {
    return changes.version;
  }

  /** When the version it leads to was issued. */
  public Instant issuedAt() {
    return changes.issuedAt;
  }

  /** Whether {@code from} is the very master it starts from. */
  public boolean startsFrom(SignedMaster from) {
    return event.equals(from.master().event())
        && baseVersion == from.master().version()
        && base.equals(from.bytes().sha256());
  }

  /** SHA-256 of the signed master it leads to. */
  public Bytes result() {
    return result;
  }

  /**
   * The signed master it leads to, given the one it {@link #startsFrom}; the caller compares its
   * hash with {@link #result}.
   *
   * @throws WireException if what comes out is not a master.
   */
  public Bytes applyTo(SignedMaster from) throws WireException {
    StatusList before = from.master().status();
    StatusList status = statusChanges.map(before::xor).orElse(before);
    try {
      EventMaster newer = changes.over(from.master()).finish(status);
      Bytes payload = MasterCodec.payload(newer);
      return new Sign1(seal.algorithm(), seal.keyId(), payload, seal.signature()).encode();
    } catch (IllegalArgumentException e) {
      throw new WireException(new Fault.OutOfRange(String.valueOf(e.getMessage())), e);
    }
  }

  private static Sign1 sealOf(Bytes signedMaster) {
    try {
      Sign1 message = Sign1.parse(signedMaster, MasterCodec.SIGNED_LENGTH_MAX);
      return new Sign1(message.algorithm(), message.keyId(), Bytes.EMPTY, message.signature());
    } catch (WireException e) {
      throw new IllegalArgumentException("not a signed master: " + e.getMessage(), e);
    }
  }

  private void write(CborWriter to) {
    int sections = 0;
    for (MasterSection section : MasterSection.values()) {
      sections += section.isIn(changes) ? 1 : 0;
    }
    to.map(8 + sections + (statusChanges.isPresent() ? 1 : 0));
    to.key(MasterCodec.KEY_FORMAT).integer(MasterCodec.FORMAT);
    to.key(MasterCodec.KEY_EVENT).integer(event.value());
    to.key(MasterCodec.KEY_VERSION).integer(changes.version);
    to.key(MasterCodec.KEY_ISSUED_AT).integer(changes.issuedAt.getEpochSecond());
    for (MasterSection section : MasterSection.values()) {
      if (section.isIn(changes)) {
        section.write(to.key(section.key()), changes);
      }
    }
    statusChanges.ifPresent(xored -> StatusWire.write(to.key(MasterCodec.KEY_STATUS), xored));
    to.key(KEY_BASE_VERSION).integer(baseVersion);
    to.key(KEY_BASE).bytes(base);
    to.key(KEY_RESULT).bytes(result);
    to.key(KEY_SEAL).array(3).integer(seal.algorithm().cose()).integer(seal.keyId());
    to.bytes(seal.signature()).endArray();
    to.endMap();
  }

  private static MasterDelta read(CborReader from) throws IOException {
    from.map();
    MasterCodec.readFormat(from);
    var event = new EventId(from.key(MasterCodec.KEY_EVENT).integer(1, 0xFFFF_FFFFL));
    long version = from.key(MasterCodec.KEY_VERSION).integer(1, EventMaster.VERSION_MAX);
    var changes = new MasterDraft(version, MasterWire.instant(from.key(MasterCodec.KEY_ISSUED_AT)));
    for (MasterSection section : MasterSection.values()) {
      if (from.has(section.key())) {
        section.read(from, changes);
      }
    }
    Optional<StatusList> statusChanges =
        from.has(MasterCodec.KEY_STATUS) ? Optional.of(StatusWire.read(from)) : Optional.empty();
    long baseVersion = from.key(KEY_BASE_VERSION).integer(1, EventMaster.VERSION_MAX);
    Bytes base = from.key(KEY_BASE).bytes(HASH_LENGTH);
    Bytes result = from.key(KEY_RESULT).bytes(HASH_LENGTH);
    Sign1 seal = readSeal(from.key(KEY_SEAL));
    from.endMap();
    return new MasterDelta(
        event, changes, statusChanges, new Link(baseVersion, base, result), seal);
  }

  private static Sign1 readSeal(CborReader from) throws IOException {
    from.array();
    Algorithm algorithm = Algorithm.ofCose(from.integer());
    int keyId = from.small(0, 255);
    Bytes signature = from.bytes(VerifyingKey.SIGNATURE_LENGTH);
    from.endArray();
    return new Sign1(algorithm, keyId, Bytes.EMPTY, signature);
  }

  /** Where it starts and ends. */
  private record Link(long baseVersion, Bytes base, Bytes result) {}
}
