package org.stile.core.trust;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * Key sets as bytes (docs/wire-format.md, "Key set"), in a {@link Sign1} by a root key.
 *
 * <pre>
 * 1 format = 1
 * 2 version
 * 3 issued at
 * 4 keys: [[id, algorithm, public key, not before, not after, [event, ...]], ...]
 * </pre>
 */
public final class KeySetCodec {
  /** Longest signed key set in bytes: all the keys, half of them with all the events. */
  public static final int SIGNED_LENGTH_MAX = 256 * 1024;

  private static final int FORMAT = 1;
  private static final int KEY_FORMAT = 1;
  private static final int KEY_VERSION = 2;
  private static final int KEY_ISSUED_AT = 3;
  private static final int KEY_KEYS = 4;

  private static final CborForm<KeySet> FORM =
      new CborForm<>(SIGNED_LENGTH_MAX - Sign1.OVERHEAD_MAX, KeySetCodec::write, KeySetCodec::read);

  private KeySetCodec() {}

  /** Signs {@code keySet} with a root key. */
  public static Bytes sign(KeySet keySet, Signer root) {
    return Sign1.sign(FORM.encode(keySet), Purpose.KEY_SET, root).encode();
  }

  /** Reads a signed message's content; the caller has looked at the signature. */
  static KeySet parse(Sign1 message) throws WireException {
    return FORM.decode(message.payload());
  }

  private static void write(CborWriter to, KeySet keySet) {
    to.map(4);
    to.key(KEY_FORMAT).integer(FORMAT);
    to.key(KEY_VERSION).integer(keySet.version());
    to.key(KEY_ISSUED_AT).integer(keySet.issuedAt().getEpochSecond());
    to.key(KEY_KEYS).all(keySet.keys(), KeySetCodec::writeKey);
    to.endMap();
  }

  private static void writeKey(CborWriter to, MasterKey key) {
    to.array(6).integer(key.id()).integer(key.key().algorithm().cose());
    to.bytes(key.key().encoded());
    to.integer(key.notBefore().getEpochSecond()).integer(key.notAfter().getEpochSecond());
    to.all(
        key.events().stream().sorted(Comparator.comparingLong(EventId::value)).toList(),
        (each, event) -> each.integer(event.value()));
    to.endArray();
  }

  private static KeySet read(CborReader from) throws IOException {
    from.map();
    long format = from.key(KEY_FORMAT).integer(0, Long.MAX_VALUE);
    if (format != FORMAT) {
      throw new WireException(new Fault.UnknownFormat(format));
    }
    long version = from.key(KEY_VERSION).integer(1, KeySet.VERSION_MAX);
    Instant issuedAt = instant(from.key(KEY_ISSUED_AT));
    List<MasterKey> keys = from.key(KEY_KEYS).all(KeySet.KEYS_MAX, KeySetCodec::readKey);
    from.endMap();
    return new KeySet(version, issuedAt, keys);
  }

  private static MasterKey readKey(CborReader from) throws IOException {
    from.array();
    int id = from.small(0, 255);
    Algorithm algorithm = Algorithm.ofCose(from.integer());
    Bytes publicKey = from.bytes(algorithm.publicKeyLength());
    Instant notBefore = instant(from);
    Instant notAfter = instant(from);
    Set<EventId> events =
        new HashSet<>(
            from.all(MasterKey.EVENTS_MAX, each -> new EventId(each.integer(1, 0xFFFF_FFFFL))));
    from.endArray();
    return new MasterKey(id, new VerifyingKey(algorithm, publicKey), notBefore, notAfter, events);
  }

  private static Instant instant(CborReader from) throws IOException {
    return Instant.ofEpochSecond(from.integer(0, 0xFFFF_FFFFL));
  }
}
