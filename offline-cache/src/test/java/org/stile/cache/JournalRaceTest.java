package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.JournalException.Fault;
import org.stile.core.admission.TicketLedger;

class JournalRaceTest {
  private static final int TICKETS = 10_000;

  @TempDir Path folder;

  @Test
  void ten_thousand_tickets_tapped_at_two_readers_at_once_are_granted_once_each() throws Exception {
    try (var journal = Journals.open(folder.resolve("journal.db"));
        var lanes = Executors.newFixedThreadPool(2)) {
      var together = new CyclicBarrier(2);
      Future<boolean[]> one = lanes.submit(lane(journal, together));
      Future<boolean[]> other = lanes.submit(lane(journal, together));
      for (int ticket = 0; ticket < TICKETS; ticket++) {
        assertThat(one.get()[ticket]).as("ticket %d", ticket).isNotEqualTo(other.get()[ticket]);
      }
      assertThat(journal.last().orElseThrow().sequence()).isEqualTo(TICKETS);
    }
  }

  /** Taps every ticket: looks it up, and asks for its first entry if nobody had it yet. */
  private static Callable<boolean[]> lane(Journal journal, CyclicBarrier together) {
    return () -> {
      var granted = new boolean[TICKETS];
      for (int ticket = 0; ticket < TICKETS; ticket++) {
        together.await();
        TicketLedger ledger = journal.ledgerOf(Entries.ticket(ticket));
        granted[ticket] = ledger.last().isEmpty() && isGranted(journal, ticket);
      }
      return granted;
    };
  }

  private static boolean isGranted(Journal journal, int ticket) throws InterruptedException {
    try {
      journal.append(Entries.granted(ticket)).get();
      return true;
    } catch (ExecutionException e) {
      assertThat(((JournalException) e.getCause()).fault()).isInstanceOf(Fault.Taken.class);
      return false;
    }
  }
}
