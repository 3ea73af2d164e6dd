package org.stile.core.journal;

import java.time.Instant;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;

/** Entries as a gate writes them. */
final class Entries {
  static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));

  private Entries() {}

  static TicketId ticket(int index) {
    return new TicketId(new EventId(7_001), index);
  }

  static Granted granted(int index) {
    return new Granted(
        1,
        new ClockReading(Instant.parse("2026-06-05T17:00:01Z"), Trust.TRUSTED),
        ticket(index),
        Direction.ENTRY,
        1,
        CHIP,
        3,
        Bytes.hex("0102030405060708"),
        true,
        2,
        9,
        false);
  }
}
