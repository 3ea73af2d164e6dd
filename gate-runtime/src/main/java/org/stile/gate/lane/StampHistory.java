package org.stile.gate.lane;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.ticket.Ticket;

/** What a chip remembers of its last admissions, newest first. Immutable. */
final class StampHistory {
  /** As many as a reader can see at once (docs/chip-layout.md, "Stamp"). */
  private static final int VISIBLE_MAX = 8;

  /** A stamp names its event by this many bytes of the event hash. */
  static final int EVENT_TAG_LENGTH = 3;

  /** Left by a gate that the event master does not name: one that was renamed or removed. */
  static final GateId UNKNOWN_GATE = new GateId("unknown");

  private final List<Stamp> stamps;
  private final GateTags tags;

  StampHistory(List<Stamp> stamps, GateTags tags) {
    this.stamps = stamps.stream().limit(VISIBLE_MAX).toList();
    this.tags = tags;
  }

  /** The passages of {@code ticket}, as ledger entries. */
  List<Passage> passagesOf(Ticket ticket) {
    Bytes event = ticket.event().value().slice(0, EVENT_TAG_LENGTH);
    var passages = new ArrayList<Passage>();
    for (Stamp stamp : stamps) {
      if (stamp.ticketIndex() == ticket.index() && stamp.eventTag().equals(event)) {
        passages.add(passage(stamp));
      }
    }
    return passages;
  }

  /** The passages of the ticket with this index that lay in this slot. */
  List<Passage> passagesOf(Directory.Entry slot, int ticketIndex) {
    var passages = new ArrayList<Passage>();
    for (Stamp stamp : stamps) {
      if (stamp.ticketIndex() == ticketIndex && isOf(slot, stamp)) {
        passages.add(passage(stamp));
      }
    }
    return passages;
  }

  /** The last admission paid for from this slot, by the event whose ticket lies there now. */
  Optional<Stamp> newestOf(Directory.Entry slot) {
    return stamps.stream().filter(stamp -> isOf(slot, stamp)).findFirst();
  }

  /**
   * Whether the chip carries the stamp of {@code grant}; empty if it can no longer be told, because
   * so many others came after it.
   */
  Optional<Outcome> settles(JournalEntry.Granted grant) {
    if (stamps.stream().anyMatch(stamp -> stamp.nonce().equals(grant.nonce()))) {
      return Optional.of(Outcome.STAMPED);
    }
    // An EV1 shows only its last two: unless one of them is older, the stamp may lie behind them.
    boolean reachesBack =
        stamps.isEmpty()
            || stamps.getLast().at().isBefore(grant.at().now().truncatedTo(ChronoUnit.SECONDS));
    return reachesBack ? Optional.of(Outcome.NOT_STAMPED) : Optional.empty();
  }

  private static boolean isOf(Directory.Entry slot, Stamp stamp) {
    return stamp.slot() == slot.slot()
        && stamp.eventTag().equals(slot.eventTag().slice(0, EVENT_TAG_LENGTH));
  }

  private Passage passage(Stamp stamp) {
    var place = tags.place(stamp.gateTag()).orElseGet(() -> new GateTags.Place(UNKNOWN_GATE, 0));
    return new Passage(
        stamp.direction(),
        stamp.number(),
        place.gate(),
        place.lane(),
        stamp.at(),
        State.STAMPED,
        Source.CHIP,
        0);
  }
}
