package org.stile.system.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.stile.cache.Journal;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.core.Bytes;
import org.stile.core.admission.AdmissionPolicy;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Group;
import org.stile.core.admission.TapContext;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification.Verified;

/** The journal alone, and a tap without its radio: verify, ledger, decide, durable grant. */
final class JournalBench {
  private static final GateId GATE = new GateId("n1");
  private static final int BACKLOG = 100_000;
  private static final int TAPS = 2_000;

  private final Journal journal;
  private final SecureRandom random = new SecureRandom();
  private final ClockReading now;

  private JournalBench(Journal journal, ClockReading now) {
    this.journal = journal;
    this.now = now;
  }

  /** Budget: verify, decide and durable journal at 100 000 tickets, p99 within 8 ms. */
  static void run(InstantSource clock) throws Exception {
    Path folder = Files.createTempDirectory("stile-bench");
    Instant start = clock.instant().plus(Duration.ofHours(1));
    var setup =
        new SqliteJournal.Setup(
            folder.resolve("journal.db"),
            GATE,
            PeerPassages.NONE,
            Uploads.NONE,
            System::nanoTime,
            new SecureRandom());
    try (var journal = SqliteJournal.open(setup)) {
      var bench =
          new JournalBench(journal, new ClockReading(clock.instant(), ClockReading.Trust.TRUSTED));
      SampleEvent event = SampleEvent.largeStadium(SampleKeys.seeded(1), start);
      bench.fill(event);
      System.out.println(Samples.header());
      System.out.println(bench.commits(event));
      bench.taps(event).forEach(System.out::println);
    }
  }

  /** Many grants at once share their commits: says how fast, and leaves a big journal behind. */
  private void fill(SampleEvent event) throws Exception {
    long before = System.nanoTime();
    List<CompletableFuture<Journal.Receipt>> last = new ArrayList<>();
    for (int i = 0; i < BACKLOG; i++) {
      last.add(journal.append(grant(event, i)));
      if (last.size() == 1_000) {
        for (var receipt : last) {
          receipt.get();
        }
        last.clear();
      }
    }
    double seconds = (System.nanoTime() - before) / 1e9;
    System.out.printf(
        "%,d grants in batches of up to 1 000: %,.0f a second, all durable%n",
        BACKLOG, BACKLOG / seconds);
  }

  private Samples commits(SampleEvent event) throws Exception {
    var samples = new Samples("one grant, durable, at 100 000 rows");
    for (int i = 0; i < TAPS; i++) {
      var entry = grant(event, BACKLOG + i);
      long before = System.nanoTime();
      journal.append(entry).get();
      samples.add(System.nanoTime() - before);
    }
    return samples;
  }

  private List<Samples> taps(SampleEvent event) throws Exception {
    var ledger = new Samples("ledger of one ticket, at 100 000 rows");
    var whole = new Samples("verify + ledger + decide + durable grant");
    var masters = List.of(event.master());
    List<Bytes> tickets = new ArrayList<>();
    for (int i = 0; i < TAPS; i++) {
      tickets.add(event.ticket(chip(i), BACKLOG + TAPS + i, event.firstSeatOf("N101")));
    }
    for (int i = 0; i < TAPS; i++) {
      long before = System.nanoTime();
      if (TicketVerifier.verify(tickets.get(i), masters) instanceof Verified verified) {
        long asked = System.nanoTime();
        var known = journal.ledgerOf(verified.ticket().id());
        ledger.add(System.nanoTime() - asked);
        var tap =
            new TapContext(
                chip(i), GATE, 0, Direction.ENTRY, event.master().event(), known, Group.ALONE, now);
        var decision = AdmissionPolicy.decide(verified.ticket(), event.master(), tap);
        if (!(decision instanceof Decision.Admit)) {
          throw new IllegalStateException("it should be admitted: " + decision);
        }
        journal.append(grant(event, BACKLOG + TAPS + i)).get();
        whole.add(System.nanoTime() - before);
      }
    }
    return List.of(ledger, whole);
  }

  private static ChipId chip(int number) {
    return new ChipId(Bytes.of(4, 0, 0, number >>> 24, number >>> 16, number >>> 8, number));
  }

  private JournalEntry.Granted grant(SampleEvent event, int index) {
    byte[] nonce = new byte[JournalEntry.Granted.NONCE_LENGTH];
    random.nextBytes(nonce);
    return new JournalEntry.Granted(
        0,
        now,
        new TicketId(event.master().event(), index),
        Direction.ENTRY,
        1,
        chip(index),
        0,
        Bytes.copyOf(nonce),
        true,
        0,
        0,
        false);
  }
}
