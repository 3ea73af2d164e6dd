package org.stile.core.ticket;

import java.io.IOException;
import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.TicketId;

/**
 * Tickets as bytes (docs/wire-format.md, "Ticket"): a map with small keys, in a {@link Sign1}.
 *
 * <pre>
 * 1 event hash   bytes, 8
 * 2 index        unsigned
 * 3 chip         bytes, 4 to 10
 * 4 seat         unsigned
 * 5 type         unsigned; absent when 0
 * 6 issued at    seconds since 1970: number and meaning of CWT's "iat" (RFC 8392 §3.1.6)
 * 7 entries      unsigned; absent when 1
 * </pre>
 */
public final class TicketCodec {
  /** A ticket lies in one slot of a chip (docs/chip-layout.md). */
  public static final int SIGNED_LENGTH_MAX = 128;

  private static final int EVENT = 1;
  private static final int INDEX = 2;
  private static final int CHIP = 3;
  private static final int SEAT = 4;
  private static final int TYPE = 5;
  private static final int ISSUED_AT = 6;
  private static final int ENTRIES = 7;

  private static final int TYPE_MAX = 255;
  private static final int ENTRIES_MAX = 255;

  private static final CborForm<Ticket> FORM =
      new CborForm<>(SIGNED_LENGTH_MAX, TicketCodec::write, TicketCodec::read);

  private TicketCodec() {}

  /** Signs {@code ticket}; answers the bytes that are written to its chip. */
  public static Bytes sign(Ticket ticket, Signer signer) {
    return Sign1.sign(FORM.encode(ticket), Purpose.TICKET, signer).encode();
  }

  /**
   * Reads a ticket without believing it.
   *
   * @param signed at most {@link #SIGNED_LENGTH_MAX} bytes, and nothing after the ticket.
   */
  public static SignedTicket parse(Bytes signed) throws WireException {
    Sign1 message = Sign1.parse(signed, SIGNED_LENGTH_MAX);
    return new SignedTicket(FORM.decode(message.payload()), message);
  }

  private static void write(CborWriter to, Ticket ticket) {
    boolean typed = ticket.type() != 0;
    boolean several = ticket.entries() != 1;
    to.map(5 + (typed ? 1 : 0) + (several ? 1 : 0));
    to.key(EVENT).bytes(ticket.event().value());
    to.key(INDEX).integer(ticket.index());
    to.key(CHIP).bytes(ticket.chip().uid());
    to.key(SEAT).integer(ticket.seat());
    if (typed) {
      to.key(TYPE).integer(ticket.type());
    }
    to.key(ISSUED_AT).integer(ticket.issuedAt().getEpochSecond());
    if (several) {
      to.key(ENTRIES).integer(ticket.entries());
    }
    to.endMap();
  }

  private static Ticket read(CborReader from) throws IOException {
    from.map();
    var event = new EventHash(from.key(EVENT).bytes(EventHash.LENGTH));
    int index = from.key(INDEX).small(0, TicketId.INDEX_MAX);
    var chip = new ChipId(from.key(CHIP).bytes(SIGNED_LENGTH_MAX));
    int seat = from.key(SEAT).small(0, TicketId.INDEX_MAX);
    int type = from.has(TYPE) ? from.small(0, TYPE_MAX) : 0;
    long issuedAt = from.key(ISSUED_AT).integer(0, 0xFFFF_FFFFL);
    int entries = from.has(ENTRIES) ? from.small(1, ENTRIES_MAX) : 1;
    from.endMap();
    return new Ticket(event, index, chip, seat, type, entries, Instant.ofEpochSecond(issuedAt));
  }
}
