package org.stile.core.master;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventId;

/**
 * Event information as bytes (docs/wire-format.md, "Event information"): a map with small keys, in
 * a {@link Sign1} by an issuing key of the event.
 *
 * <pre>
 * 1 event        unsigned
 * 2 name         text
 * 3 venue        text
 * 4 place        text
 * 5 starts at    seconds since 1970
 * 6 time zone    text
 * </pre>
 */
public final class EventInformationCodec {
  /** It lies in one file of a chip, behind a byte for its length (docs/chip-layout.md). */
  public static final int SIGNED_LENGTH_MAX = 223;

  /** What that leaves beside headers and signature. */
  private static final int PAYLOAD_LENGTH_MAX = SIGNED_LENGTH_MAX - 77;

  private static final int EVENT = 1;
  private static final int NAME = 2;
  private static final int VENUE = 3;
  private static final int PLACE = 4;
  private static final int STARTS_AT = 5;
  private static final int TIME_ZONE = 6;

  private static final CborForm<EventInformation> FORM =
      new CborForm<>(PAYLOAD_LENGTH_MAX, EventInformationCodec::write, EventInformationCodec::read);

  private EventInformationCodec() {}

  /**
   * Signs {@code information}; answers the bytes that are written to chips.
   *
   * @throws IllegalArgumentException if its texts are too long together.
   */
  public static Bytes sign(EventInformation information, Signer signer) {
    return Sign1.sign(FORM.encode(information), Purpose.EVENT_INFORMATION, signer).encode();
  }

  /** Reads a record without believing it: any reader can do that, with no key at all. */
  public static EventInformation parse(Bytes signed) throws WireException {
    return FORM.decode(Sign1.parse(signed, SIGNED_LENGTH_MAX).payload());
  }

  /** Whether one of {@code keys} signed this record. */
  public static boolean signedByOneOf(List<IssuingKey> keys, Bytes signed) throws WireException {
    Sign1 message = Sign1.parse(signed, SIGNED_LENGTH_MAX);
    return keys.stream()
        .filter(key -> key.id() == message.keyId())
        .anyMatch(key -> message.verifies(key.key(), Purpose.EVENT_INFORMATION));
  }

  private static void write(CborWriter to, EventInformation information) {
    to.map(6);
    to.key(EVENT).integer(information.event().value());
    to.key(NAME).text(information.name());
    to.key(VENUE).text(information.venue());
    to.key(PLACE).text(information.place());
    to.key(STARTS_AT).integer(information.startsAt().getEpochSecond());
    to.key(TIME_ZONE).text(information.timeZone());
    to.endMap();
  }

  private static EventInformation read(CborReader from) throws IOException {
    from.map();
    var event = new EventId(from.key(EVENT).integer(1, 0xFFFF_FFFFL));
    String name = from.key(NAME).text();
    String venue = from.key(VENUE).text();
    String place = from.key(PLACE).text();
    Instant startsAt = MasterWire.instant(from.key(STARTS_AT));
    String timeZone = from.key(TIME_ZONE).text();
    from.endMap();
    return new EventInformation(event, name, venue, place, startsAt, timeZone);
  }
}
