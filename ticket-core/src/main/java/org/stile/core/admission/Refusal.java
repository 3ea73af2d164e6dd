package org.stile.core.admission;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;

/**
 * Why the arm stays shut. Each carries what the visitor needs to be told; {@link #code} is what a
 * steward acts on (docs/admission-rules.md has a row for each).
 */
public sealed interface Refusal {
  /** Stable, short, for journal and steward, for example "R09-ALREADY-INSIDE". */
  String code();

  /** What a rule objects to, in the order of the rules. */
  sealed interface ByRule extends Refusal {}

  /** Rules 1 to 5: the ticket itself. */
  sealed interface OfTicket extends ByRule {}

  /** Rules 6 and 7: now, and here. */
  sealed interface OfTimeAndPlace extends ByRule {}

  /** Rules 8 to 10: what was done with it before. */
  sealed interface OfPassages extends ByRule {}

  /** What went wrong before any rule could be asked, or after. */
  sealed interface ByChip extends Refusal {}

  /** Rule 1: no event this gate knows has this event information. */
  record UnknownEvent(EventHash named) implements OfTicket {
    @Override
    public String code() {
      return "R01-UNKNOWN-EVENT";
    }
  }

  /** Rule 2: not a ticket, or not as it was signed. */
  record Forged(Flaw flaw) implements OfTicket {
    @Override
    public String code() {
      return "R02-FORGED";
    }
  }

  /** What rule 2 found. */
  enum Flaw {
    NOT_A_TICKET,
    UNKNOWN_KEY,
    KEY_NOT_VALID_THEN,
    WRONG_SIGNATURE
  }

  /** Rule 3: good, but issued to another chip. */
  record NotThisChip() implements OfTicket {
    @Override
    public String code() {
      return "R03-NOT-THIS-CHIP";
    }
  }

  /** Rule 4: taken back for good. */
  record Revoked() implements OfTicket {
    @Override
    public String code() {
      return "R04-REVOKED";
    }
  }

  /** Rule 4: taken back for now. */
  record Suspended() implements OfTicket {
    @Override
    public String code() {
      return "R04-SUSPENDED";
    }
  }

  /** Rule 5: good, but for another event. */
  record WrongEvent(EventId event, String name, Instant startsAt) implements OfTicket {
    @Override
    public String code() {
      return "R05-WRONG-EVENT";
    }
  }

  /** Rule 6: doors, or this ticket's window, open later. */
  record NotYetOpen(Instant opensAt) implements OfTimeAndPlace {
    @Override
    public String code() {
      return "R06-NOT-YET-OPEN";
    }
  }

  /** Rule 6: last entry has been. */
  record Closed(Instant closedAt) implements OfTimeAndPlace {
    @Override
    public String code() {
      return "R06-CLOSED";
    }
  }

  /** Rule 6: the time cannot be trusted, and the venue's policy is not to guess. */
  record ClockNotTrusted() implements OfTimeAndPlace {
    @Override
    public String code() {
      return "R06-CLOCK-NOT-TRUSTED";
    }
  }

  /** Rule 7: the seat's zone is not served here. */
  record WrongGate(String zone, Set<GateId> goTo) implements OfTimeAndPlace {
    public WrongGate {
      goTo = Set.copyOf(goTo);
    }

    @Override
    public String code() {
      return "R07-WRONG-GATE";
    }
  }

  /** Rule 7: the seat is not on the seat map of this event as the gate has it. */
  record UnknownSeat(int seat) implements OfTimeAndPlace {
    @Override
    public String code() {
      return "R07-UNKNOWN-SEAT";
    }
  }

  /**
   * Rule 8: every entry it pays for was used.
   *
   * @param last the last passage that was not withdrawn, empty if none is known.
   */
  record NoEntriesLeft(int entries, Optional<TicketLedger.Passage> last) implements OfPassages {
    @Override
    public String code() {
      return "R08-NO-ENTRIES-LEFT";
    }
  }

  /** Rule 9: the holder is inside already. */
  record AlreadyInside(GateId gate, Instant since) implements OfPassages {
    @Override
    public String code() {
      return "R09-ALREADY-INSIDE";
    }
  }

  /** Rule 9: granted at another gate or lane, where nobody walked through yet: go there. */
  record FinishElsewhere(GateId gate, int lane) implements OfPassages {
    @Override
    public String code() {
      return "R09-FINISH-ELSEWHERE";
    }
  }

  /** Rule 10: left, and this event lets nobody back in. */
  record NoReEntry(Instant leftAt) implements OfPassages {
    @Override
    public String code() {
      return "R10-NO-RE-ENTRY";
    }
  }

  /** Rule 10: wants out, but never came in. */
  record NotInside() implements OfPassages {
    @Override
    public String code() {
      return "R10-NOT-INSIDE";
    }
  }

  /** Not a chip this system wrote to. */
  record ForeignChip(String found) implements ByChip {
    @Override
    public String code() {
      return "C01-FOREIGN-CHIP";
    }
  }

  /** A chip that cannot prove it has its own keys: a copy, or one with keys of another system. */
  record ChipNotGenuine() implements ByChip {
    @Override
    public String code() {
      return "C02-CHIP-NOT-GENUINE";
    }
  }

  /** A genuine chip without a ticket for this event. */
  record NoTicket() implements ByChip {
    @Override
    public String code() {
      return "C03-NO-TICKET";
    }
  }

  /** Pulled away before it was done: nothing was lost, hold it again. */
  record PulledAway() implements ByChip {
    @Override
    public String code() {
      return "C04-PULLED-AWAY";
    }
  }

  /** What the chip says cannot be so: wrong lengths, wrong code, contents that do not parse. */
  record ChipUnreadable(String detail) implements ByChip {
    @Override
    public String code() {
      return "C05-CHIP-UNREADABLE";
    }
  }

  /** More than one chip in the field: none can be meant. */
  record SeveralChips(int count) implements ByChip {
    @Override
    public String code() {
      return "C06-SEVERAL-CHIPS";
    }
  }

  /** The gate cannot keep its promise just now: journal, reader or master. */
  record GateOutOfOrder(String detail) implements ByChip {
    @Override
    public String code() {
      return "G01-OUT-OF-ORDER";
    }
  }
}
