package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** A gate's journal in memory, chained as a real one is. */
final class GateJournal {
  static final Instant OPEN = Instant.parse("2026-11-27T18:00:00Z");

  final GateName gate;
  final Bytes logId;
  final Bytes bootId;
  private final List<JournalRow> rows = new ArrayList<>();

  GateJournal(GateName gate, Random random) {
    this(gate, random(random, 16), random(random, 16));
  }

  GateJournal(GateName gate, Bytes logId, Bytes bootId) {
    this.gate = gate;
    this.logId = logId;
    this.bootId = bootId;
  }

  private static Bytes random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  /** The same log as it is now, to go on in another way. */
  GateJournal copy() {
    var copy = new GateJournal(gate, logId, bootId);
    copy.rows.addAll(rows);
    return copy;
  }

  List<JournalRow> rows() {
    return List.copyOf(rows);
  }

  long last() {
    return rows.size();
  }

  /** What became of the grant of that row, read as one would on paper. */
  String fate(long granted) {
    String fate = "PENDING";
    for (JournalRow row : rows) {
      if (row.entry() instanceof Progress progress && progress.about() == granted) {
        fate =
            switch (progress.outcome()) {
              case PASSED -> "PASSED";
              case WITHDRAWN -> fate.equals("PASSED") ? fate : "WITHDRAWN";
              case NOT_PASSED -> fate.equals("PENDING") ? "NOT_PASSED" : fate;
              case STAMPED, OPENED, NOT_STAMPED -> fate.equals("NOT_PASSED") ? "PENDING" : fate;
              case STAMP_UNKNOWN -> fate;
            };
      }
    }
    return fate;
  }

  long grant(long event, int ticket, Direction direction, int number, Instant at) {
    return grant(event, ticket, direction, number, at, ticket % 5, ticket % 3);
  }

  long grant(
      long event, int ticket, Direction direction, int number, Instant at, int type, int zone) {
    return append(
        new Granted(
            0,
            reading(at),
            new TicketId(new EventId(event), ticket),
            direction,
            number,
            new ChipId(Bytes.of(4, 1, 2, 3, 4, 5, 6)),
            0,
            Bytes.of(1, 2, 3, 4, 5, 6, 7, 8),
            true,
            type,
            zone,
            false));
  }

  long progress(long about, Outcome outcome, Instant at) {
    return append(new Progress(0, reading(at), about, outcome, ""));
  }

  /** One visitor walks in: four rows. */
  long admit(long event, int ticket, Instant at) {
    long about = grant(event, ticket, Direction.ENTRY, 1, at);
    progress(about, Outcome.STAMPED, at);
    progress(about, Outcome.OPENED, at);
    progress(about, Outcome.PASSED, at.plusSeconds(1));
    return about;
  }

  long refuse(Optional<TicketId> ticket, String code, Instant at) {
    return append(new Refused(0, reading(at), ticket, Optional.empty(), code, "told so"));
  }

  long note(String kind, Instant at) {
    return append(new Incident(0, reading(at), kind, "detail"));
  }

  long append(JournalEntry entry) {
    Bytes before =
        rows.isEmpty() ? RowBytes.genesis(logId, gate.gate().value()) : rows.getLast().hash();
    var bare = new JournalRow(rows.size() + 1L, entry, bootId, rows.size(), Bytes.EMPTY);
    rows.add(
        new JournalRow(
            bare.sequence(), entry, bootId, bare.monotonicNanos(), RowBytes.hash(before, bare)));
    return bare.sequence();
  }

  private static ClockReading reading(Instant at) {
    return new ClockReading(at, Trust.TRUSTED);
  }

  /** Rows {@code [from, to]} as one message. */
  Rows message(long from, long to) {
    Bytes before =
        from == 1 ? RowBytes.genesis(logId, gate.gate().value()) : rows.get((int) from - 2).hash();
    return Rows.of(logId, before, rows.subList((int) from - 1, (int) to));
  }

  /** All rows in messages of at most {@code size}. */
  List<Rows> messages(int size) {
    List<Rows> messages = new ArrayList<>();
    for (long from = 1; from <= last(); from += size) {
      messages.add(message(from, Math.min(last(), from + size - 1)));
    }
    return messages;
  }

  Hello hello() {
    return new Hello(logId, bootId, last(), List.of(), 0, "1.0");
  }

  /**
   * How the gate is.
   *
   * @param last how many rows it says it has.
   * @param clock what the unit's clock says.
   * @param told the time it was told before.
   */
  Health health(long last, long unsynced, Instant clock, Optional<Instant> told) {
    return new Health(
        logId,
        bootId,
        last,
        unsynced,
        List.of(),
        Optional.of(Trust.TRUSTED),
        clock.toEpochMilli(),
        0,
        8L << 30,
        OptionalInt.of(41),
        Optional.of(false),
        told.map(at -> OptionalLong.of(at.toEpochMilli())).orElse(OptionalLong.empty()),
        Optional.of(true));
  }

  /** As the broker delivers it. */
  Batches.Message delivered(UpMessage message) {
    return delivered(message, () -> {});
  }

  Batches.Message delivered(UpMessage message, Runnable done) {
    return delivered(gate, message, done);
  }

  static Batches.Message delivered(GateName topic, UpMessage message, Runnable done) {
    return new Batches.Message(
        new SyncTopic(topic.venue(), topic.gate(), Channel.UP).toString(),
        SyncCodec.encode(message).toArray(),
        done);
  }
}
