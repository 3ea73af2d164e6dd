package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.stile.chips.Stamp;
import org.stile.chips.desfire.ChipReport;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalRow;

/** What journal and chip must say of one ticket, whatever befell its taps. */
final class Ledger {
  private final List<JournalRow> grants = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /** Picks the rows of {@code ticket} out of a journal. */
  Ledger(List<JournalRow> rows, TicketId ticket) {
    for (JournalRow row : rows) {
      JournalEntry entry = row.entry();
      if (entry instanceof Granted granted && granted.ticket().equals(ticket)) {
        grants.add(row);
      }
      if (entry instanceof Progress progress && isAboutOurs(progress)) {
        outcomes.add(progress.outcome());
      }
    }
  }

  private boolean isAboutOurs(Progress progress) {
    return grants.stream().anyMatch(grant -> grant.sequence() == progress.about());
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  int grants() {
    return grants.size();
  }

  /** Granted once, stamped before it was opened, paid once on the chip, walked through once. */
  void assertEnteredOnce(ChipReport.Contents chip, String what) {
    assertThat(grants).as("grants, %s", what).hasSize(1);
    assertThat(outcomes).as("outcomes, %s", what).contains(Outcome.OPENED);
    assertThat(outcomes.indexOf(Outcome.STAMPED))
        .as("stamped before opened, %s: %s", what, outcomes)
        .isBetween(0, outcomes.indexOf(Outcome.OPENED));
    assertThat(outcomes).as(what).containsOnlyOnce(Outcome.STAMPED, Outcome.PASSED);
    assertThat(outcomes).as(what).doesNotContain(Outcome.WITHDRAWN);
    assertPaidOnce(chip, what);
  }

  /** The chip carries the stamp of the one grant, and its counter is one less. */
  void assertPaidOnce(ChipReport.Contents chip, String what) {
    assertThat(chip.tickets().getFirst().entriesLeft()).as("entries left, %s", what).isZero();
    assertThat(chip.stamps()).as("stamps, %s", what).hasSize(1);
    Stamp stamp = chip.stamps().getFirst();
    Granted granted = (Granted) grants.getFirst().entry();
    assertThat(stamp.nonce()).as("nonce, %s", what).isEqualTo(granted.nonce());
    assertThat(stamp.number()).isEqualTo(1);
  }
}
