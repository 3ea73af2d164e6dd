package org.stile.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.stile.cache.Journal.Receipt;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;

/** Entries as a gate writes them. */
final class Entries {
  static final EventId EVENT = new EventId(7_001);
  static final Instant DOORS = Instant.parse("2026-06-05T17:00:00Z");
  static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));

  private Entries() {}

  static TicketId ticket(int index) {
    return new TicketId(EVENT, index);
  }

  static ClockReading at(int second) {
    return new ClockReading(DOORS.plusSeconds(second), Trust.TRUSTED);
  }

  static Granted granted(int index) {
    return granted(ticket(index), Direction.ENTRY, 1, CHIP);
  }

  static Granted granted(TicketId ticket, Direction direction, int number, ChipId chip) {
    return new Granted(
        1,
        at(number),
        ticket,
        direction,
        number,
        chip,
        3,
        Bytes.hex("0102030405060708"),
        true,
        2,
        9,
        false);
  }

  static Progress progress(long about, Outcome outcome) {
    return new Progress(1, at(60), about, outcome, "proof");
  }

  static Refused refused(String code) {
    return new Refused(0, at(3), Optional.of(ticket(5)), Optional.of(CHIP), code, "why");
  }

  static Incident incident(String detail) {
    return new Incident(0, at(0), "STARTED", detail);
  }

  /** Appends {@code count} entries, from 0, without waiting for each alone. */
  static List<Receipt> appendAll(Journal journal, int count, IntFunction<JournalEntry> entry)
      throws Exception {
    var receipts = new ArrayList<Receipt>(count);
    var waiting = new ArrayList<CompletableFuture<Receipt>>();
    for (int i = 0; i < count; i++) {
      waiting.add(journal.append(entry.apply(i)));
      if (waiting.size() == JournalWriter.BATCH_MAX || i == count - 1) {
        for (CompletableFuture<Receipt> one : waiting) {
          receipts.add(one.get());
        }
        waiting.clear();
      }
    }
    return receipts;
  }
}
