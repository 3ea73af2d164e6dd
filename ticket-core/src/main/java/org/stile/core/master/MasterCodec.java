package org.stile.core.master;

import java.io.IOException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;

/**
 * Event masters as bytes (docs/wire-format.md, "Event master"): a map of sections, in a {@link
 * Sign1} by a master key. Whether that key may sign it is the trust chain's question.
 *
 * <pre>
 *  1 format = 1     4 issued at            7 venue      10 issuing keys
 *  2 event          5 signed information   8 seat map   11 status list
 *  3 version        6 accepted hashes      9 rules
 * </pre>
 */
public final class MasterCodec {
  /** Longest signed master, in bytes: four times a map of 200 000 seats in short rows. */
  public static final int SIGNED_LENGTH_MAX = 2 * 1024 * 1024;

  static final int FORMAT = 1;

  static final int KEY_FORMAT = 1;
  static final int KEY_EVENT = 2;
  static final int KEY_VERSION = 3;
  static final int KEY_ISSUED_AT = 4;
  static final int KEY_STATUS = 11;

  private static final CborForm<EventMaster> FORM =
      new CborForm<>(SIGNED_LENGTH_MAX - Sign1.OVERHEAD_MAX, MasterCodec::write, MasterCodec::read);

  private MasterCodec() {}

  /**
   * Signs {@code master}.
   *
   * @throws IllegalArgumentException if it is not whole: its event information is not what its
   *     signed bytes say, not accepted, or not signed by one of its keys; or it is too long.
   */
  public static SignedMaster sign(EventMaster master, Signer signer) {
    Bytes payload = FORM.encode(master);
    try {
      // What no gate would take must not be published: the same checks, before signing.
      if (!FORM.decode(payload).equals(master)) {
        throw new IllegalArgumentException("event information differs from its signed bytes");
      }
    } catch (WireException e) {
      throw new IllegalArgumentException("not a whole master: " + e.getMessage(), e);
    }
    return new SignedMaster(master, Sign1.sign(payload, Purpose.MASTER, signer).encode());
  }

  /** Reads a signed message's content; the caller has looked at the signature. */
  public static EventMaster parse(Sign1 message) throws WireException {
    return FORM.decode(message.payload());
  }

  /** What is signed for {@code master}. */
  static Bytes payload(EventMaster master) {
    return FORM.encode(master);
  }

  private static void write(CborWriter to, EventMaster master) {
    to.map(11);
    to.key(KEY_FORMAT).integer(FORMAT);
    to.key(KEY_EVENT).integer(master.event().value());
    to.key(KEY_VERSION).integer(master.version());
    to.key(KEY_ISSUED_AT).integer(master.issuedAt().getEpochSecond());
    var draft = new MasterDraft(master);
    for (MasterSection section : MasterSection.values()) {
      section.write(to.key(section.key()), draft);
    }
    to.key(KEY_STATUS);
    StatusWire.write(to, master.status());
    to.endMap();
  }

  private static EventMaster read(CborReader from) throws IOException {
    from.map();
    readFormat(from);
    from.key(KEY_EVENT).integer(1, 0xFFFF_FFFFL); // Written from the event information again.
    long version = from.key(KEY_VERSION).integer(1, EventMaster.VERSION_MAX);
    var draft = new MasterDraft(version, MasterWire.instant(from.key(KEY_ISSUED_AT)));
    for (MasterSection section : MasterSection.values()) {
      section.read(from.key(section.key()), draft);
    }
    StatusList status = StatusWire.read(from.key(KEY_STATUS));
    from.endMap();
    return draft.finish(status);
  }

  static void readFormat(CborReader from) throws IOException {
    long format = from.key(KEY_FORMAT).integer(0, Long.MAX_VALUE);
    if (format != FORMAT) {
      throw new WireException(new Fault.UnknownFormat(format));
    }
  }
}
