package org.stile.gate.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.chips.ChipException;
import org.stile.chips.ChipFamily;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.chips.TicketChip;
import org.stile.core.admission.AdmissionPolicy;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.GroupOrder;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.TapContext;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.EventMaster;
import org.stile.core.ticket.VerifiedTicket;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

/**
 * One tap up to the decision: reads the chip, asks verifier and rules, writes nothing on the chip.
 * Owned by the lane's thread.
 */
final class Tap {
  private final LaneSettings settings;
  private final Rows rows;
  private final Journal journal;
  private final List<ChipFamily> families;
  private final Moment moment;
  private final TapChannel channel;
  private final TapTrace trace;
  private Optional<TicketChip> chip = Optional.empty();
  private Optional<StampHistory> stamps = Optional.empty();
  private List<Directory.Entry> members = List.of();
  private List<GroupOrder.Turn> turns = List.of();
  private Optional<Candidate> candidate = Optional.empty();

  /**
   * What every tap of a lane works with.
   *
   * @param rows what the lane itself has written, perhaps not durable yet.
   */
  record Desk(LaneSettings settings, LaneParts parts, Rows rows) {}

  /**
   * What does not change during a tap.
   *
   * @param admitting the event this gate lets people in to.
   * @param masters all installed events.
   * @param tags who left which stamp.
   */
  record Moment(
      ClockReading clock, EventMaster admitting, List<EventMaster> masters, GateTags tags) {}

  /** The ticket that pays: what it takes to grant, and to ask the rules once more. */
  record Candidate(
      TicketChip chip, int slot, VerifiedTicket ticket, EventMaster master, TapContext context) {
    Candidate with(TicketLedger ledger) {
      var told =
          new TapContext(
              context.chip(),
              context.gate(),
              context.lane(),
              context.direction(),
              context.admitting(),
              ledger,
              context.group(),
              context.clock());
      return new Candidate(chip, slot, ticket, master, told);
    }

    Decision decide() {
      return AdmissionPolicy.decide(ticket, master, context);
    }
  }

  /**
   * A tap that has just begun.
   *
   * @param desk what every tap of the lane works with.
   */
  Tap(Desk desk, Moment moment, TapChannel channel, TapTrace trace) {
    this.settings = desk.settings();
    this.rows = desk.rows();
    this.journal = desk.parts().journal();
    this.families = desk.parts().families();
    this.moment = moment;
    this.channel = channel;
    this.trace = trace;
  }

  Moment moment() {
    return moment;
  }

  TapChannel channel() {
    return channel;
  }

  TapTrace trace() {
    return trace;
  }

  /** Who it is, once proven. */
  Optional<ChipId> chipId() {
    return chip.map(TicketChip::id);
  }

  /** The ticket that pays, once the rules let it through. */
  Candidate candidate() {
    return candidate.orElseThrow(() -> new IllegalStateException("nothing was admitted"));
  }

  /** Finds out who the chip is, which of its tickets are to be asked, and what it was stamped. */
  LaneEvent read() throws ChipException, JournalException {
    Optional<TicketChip> opened = open();
    trace.spentOn(Stage.AUTHENTICATE);
    if (opened.isEmpty()) {
      return refused(new Refusal.ForeignChip("SAK " + Integer.toHexString(channel.target().sak())));
    }
    chip = opened;
    Directory directory = opened.get().readDirectory();
    members = members(directory);
    if (members.isEmpty()) {
      trace.spentOn(Stage.READ);
      return refused(new Refusal.NoTicket());
    }
    rows.awaitWritten(channel.remainingNanos());
    var unsettled = journal.unsettled(opened.get().id());
    if (!unsettled.isEmpty()
        || members.size() > 1
        || settings.direction() == Direction.EXIT
        || moment.admitting().rules().reEntry() != ReEntry.NONE) {
      settle(unsettled, stamps(opened.get()));
    }
    turns = GroupOrder.of(settings.direction(), known(unsettled));
    trace.spentOn(Stage.READ);
    return new LaneEvent.TicketsFound();
  }

  /** Asks the tickets one by one until one is let through (rule 11). */
  LaneEvent decide() throws ChipException, JournalException {
    var objections = new ArrayList<Decision.Refuse>();
    for (GroupOrder.Turn turn : turns) {
      switch (decide(turn)) {
        case Decision.Admit admit -> {
          return new LaneEvent.Admitted(admit);
        }
        case Decision.Refuse refuse -> objections.add(refuse);
      }
      if (!GroupOrder.asksNext(objections.getLast().why())) {
        break;
      }
    }
    var told = GroupOrder.told(objections.stream().map(Decision.Refuse::why).toList());
    for (Decision.Refuse objection : objections) {
      if (told.isPresent() && objection.why().equals(told.get())) {
        return new LaneEvent.Refused(objection);
      }
    }
    return refused(new Refusal.NoTicket());
  }

  private Decision decide(GroupOrder.Turn turn) throws ChipException, JournalException {
    TicketChip chip = this.chip.orElseThrow();
    Directory.Entry entry =
        members.stream().filter(member -> member.slot() == turn.slot()).findFirst().orElseThrow();
    var signed = chip.readTicket(entry.slot(), entry.length());
    trace.spentOn(Stage.READ);
    Verification verification = TicketVerifier.verify(signed, moment.masters());
    trace.spentOn(Stage.VERIFY);
    return switch (verification) {
      case Verification.Rejected(Refusal.ByRule why) -> new Decision.Refuse(Optional.empty(), why);
      case Verification.Verified(VerifiedTicket ticket, EventMaster master) -> {
        TicketLedger known = journal.ledgerOf(ticket.id());
        if (ticket.ticket().entries() > 1 || endsWithdrawn(known)) {
          stamps(chip);
          trace.spentOn(Stage.READ);
        }
        var asked = candidate(new Asked(chip, turn, ticket, master), known);
        Decision decision = asked.decide();
        candidate = Optional.of(asked);
        trace.spentOn(Stage.DECIDE);
        yield decision;
      }
    };
  }

  /** The chip refused the last grant for good: its stamps tell where its entries went. */
  private static boolean endsWithdrawn(TicketLedger known) {
    return known
        .last()
        .filter(passage -> passage.state() == TicketLedger.State.WITHDRAWN)
        .isPresent();
  }

  private record Asked(
      TicketChip chip, GroupOrder.Turn turn, VerifiedTicket ticket, EventMaster master) {}

  private Candidate candidate(Asked asked, TicketLedger known) {
    TicketLedger ledger =
        stamps
            .map(history -> known.with(history.passagesOf(asked.ticket().ticket())))
            .orElse(known);
    var context =
        new TapContext(
            asked.chip().id(),
            settings.gate(),
            settings.lane(),
            settings.direction(),
            moment.admitting().event(),
            ledger,
            asked.turn().group(),
            moment.clock());
    return new Candidate(
        asked.chip(), asked.turn().slot(), asked.ticket(), asked.master(), context);
  }

  /**
   * What the chip was stamped, read anew after it refused a command: it has forgotten by then who
   * was talking to it.
   */
  StampHistory stampsOnceMore() throws ChipException {
    TicketChip again =
        open()
            .orElseThrow(
                () -> new ChipException(new ChipException.Fault.Foreign("it was ours before")));
    return new StampHistory(again.readStamps(), moment.tags());
  }

  private Optional<TicketChip> open() throws ChipException {
    if (channel.target().speaksIsoDep()) {
      for (ChipFamily family : families) {
        Optional<TicketChip> opened = family.open(channel);
        if (opened.isPresent()) {
          return opened;
        }
      }
    }
    return Optional.empty();
  }

  /** The tickets of the event, else one of another event, so that its holder can be told which. */
  private List<Directory.Entry> members(Directory directory) {
    var ours = directory.entries().stream().filter(e -> isOf(moment.admitting(), e)).toList();
    return !ours.isEmpty()
        ? ours
        : directory.entries().stream()
            .filter(entry -> moment.masters().stream().anyMatch(m -> isOf(m, entry)))
            .limit(1)
            .toList();
  }

  private static boolean isOf(EventMaster master, Directory.Entry entry) {
    return master.accepted().stream().anyMatch(entry::names);
  }

  private StampHistory stamps(TicketChip chip) throws ChipException {
    if (stamps.isEmpty()) {
      stamps = Optional.of(new StampHistory(chip.readStamps(), moment.tags()));
    }
    return stamps.get();
  }

  /** Writes down what the chip's own stamps say about grants that were left open. */
  private void settle(List<Journal.Unsettled> unsettled, StampHistory stamps)
      throws JournalException {
    for (Journal.Unsettled open : unsettled) {
      Optional<JournalEntry.Outcome> outcome = stamps.settles(open.grant());
      if (outcome.isPresent()) {
        var row =
            new JournalEntry.Progress(
                settings.lane(),
                moment.clock(),
                open.sequence(),
                outcome.get(),
                "settled by the chip's stamps");
        Rows.await(journal.append(row), channel.remainingNanos());
      }
    }
  }

  /** What is known of each member before its ticket is read: its stamps and open grants name it. */
  private List<GroupOrder.Member> known(List<Journal.Unsettled> unsettled) throws JournalException {
    if (members.size() == 1) { // The order of one needs no lookup; rule 11 has nothing to say.
      return List.of(new GroupOrder.Member(members.getFirst().slot(), TicketLedger.EMPTY));
    }
    var known = new ArrayList<GroupOrder.Member>();
    for (Directory.Entry member : members) {
      known.add(new GroupOrder.Member(member.slot(), known(member, unsettled)));
    }
    return known;
  }

  private TicketLedger known(Directory.Entry member, List<Journal.Unsettled> unsettled)
      throws JournalException {
    for (Journal.Unsettled open : unsettled) {
      if (open.grant().slot() == member.slot()) {
        return journal.ledgerOf(open.grant().ticket());
      }
    }
    Optional<Stamp> newest = stamps.flatMap(history -> history.newestOf(member));
    if (newest.isEmpty()) {
      return TicketLedger.EMPTY;
    }
    var ticket = new TicketId(moment.admitting().event(), newest.get().ticketIndex());
    return journal
        .ledgerOf(ticket)
        .with(stamps.orElseThrow().passagesOf(member, newest.get().ticketIndex()));
  }

  private static LaneEvent refused(Refusal why) {
    return new LaneEvent.Refused(new Decision.Refuse(Optional.empty(), why));
  }
}
