package org.stile.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.cache.MasterFile;
import org.stile.cache.MasterReader;
import org.stile.cache.MasterStore;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.TimeAnchor;
import org.stile.cache.Uploads;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sample.SampleEvent;
import org.stile.core.trust.Trusted;

/**
 * The simulation's journal and master file beside the real ones in SQLite, one seed a repetition.
 */
class MemoryTwinsTest {
  private static final GateId GATE = new GateId("gate-0");
  private static final int STEPS = 200;
  private static final int TICKETS = 6;

  @TempDir Path folder;

  @RepeatedTest(10)
  void journals_say_the_same_of_the_same_entries(RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    try (SqliteJournal real =
        SqliteJournal.open(
            new SqliteJournal.Setup(
                folder.resolve("journal.db"),
                GATE,
                PeerPassages.NONE,
                Uploads.NONE,
                () -> 0,
                new Random(repetition.getCurrentRepetition())))) {
      var twin = new MemoryJournal(real.logId(), bytes(random, 16), GATE, PeerPassages.NONE);
      for (int step = 0; step < STEPS; step++) {
        JournalEntry entry = entry(random, step);
        assertThat(outcome(twin.append(entry))).isEqualTo(outcome(real.append(entry)));
      }
      for (int ticket = 0; ticket < TICKETS; ticket++) {
        assertThat(twin.ledgerOf(ticket(ticket))).isEqualTo(real.ledgerOf(ticket(ticket)));
        assertThat(twin.unsettled(chip(ticket))).isEqualTo(real.unsettled(chip(ticket)));
      }
      for (long after : new long[] {0, 1, 17, 1_000}) {
        assertThat(entries(twin, after)).isEqualTo(entries(real, after));
      }
      assertThat(twin.last().orElseThrow().sequence())
          .isEqualTo(real.last().orElseThrow().sequence());
    }
  }

  /** Rows but for the run that wrote them and its clock, which the hash covers too. */
  private static List<Object> entries(Journal journal, long after) throws JournalException {
    List<Object> entries = new ArrayList<>();
    for (JournalRow row : journal.rowsAfter(after, 50)) {
      entries.add(row.sequence());
      entries.add(row.entry());
    }
    return entries;
  }

  private static String outcome(CompletableFuture<Journal.Receipt> appended)
      throws InterruptedException {
    try {
      return "row " + appended.get().sequence();
    } catch (ExecutionException e) {
      return ((JournalException) e.getCause()).fault().toString();
    }
  }

  private static JournalEntry entry(Random random, int step) {
    var at = new ClockReading(Instant.ofEpochMilli(random.nextInt(1 << 30)), Trust.HELD);
    int ticket = random.nextInt(TICKETS);
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          new Granted(
              0,
              at,
              ticket(ticket),
              Direction.values()[random.nextInt(2)],
              1 + random.nextInt(4),
              chip(ticket),
              0,
              bytes(random, 8),
              true,
              1,
              2,
              false);
      case 2, 3, 4 ->
          new Progress(
              0,
              at,
              1 + random.nextInt(step + 2),
              Outcome.values()[random.nextInt(Outcome.values().length)],
              "");
      default ->
          random.nextBoolean()
              ? new Incident(0, at, "STARTED", "")
              : new Refused(0, at, Optional.of(ticket(ticket)), Optional.empty(), "C05", "");
    };
  }

  @RepeatedTest(5)
  void master_files_judge_and_keep_the_same(RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    Show show = Show.FREE;
    var twin = new MemoryMaster(show.roots, show.judged);
    try (MasterFile real = MasterStore.open(folder.resolve("master.db"), show.roots);
        MasterReader reader = MasterReader.open(folder.resolve("master.db"), show.roots)) {
      for (int step = 0; step < 60; step++) {
        step(random, show, real, twin);
        assertThat(twin.versions()).isEqualTo(real.versions());
        assertThat(twin.keySetVersion()).isEqualTo(real.keySetVersion());
        for (int ticket = 0; ticket < TICKETS; ticket++) {
          assertThat(twin.of(ticket(ticket))).isEqualTo(reader.of(ticket(ticket)));
        }
        for (int log = 0; log < 3; log++) {
          assertThat(twin.acknowledged(log(log))).isEqualTo(real.acknowledged(log(log)));
        }
      }
      reader.refresh();
      assertThat(twin.time()).isEqualTo(reader.time());
    }
  }

  private static void step(Random random, Show show, MasterFile real, MemoryMaster twin)
      throws Exception {
    int number = 1 + random.nextInt(show.versions.size() - 1);
    SampleEvent version = show.versions.get(number);
    SampleEvent base = show.versions.get(random.nextInt(number)); // Deltas lead upward.
    switch (random.nextInt(7)) {
      case 0 -> {
        Bytes keys = show.at("/keys").orElseThrow();
        assertThat(verdict(twin.installKeySet(keys))).isEqualTo(verdict(real.installKeySet(keys)));
      }
      case 1 -> {
        Bytes signed = version.signedMaster().bytes();
        assertThat(verdict(twin.install(signed))).isEqualTo(verdict(real.install(signed)));
      }
      case 2 -> {
        Bytes delta = version.deltaFrom(base);
        EventId event = version.master().event();
        assertThat(verdict(twin.installDelta(event, delta)))
            .isEqualTo(verdict(real.installDelta(event, delta)));
      }
      case 3, 4 -> {
        List<PeerPassage> passages = passages(random);
        twin.recordPeers(passages);
        real.recordPeers(passages);
      }
      case 5 -> {
        long sequence = random.nextInt(100);
        Bytes log = log(random.nextInt(3));
        twin.acknowledged(log, sequence);
        real.acknowledged(log, sequence);
      }
      default -> {
        var anchor =
            new TimeAnchor(Instant.ofEpochMilli(random.nextInt(1 << 30)), random.nextInt(), "boot");
        twin.tellTime(anchor);
        real.tellTime(anchor);
      }
    }
  }

  private static String verdict(Trusted<?> judged) {
    return switch (judged) {
      case Trusted.Accepted<?> _ -> "accepted";
      case Trusted.Rejected<?>(Trusted.Reason reason, String _) -> reason.toString();
    };
  }

  private static List<PeerPassage> passages(Random random) {
    List<PeerPassage> passages = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int sequence = 1 + random.nextInt(12);
      // What a grant was for does not change; only how far it came.
      passages.add(
          new PeerPassage(
              log(random.nextInt(2)),
              sequence,
              sequence + random.nextInt(5),
              new GateId("gate-1"),
              0,
              ticket(sequence % TICKETS),
              Direction.values()[sequence % 2],
              1 + sequence % 3,
              Instant.ofEpochMilli(1_000L * sequence),
              State.values()[random.nextInt(State.values().length)]));
    }
    return passages;
  }

  private static Bytes log(int number) {
    return Bytes.concat(Bytes.copyOf(new byte[15]), Bytes.of(number));
  }

  private static TicketId ticket(int index) {
    return new TicketId(Show.FREE.versions.getFirst().master().event(), index);
  }

  private static ChipId chip(int number) {
    return new ChipId(Bytes.of(4, 1, 2, 3, 4, 5, number));
  }

  private static Bytes bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
