package org.stile.system.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.stile.cache.JournalException;
import org.stile.core.Bytes;
import org.stile.core.admission.AdmissionPolicy;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Group;
import org.stile.core.admission.TapContext;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.master.EventMaster;
import org.stile.system.simulation.Show.Chip;
import org.stile.system.simulation.Show.Stamp;

/**
 * Taps at a gate: the product's policy and ledger, and rows in the order in which the product's
 * lane writes them (docs/decisions/0001-grant-before-commit.md). The power may go at each step.
 * What it knew when it granted is checked here.
 */
final class Lane {
  /** A body that went through. */
  record Walk(Bytes logId, TicketId ticket, Direction direction, int number) {}

  private final World world;
  private final SimulatedGate gate;
  private final Flaw flaw;
  private final List<Walk> walks = new ArrayList<>();
  private int taps;
  private int answered;

  Lane(World world, SimulatedGate gate, Flaw flaw) {
    this.world = world;
    this.gate = gate;
    this.flaw = flaw;
  }

  /** Who went through here. */
  List<Walk> walks() {
    return walks;
  }

  /** Taps that were not answered at once, which must be none. */
  int waited() {
    return taps - answered;
  }

  void tap(Chip chip, Direction direction) {
    if (!gate.isPowered()) {
      return;
    }
    taps++;
    EventId event = chip.ticket.id().event();
    gate.master().master(event).ifPresent(master -> decide(chip, direction, master));
    answered++;
    gate.journalWritten();
  }

  private void decide(Chip chip, Direction direction, EventMaster master) {
    TicketLedger ledger = ledger(chip);
    var at = new ClockReading(gate.wall(), gate.trust());
    var context =
        new TapContext(chip.id, gate.id(), 0, direction, master.event(), ledger, Group.ALONE, at);
    switch (AdmissionPolicy.decide(chip.ticket, master, context)) {
      case Decision.Refuse refuse ->
          write(new Refused(0, at, refuse.ticket(), Optional.of(chip.id), refuse.why().code(), ""));
      case Decision.Admit admit -> admit(chip, admit, ledger, at);
    }
  }

  private TicketLedger ledger(Chip chip) {
    List<Passage> stamps = new ArrayList<>();
    for (Stamp stamp : chip.stamps) {
      stamps.add(
          new Passage(
              stamp.direction(),
              stamp.number(),
              stamp.gate(),
              stamp.lane(),
              stamp.at(),
              State.STAMPED,
              Source.CHIP,
              0));
    }
    return gate.pages().ledgerOf(chip.ticket.id()).with(stamps);
  }

  private void admit(Chip chip, Decision.Admit admit, TicketLedger ledger, ClockReading at) {
    var walk = new Walk(gate.pages().logId(), admit.ticket(), admit.direction(), admit.number());
    if (flaw == Flaw.GATE_OPENS_BEFORE_THE_JOURNAL) {
      walks.add(walk);
    }
    if (world.happens(Fault.POWER, 0.03)) {
      gate.powerCut(); // The row was not durable yet.
      return;
    }
    Optional<Long> sequence = granted(chip, admit, ledger, at);
    if (sequence.isEmpty() || cut()) {
      return;
    }
    if (chip.stamped && !stamp(chip, admit, sequence.get(), at)) {
      return;
    }
    if (cut()) {
      return;
    }
    progress(sequence.get(), Outcome.STAMPED, at);
    if (cut()) {
      return;
    }
    progress(sequence.get(), Outcome.OPENED, at);
    boolean walked = world.random.nextInt(10) > 0;
    if (walked && flaw != Flaw.GATE_OPENS_BEFORE_THE_JOURNAL) {
      walks.add(walk);
    }
    if (!cut()) {
      progress(sequence.get(), walked ? Outcome.PASSED : Outcome.NOT_PASSED, at);
    }
  }

  private boolean cut() {
    if (world.happens(Fault.POWER, 0.03)) {
      gate.powerCut();
    }
    return !gate.isPowered();
  }

  private Optional<Long> granted(
      Chip chip, Decision.Admit admit, TicketLedger ledger, ClockReading at) {
    if (admit.resumes().isPresent()) {
      long sequence = admit.resumes().getAsLong();
      progress(sequence, Outcome.STAMP_UNKNOWN, at);
      return Optional.of(sequence);
    }
    neverTwice(admit, ledger);
    return write(
        new Granted(
            0,
            at,
            admit.ticket(),
            admit.direction(),
            admit.number(),
            chip.id,
            0,
            Bytes.copyOf(world.bytes(Show.NONCE_LENGTH)),
            admit.debits(),
            admit.seat().type(),
            admit.seat().zone(),
            admit.clockDoubted()));
  }

  /** What this gate knew of before, from its own rows, its peers or the chip. */
  private void neverTwice(Decision.Admit admit, TicketLedger ledger) {
    Set<Integer> numbers = new HashSet<>();
    int inside = 0;
    for (Passage passage : ledger.passages()) {
      if (passage.direction() == admit.direction()) {
        numbers.add(passage.number());
      }
      if (passage.state() == State.PASSED) {
        inside += passage.direction() == Direction.ENTRY ? 1 : 0;
      }
    }
    if (numbers.contains(admit.number())) {
      throw new AssertionError(gate.name() + " knew of it and grants it again: " + admit);
    }
    if (admit.direction() == Direction.ENTRY && once() && inside > 0) {
      throw new AssertionError(gate.name() + " lets somebody in again: " + admit);
    }
  }

  private boolean once() {
    return gate.show() == Show.ONCE;
  }

  private boolean stamp(Chip chip, Decision.Admit admit, long sequence, ClockReading at) {
    int fate = world.random.nextInt(20);
    if (fate == 0) {
      progress(sequence, Outcome.NOT_STAMPED, at); // Pulled away before.
      return false;
    }
    chip.stamps.removeIf(
        old -> old.direction() == admit.direction() && old.number() == admit.number());
    chip.stamps.add(new Stamp(gate.id(), 0, admit.direction(), admit.number(), at.now()));
    if (fate == 1) {
      progress(sequence, Outcome.STAMP_UNKNOWN, at); // Pulled away during.
      return false;
    }
    return true;
  }

  private void progress(long about, Outcome outcome, ClockReading at) {
    write(new Progress(0, at, about, outcome, ""));
  }

  /** Where the row came to lie; empty: the disk took nothing, and the arm stays shut. */
  private Optional<Long> write(JournalEntry entry) {
    if (gate.isDiskFull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(gate.pages().append(entry).get().sequence());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JournalException known
          && known.fault() instanceof JournalException.Fault.Taken) {
        return Optional.empty();
      }
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
