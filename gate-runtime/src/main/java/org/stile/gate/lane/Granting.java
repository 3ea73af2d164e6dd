package org.stile.gate.lane;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.stile.cache.Journal;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalException;
import org.stile.chips.ChipException;
import org.stile.chips.GateTag;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.core.Bytes;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/**
 * Turns a decision to admit into a durable grant and a stamp on the chip, in the order of
 * docs/decisions/0001-grant-before-commit.md. Owned by the lane's thread.
 */
final class Granting {
  private static final int NONCE_LENGTH = JournalEntry.Granted.NONCE_LENGTH;

  private final LaneSettings settings;
  private final Journal journal;
  private final RandomGenerator nonces;
  private final Tap tap;
  private final Tap.Candidate candidate;
  private final Decision.Admit admit;

  Granting(LaneSettings settings, LaneParts parts, Tap tap, Decision.Admit admit) {
    this.settings = settings;
    this.journal = parts.journal();
    this.nonces = parts.nonces();
    this.tap = tap;
    this.candidate = tap.candidate();
    this.admit = admit;
  }

  /** A grant that is durable, or about to be. */
  private record Grant(Bytes nonce, CompletableFuture<Receipt> durable) {}

  LaneEvent grant() {
    try {
      if (admit.resumes().isPresent() && isOnChip(admit.resumes().getAsLong())) {
        return new LaneEvent.AlreadyStamped(admit.resumes().getAsLong());
      }
      return stamp(admit.resumes().isPresent() ? resumed() : granted());
    } catch (JournalException e) {
      return e.fault() instanceof JournalException.Fault.Taken
          ? taken()
          : new LaneEvent.Failed(JournalTrouble.of(e), e.fault().toString());
    }
  }

  private boolean isOnChip(long sequence) {
    return candidate.context().ledger().passages().stream()
        .filter(passage -> passage.sequence() == sequence)
        .map(Passage::state)
        .anyMatch(
            state ->
                switch (state) {
                  case STAMPED, NOT_PASSED -> true;
                  case GRANTED, PASSED, WITHDRAWN -> false;
                });
  }

  /**
   * The grant of an earlier tap: the chip gets its nonce once more. A row says so first, or a power
   * cut after the commit would leave a stamp on the chip that no later tap looks for.
   */
  private Grant resumed() throws JournalException {
    long sequence = admit.resumes().orElseThrow();
    List<JournalRow> rows = journal.rowsAfter(sequence - 1, 1);
    if (!rows.isEmpty()
        && rows.getFirst().sequence() == sequence
        && rows.getFirst().entry() instanceof JournalEntry.Granted earlier
        && earlier.ticket().equals(admit.ticket())
        && earlier.chip().equals(candidate.chip().id())) {
      var receipt = new Receipt(sequence, rows.getFirst().hash());
      var again =
          new JournalEntry.Progress(
              settings.lane(),
              tap.moment().clock(),
              sequence,
              JournalEntry.Outcome.STAMP_UNKNOWN,
              "taken up again");
      return new Grant(earlier.nonce(), journal.append(again).thenApply(_ -> receipt));
    }
    throw new JournalException(
        new JournalException.Fault.Damaged("row " + sequence + " is not the grant it was"));
  }

  private Grant granted() {
    byte[] nonce = new byte[NONCE_LENGTH];
    nonces.nextBytes(nonce);
    var entry =
        new JournalEntry.Granted(
            settings.lane(),
            tap.moment().clock(),
            admit.ticket(),
            admit.direction(),
            admit.number(),
            candidate.chip().id(),
            candidate.slot(),
            Bytes.copyOf(nonce),
            admit.debits(),
            admit.seat().type(),
            admit.seat().zone(),
            admit.clockDoubted());
    return new Grant(entry.nonce(), journal.append(entry));
  }

  private StampOrder order(Bytes nonce) {
    var ticket = candidate.ticket().ticket();
    var stamp =
        new Stamp(
            candidate.slot(),
            ticket.index(),
            admit.direction(),
            admit.number(),
            GateTag.of(settings.gate(), settings.lane()),
            tap.moment().clock().now().truncatedTo(ChronoUnit.SECONDS),
            nonce,
            ticket.event().value().slice(0, StampHistory.EVENT_TAG_LENGTH));
    return new StampOrder(stamp, admit.debits());
  }

  private LaneEvent stamp(Grant grant) throws JournalException {
    TicketChip.PendingStamp pending;
    try {
      pending = candidate.chip().prepare(order(grant.nonce()));
      tap.trace().spentOn(Stage.STAMP);
    } catch (ChipException e) {
      tap.trace().spentOn(Stage.STAMP);
      return notPrepared(durable(grant), e.fault());
    }
    long sequence;
    try {
      sequence = durable(grant);
    } catch (JournalException e) {
      pending.abort();
      throw e;
    }
    if (tap.channel().isOver()) {
      pending.abort();
      return notStamped(sequence, "the tap took too long");
    }
    StampResult result = pending.commit();
    tap.trace().spentOn(Stage.STAMP);
    return switch (result) {
      case StampResult.Committed(Bytes proof) -> new LaneEvent.Stamped(sequence, proof.hex());
      case StampResult.NotCommitted(String why) -> notStamped(sequence, why);
      case StampResult.Unknown(String why) ->
          new LaneEvent.StampUnknown(sequence, refuse(new Refusal.PulledAway()), why);
    };
  }

  private long durable(Grant grant) throws JournalException {
    try {
      return Rows.await(grant.durable(), tap.channel().remainingNanos()).sequence();
    } finally {
      tap.trace().spentOn(Stage.JOURNAL);
    }
  }

  private LaneEvent notPrepared(long sequence, ChipException.Fault fault) {
    if (fault instanceof ChipException.Fault.NoEntriesLeft) {
      return new LaneEvent.Withdrawn(sequence, spent());
    }
    return new LaneEvent.NotStamped(sequence, refuse(ChipTrouble.refusal(fault)), fault.toString());
  }

  private LaneEvent notStamped(long sequence, String why) {
    return new LaneEvent.NotStamped(sequence, refuse(new Refusal.PulledAway()), why);
  }

  /** The chip's counter is at zero though nobody here knew: its stamps tell where it was used. */
  private Decision.Refuse spent() {
    int entries = candidate.ticket().ticket().entries();
    try {
      StampHistory stamps = tap.stampsOnceMore();
      TicketLedger ledger =
          candidate.context().ledger().with(stamps.passagesOf(candidate.ticket().ticket()));
      return switch (candidate.with(ledger).decide()) {
        case Decision.Refuse refuse -> refuse;
        case Decision.Admit _ -> refuse(new Refusal.NoEntriesLeft(entries, ledger.lastStanding()));
      };
    } catch (ChipException e) {
      return refuse(new Refusal.NoEntriesLeft(entries, Optional.empty()));
    }
  }

  /** Another reader was faster: what the journal knows by now says what to tell. */
  private LaneEvent taken() {
    try {
      TicketLedger ledger = journal.ledgerOf(admit.ticket());
      return switch (candidate.with(ledger).decide()) {
        case Decision.Refuse refuse -> new LaneEvent.Refused(refuse);
        case Decision.Admit _ -> new LaneEvent.Refused(refuse(lastOf(ledger)));
      };
    } catch (JournalException e) {
      return new LaneEvent.Failed(JournalTrouble.of(e), e.fault().toString());
    }
  }

  private Refusal lastOf(TicketLedger ledger) {
    return ledger
        .last()
        .<Refusal>map(
            last ->
                last.direction() == Direction.ENTRY
                    ? new Refusal.AlreadyInside(last.gate(), last.at())
                    : new Refusal.FinishElsewhere(last.gate(), last.lane()))
        .orElseGet(() -> new Refusal.GateOutOfOrder("a number is taken and nobody took it"));
  }

  private Decision.Refuse refuse(Refusal why) {
    return new Decision.Refuse(Optional.of(admit.ticket()), why);
  }
}
