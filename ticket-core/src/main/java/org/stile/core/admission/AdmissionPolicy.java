package org.stile.core.admission;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Seat;
import org.stile.core.master.Zone;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.VerifiedTicket;

/**
 * Whether a ticket lets its holder through: the numbered rules of docs/admission-rules.md, in that
 * order; the first objection is the answer. Rules 1 and 2 were asked before, by the verifier that
 * made the {@link VerifiedTicket}; rule 11 is {@link GroupOrder}.
 */
public final class AdmissionPolicy {
  private static final List<Rule> RULES =
      List.of(
          AdmissionPolicy::r3ThisChip,
          AdmissionPolicy::r4NotTakenBack,
          AdmissionPolicy::r5ThisEvent,
          AdmissionPolicy::r6InTime,
          AdmissionPolicy::r7ThisGate,
          AdmissionPolicy::r8EntriesLeft,
          AdmissionPolicy::r9NotInside,
          AdmissionPolicy::r10LeavingAndComingBack);

  private AdmissionPolicy() {}

  /**
   * Decides one tap. Same arguments, same answer; reads no clock, database or network; never
   * throws.
   *
   * @param master the event of {@code ticket}, whether or not the gate admits to it.
   */
  public static Decision decide(VerifiedTicket ticket, EventMaster master, TapContext tap) {
    var facts = new Facts(ticket, master, tap, tap.ledger().standing());
    for (Rule rule : RULES) {
      Optional<Refusal> objection = rule.objection(facts);
      if (objection.isPresent()) {
        return new Refuse(Optional.of(ticket.id()), objection.get());
      }
    }
    return admit(facts, facts.seat().orElseThrow()); // rule 7 saw that it is there.
  }

  private static Admit admit(Facts facts, Seat seat) {
    TapContext tap = facts.tap();
    Optional<Passage> unfinished = facts.unfinishedHere();
    int number =
        unfinished.map(Passage::number).orElseGet(() -> tap.ledger().nextNumber(tap.direction()));
    return new Admit(
        facts.ticket().id(),
        tap.direction(),
        number,
        facts.isEntry() && tap.ledger().isDebited(number, facts.rules().reEntry()),
        unfinished.map(Passage::sequence).map(OptionalLong::of).orElseGet(OptionalLong::empty),
        tap.group(),
        seat,
        facts.isEntry() && tap.clock().trust() == Trust.UNTRUSTED);
  }

  /** A ticket copied to another chip is worth nothing there. */
  private static Optional<Refusal> r3ThisChip(Facts facts) {
    return unless(facts.claims().chip().equals(facts.tap().chip()), new Refusal.NotThisChip());
  }

  /** The issuer may take a ticket back, for good or for now. */
  private static Optional<Refusal> r4NotTakenBack(Facts facts) {
    return switch (facts.master().status().of(facts.claims().index())) {
      case VALID -> Optional.empty();
      case REVOKED -> Optional.of(new Refusal.Revoked());
      case SUSPENDED -> Optional.of(new Refusal.Suspended());
    };
  }

  /** Good, but for the event of this gate? A master of a third event proves nothing at all. */
  private static Optional<Refusal> r5ThisEvent(Facts facts) {
    var event = facts.ticket().id().event();
    EventMaster master = facts.master();
    if (!master.event().equals(event) || !master.accepted().contains(facts.claims().event())) {
      return Optional.of(new Refusal.UnknownEvent(facts.claims().event()));
    }
    var information = master.information();
    return unless(
        event.equals(facts.tap().admitting()),
        new Refusal.WrongEvent(event, information.name(), information.startsAt()));
  }

  /** Doors, or the ticket type's own windows; only on the way in. */
  private static Optional<Refusal> r6InTime(Facts facts) {
    if (!facts.isEntry()) {
      return Optional.empty();
    }
    Instant earliest = facts.earliestNow();
    List<Window> windows = facts.windows();
    Instant closes = windows.stream().map(Window::until).max(Comparator.naturalOrder()).get();
    if (!earliest.isBefore(closes)) {
      return Optional.of(new Refusal.Closed(closes));
    }
    if (facts.tap().clock().trust() == Trust.UNTRUSTED) {
      return unless(
          facts.rules().whenClockUntrusted() == WhenClockUntrusted.ADMIT_AND_MARK,
          new Refusal.ClockNotTrusted());
    }
    if (windows.stream().anyMatch(window -> isWithin(earliest, window))) {
      return Optional.empty();
    }
    return windows.stream()
        .map(Window::from)
        .filter(earliest::isBefore)
        .min(Comparator.naturalOrder())
        .map(Refusal.NotYetOpen::new);
  }

  private static boolean isWithin(Instant time, Window window) {
    return !time.isBefore(window.from()) && time.isBefore(window.until());
  }

  /** In through a gate that leads to the seat; out through any. */
  private static Optional<Refusal> r7ThisGate(Facts facts) {
    Optional<Seat> seat = facts.seat();
    if (seat.isEmpty()) {
      return Optional.of(new Refusal.UnknownSeat(facts.claims().seat()));
    }
    int zone = seat.get().zone();
    var serving = facts.master().gatesServing(zone);
    String name =
        facts.master().zone(zone).map(Zone::name).orElseThrow(); // A master has all zones.
    return unless(
        !facts.isEntry() || serving.contains(facts.tap().gate()),
        new Refusal.WrongGate(name, serving));
  }

  /** A new entry must be paid for; whatever is new must have a number that a stamp can hold. */
  private static Optional<Refusal> r8EntriesLeft(Facts facts) {
    TicketLedger ledger = facts.tap().ledger();
    ReEntry reEntry = facts.rules().reEntry();
    int number = ledger.nextNumber(facts.tap().direction());
    boolean isPaid =
        !facts.isEntry()
            || !ledger.isDebited(number, reEntry)
            || ledger.entriesUsed(reEntry) < facts.claims().entries();
    return unless(
        !facts.isNew() || (isPaid && number <= Passage.NUMBER_MAX),
        new Refusal.NoEntriesLeft(facts.claims().entries(), ledger.lastStanding()));
  }

  /** Nobody goes in twice; what was begun is finished where it was begun. */
  private static Optional<Refusal> r9NotInside(Facts facts) {
    return switch (facts.standing()) {
      case Standing.NeverCame _, Standing.Outside _ -> Optional.empty();
      case Standing.Inside(Passage entry) -> unless(!facts.isEntry(), alreadyInside(entry));
      case Standing.Underway(Passage begun, _) when begun.direction() == facts.tap().direction() ->
          unless(
              facts.unfinishedHere().isPresent(),
              new Refusal.FinishElsewhere(begun.gate(), begun.lane()));
      case Standing.Underway(_, Standing.Inside(Passage entry)) when facts.isEntry() ->
          Optional.of(alreadyInside(entry));
      case Standing.Underway(Passage exit, _) -> unless(!facts.isEntry(), alreadyInside(exit));
    };
  }

  private static Refusal alreadyInside(Passage entry) {
    return new Refusal.AlreadyInside(entry.gate(), entry.at());
  }

  /** Who is not in cannot go out; who went out comes back only if the event lets them. */
  private static Optional<Refusal> r10LeavingAndComingBack(Facts facts) {
    return switch (facts.standing()) {
      case Standing.NeverCame _ -> unless(facts.isEntry(), new Refusal.NotInside());
      case Standing.Inside _ -> Optional.empty();
      case Standing.Outside(Passage exit) -> comingBack(facts, exit);
      case Standing.Underway(Passage begun, _) when begun.state() != State.GRANTED ->
          Optional.empty();
      case Standing.Underway(_, Standing.Outside(Passage exit)) -> comingBack(facts, exit);
      case Standing.Underway(Passage begun, _) ->
          unless(facts.isEntry() || begun.direction() == Direction.EXIT, new Refusal.NotInside());
    };
  }

  private static Optional<Refusal> comingBack(Facts facts, Passage exit) {
    return facts.isEntry()
        ? unless(facts.rules().reEntry() != ReEntry.NONE, new Refusal.NoReEntry(exit.at()))
        : Optional.of(new Refusal.NotInside());
  }

  private static Optional<Refusal> unless(boolean satisfied, Refusal objection) {
    return satisfied ? Optional.empty() : Optional.of(objection);
  }

  @FunctionalInterface
  private interface Rule {
    Optional<Refusal> objection(Facts facts);
  }

  private record Facts(
      VerifiedTicket ticket, EventMaster master, TapContext tap, Standing standing) {
    Ticket claims() {
      return ticket.ticket();
    }

    AdmissionRules rules() {
      return master.rules();
    }

    boolean isEntry() {
      return tap.direction() == Direction.ENTRY;
    }

    Optional<Seat> seat() {
      return master.seats().at(claims().seat());
    }

    /** A trusted clock is right; any other is never ahead, and the master was signed before now. */
    Instant earliestNow() {
      Instant now = tap.clock().now();
      return tap.clock().trust() != Trust.TRUSTED && now.isBefore(master.issuedAt())
          ? master.issuedAt()
          : now;
    }

    /** When this type of ticket may enter; at least one. */
    List<Window> windows() {
      List<Window> own =
          rules().windows().stream()
              .filter(window -> window.types().contains(claims().type()))
              .toList();
      return own.isEmpty()
          ? List.of(new Window(Set.of(), rules().doorsOpen(), rules().lastEntry()))
          : own;
    }

    /** Whether this would be one more passage, rather than one that rules 9 or 10 object to. */
    boolean isNew() {
      return switch (standing) {
        case Standing.NeverCame _ -> isEntry();
        case Standing.Outside _ -> isEntry() && rules().reEntry() != ReEntry.NONE;
        case Standing.Inside _ -> !isEntry();
        case Standing.Underway(Passage begun, _) ->
            !isEntry() && begun.direction() == Direction.ENTRY;
      };
    }

    /** A passage this lane granted in this direction, and nobody went through. */
    Optional<Passage> unfinishedHere() {
      return standing instanceof Standing.Underway(Passage begun, _)
              && begun.direction() == tap.direction()
              && begun.source() == Source.THIS_GATE
              && begun.gate().equals(tap.gate())
              && begun.lane() == tap.lane()
          ? Optional.of(begun)
          : Optional.empty();
    }
  }
}
