package org.stile.system.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.WireException;
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
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** A gate as the broker sees it, with its journal in memory. One thread, but for what it hears. */
final class BenchGate implements AutoCloseable {
  private static final Bytes BOOT = Bytes.copyOf(new byte[SyncLimits.BOOT_ID_LENGTH]);

  private final long venue;
  private final GateId gate;
  private final Bytes logId;
  private final List<JournalRow> rows = new ArrayList<>();
  private volatile long acknowledged = -1;
  private volatile BiConsumer<DownMessage, Long> heard = (_, _) -> {};
  private @Nullable MqttPeer peer;

  BenchGate(long venue, String name, RandomGenerator random) {
    this.venue = venue;
    gate = new GateId(name);
    byte[] id = new byte[JournalRow.LOG_ID_LENGTH];
    random.nextBytes(id);
    logId = Bytes.copyOf(id);
  }

  /** A grant alone: one row. */
  void grant(long event, int ticket, Instant at) {
    append(
        new Granted(
            0,
            new ClockReading(at, Trust.TRUSTED),
            new TicketId(new EventId(event), ticket),
            Direction.ENTRY,
            1,
            new ChipId(Bytes.of(4, 1, 2, 3, ticket >> 16, ticket >> 8, ticket)),
            0,
            Bytes.of(1, 2, 3, 4, 5, 6, 7, 8),
            true,
            0,
            1,
            false));
  }

  /** A visitor walks in: four rows. */
  void admit(long event, int ticket, Instant at) {
    grant(event, ticket, at);
    long about = rows.size();
    for (Outcome outcome : List.of(Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED)) {
      append(new Progress(0, new ClockReading(at, Trust.TRUSTED), about, outcome, ""));
    }
  }

  private void append(JournalEntry entry) {
    Bytes before = before(rows.size());
    var bare = new JournalRow(rows.size() + 1L, entry, BOOT, rows.size(), Bytes.EMPTY);
    rows.add(
        new JournalRow(
            bare.sequence(), entry, BOOT, bare.monotonicNanos(), RowBytes.hash(before, bare)));
  }

  private Bytes before(int row) {
    return row == 0 ? RowBytes.genesis(logId, gate.value()) : rows.get(row - 1).hash();
  }

  /** Rows from {@code from}, counted from 0, to the last, as messages. */
  List<Bytes> messages(int from) {
    List<Bytes> messages = new ArrayList<>();
    int at = from;
    while (at < rows.size()) {
      int to = Math.min(rows.size(), at + SyncLimits.ROWS_MAX);
      List<JournalRow> fit = Rows.thatFit(rows.subList(at, to));
      messages.add(SyncCodec.encode(Rows.of(logId, before(at), fit)));
      at += fit.size();
    }
    return messages;
  }

  int size() {
    return rows.size();
  }

  /** What the center said it has; -1: it said nothing yet. */
  long acknowledged() {
    return acknowledged;
  }

  boolean isAcknowledged() {
    return acknowledged == rows.size();
  }

  /** Whom to tell what the center says, and when it came (nanoTime). */
  void listener(BiConsumer<DownMessage, Long> listener) {
    heard = listener;
  }

  /** Connects and says hello. */
  void connect(int port, AtomicLong up, AtomicLong down) throws IOException, InterruptedException {
    var made = new MqttPeer(port, venue + "-" + gate, gate.value(), up, down);
    peer = made;
    made.subscribe(topic(Channel.DOWN), this::hear);
    made.publish(topic(Channel.STATE), SyncCodec.encode(new Birth(BOOT, "bench")));
    publish(
        SyncCodec.encode((UpMessage) new Hello(logId, BOOT, rows.size(), List.of(), 0, "bench")));
  }

  boolean isConnected() {
    MqttPeer open = peer;
    return open != null && open.isOpen();
  }

  private String topic(Channel channel) {
    return new SyncTopic(venue, gate, channel).toString();
  }

  private void hear(Bytes payload, long at) {
    try {
      DownMessage message = SyncCodec.down(payload);
      if (message instanceof Acknowledged(Bytes log, long sequence) && log.equals(logId)) {
        acknowledged = Math.max(acknowledged, sequence);
      }
      heard.accept(message, at);
    } catch (WireException e) {
      throw new IllegalStateException("the center said something unreadable", e);
    }
  }

  void publish(Bytes message) throws IOException, InterruptedException {
    MqttPeer open = peer;
    if (open == null) {
      throw new IOException("not connected");
    }
    open.publish(topic(Channel.UP), message);
  }

  @Override
  public void close() {
    if (peer != null) {
      peer.close();
    }
  }
}
