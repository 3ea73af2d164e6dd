package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** What gates of a venue might send: in order or not, twice, behind gaps, forked, or no message. */
final class ScriptedGates {
  private static final int GATES = 3;
  private static final int TICKETS = 8;

  private final Random random;
  private final long event;
  private final Supplier<Instant> now;
  private final List<Log> logs = new ArrayList<>();
  private final Map<GateName, Bytes> boots = new HashMap<>();

  ScriptedGates(Random random, long venue, long event, Supplier<Instant> now) {
    this.random = random;
    this.event = event;
    this.now = now;
    for (int i = 0; i < GATES; i++) {
      logs.add(new Log(new GateName(venue, new GateId("g" + i)), bytes(16)));
    }
  }

  /** A log and what its gate has written. */
  private static final class Log {
    final GateName gate;
    final Bytes id;
    final List<JournalRow> rows = new ArrayList<>();

    Log(GateName gate, Bytes id) {
      this.gate = gate;
      this.id = id;
    }

    Bytes before(int row) {
      return row == 0 ? RowBytes.genesis(id, gate.gate().value()) : rows.get(row - 1).hash();
    }

    void append(JournalEntry entry) {
      var bare = new JournalRow(rows.size() + 1L, entry, id, rows.size(), Bytes.EMPTY);
      rows.add(
          new JournalRow(
              bare.sequence(),
              entry,
              id,
              bare.monotonicNanos(),
              RowBytes.hash(before(rows.size()), bare)));
    }
  }

  /** The next message. */
  Batches.Message message() {
    Log log = logs.get(random.nextInt(logs.size()));
    GateName gate = log.gate;
    return switch (random.nextInt(12)) {
      case 0 ->
          up(
              gate,
              SyncCodec.encode(new Hello(log.id, boots(gate), log.rows.size(), List.of(), 0, "1")));
      case 1 -> up(gate, SyncCodec.encode(health(log)));
      case 2 -> state(gate, SyncCodec.encode(new Birth(boots(gate), "2")));
      case 3 -> state(gate, SyncCodec.encode(new Death(dies(gate))));
      case 4 -> up(gate, bytes(1 + random.nextInt(50)));
      case 5 -> {
        // A new card, or rows of one that is another's.
        if (random.nextBoolean()) {
          logs.add(new Log(gate, bytes(16)));
        }
        yield up(logs.get(random.nextInt(GATES)).gate, rows(log));
      }
      default -> up(gate, random.nextInt(15) == 0 ? forked(log) : rows(log));
    };
  }

  /** The boot of a gate's connection: the one it has, or a new one. */
  private Bytes boots(GateName gate) {
    if (random.nextBoolean()) {
      boots.put(gate, bytes(16));
    }
    return boots.computeIfAbsent(gate, _ -> bytes(16));
  }

  /** The boot of a connection that ends: the one it has, or an older one. */
  private Bytes dies(GateName gate) {
    return random.nextInt(4) == 0 ? bytes(16) : boots.computeIfAbsent(gate, _ -> bytes(16));
  }

  private Health health(Log log) {
    long last = log.rows.size();
    return new Health(
        log.id,
        boots(log.gate),
        last,
        last == 0 ? 0 : random.nextInt((int) last),
        List.of(),
        Optional.of(Trust.HELD),
        now.get().toEpochMilli() + random.nextInt(200_000),
        0,
        1,
        java.util.OptionalInt.empty(),
        Optional.empty(),
        random.nextBoolean()
            ? OptionalLong.of(now.get().toEpochMilli() - 5_000 + random.nextInt(6_000))
            : OptionalLong.empty(),
        Optional.empty());
  }

  /** Some of its rows, known, new, or behind a gap. */
  private Bytes rows(Log log) {
    grow(log);
    int from = random.nextInt(log.rows.size());
    int to = from + 1 + random.nextInt(Math.min(8, log.rows.size() - from));
    return SyncCodec.encode(Rows.of(log.id, log.before(from), log.rows.subList(from, to)));
  }

  /** Rows of a copy of the journal, which from now on is written to as well. */
  private Bytes forked(Log log) {
    var copy = new Log(log.gate, log.id);
    copy.rows.addAll(log.rows.subList(0, random.nextInt(log.rows.size() + 1)));
    logs.add(copy);
    return rows(copy);
  }

  private void grow(Log log) {
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var at = new ClockReading(now.get().plusSeconds(random.nextInt(100)), Trust.TRUSTED);
      var ticket =
          new TicketId(
              new EventId(random.nextInt(20) == 0 ? event + 1_000_000 : event),
              random.nextInt(TICKETS));
      var chip = new ChipId(bytes(7));
      log.append(
          switch (random.nextInt(5)) {
            case 0, 1 ->
                new Granted(
                    0,
                    at,
                    ticket,
                    Direction.values()[random.nextInt(2)],
                    1 + random.nextInt(3),
                    chip,
                    0,
                    bytes(8),
                    true,
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextBoolean());
            case 2, 3 ->
                new Progress(
                    0,
                    at,
                    1 + random.nextInt(log.rows.size() + 1),
                    Outcome.values()[random.nextInt(Outcome.values().length)],
                    "");
            default ->
                new Refused(0, at, Optional.of(ticket), Optional.of(chip), "C05", "nul \0 in it");
          });
    }
  }

  private Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private static Batches.Message up(GateName gate, Bytes payload) {
    return message(gate, Channel.UP, payload);
  }

  private static Batches.Message state(GateName gate, Bytes payload) {
    return message(gate, Channel.STATE, payload);
  }

  private static Batches.Message message(GateName gate, Channel channel, Bytes payload) {
    String topic = new SyncTopic(gate.venue(), gate.gate(), channel).toString();
    return new Batches.Message(topic, payload.toArray(), () -> {});
  }
}
