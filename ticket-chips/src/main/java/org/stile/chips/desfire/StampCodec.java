package org.stile.chips.desfire;

import java.time.Instant;
import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Stamp;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.TicketId;

/** One stamp as docs/chip-layout.md draws it. */
final class StampCodec {
  /** What a chip's stamp file is filled with when it is made. */
  static final Bytes BLANK = Bytes.copyOf(new byte[Layout.STAMP_LENGTH]);

  private static final int VERSION_1 = 0x40;
  private static final int EXIT = 0x08;
  private static final int SLOT = 0x07;

  private StampCodec() {}

  static Bytes encode(Stamp stamp) {
    int exit =
        switch (stamp.direction()) {
          case ENTRY -> 0;
          case EXIT -> EXIT;
        };
    int index = stamp.ticketIndex();
    int at = (int) stamp.at().getEpochSecond();
    return Bytes.concat(
        Bytes.of(VERSION_1 | exit | stamp.slot(), stamp.number()),
        Bytes.of(index >>> 16, index >>> 8, index),
        stamp.gateTag(),
        Bytes.of(at >>> 24, at >>> 16, at >>> 8, at),
        stamp.nonce(),
        stamp.eventTag());
  }

  /**
   * Reads {@link Layout#STAMP_LENGTH} bytes; empty if nobody stamped there yet.
   *
   * @throws ChipException with {@link Fault.Malformed} for anything {@link #encode} does not write.
   */
  static Optional<Stamp> decode(Bytes record) throws ChipException {
    if (record.equals(BLANK)) {
      return Optional.empty();
    }
    if (record.length() != Layout.STAMP_LENGTH) {
      throw malformed("a stamp of " + record.length() + " bytes");
    }
    int first = record.at(0);
    if ((first & ~(EXIT | SLOT)) != VERSION_1) {
      throw malformed("a stamp that begins with " + first);
    }
    int number = record.at(1);
    int index = record.at(2) << 16 | record.at(3) << 8 | record.at(4);
    if (number == 0 || index > TicketId.INDEX_MAX) {
      throw malformed("a stamp for entry " + number + " of ticket " + index);
    }
    long at = 0;
    for (int i = 9; i < 13; i++) {
      at = at << 8 | record.at(i);
    }
    return Optional.of(
        new Stamp(
            first & SLOT,
            index,
            (first & EXIT) == 0 ? Direction.ENTRY : Direction.EXIT,
            number,
            record.slice(5, 9),
            Instant.ofEpochSecond(at),
            record.slice(13, 21),
            record.slice(21, 24)));
  }

  private static ChipException malformed(String detail) {
    return new ChipException(new Fault.Malformed(detail));
  }
}
