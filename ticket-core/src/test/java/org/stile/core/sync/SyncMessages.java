package org.stile.core.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** One of each message, as gate "north-1" and its center send them, by the name of its vector. */
final class SyncMessages {
  static final Bytes LOG = Bytes.hex("000102030405060708090a0b0c0d0e0f");
  static final Bytes BOOT = Bytes.hex("101112131415161718191a1b1c1d1e1f");
  static final Bytes GATE_BOOT = Bytes.hex("202122232425262728292a2b2c2d2e2f");
  static final Bytes LATER_BOOT = Bytes.hex("303132333435363738393a3b3c3d3e3f");
  static final Bytes SHA = LOG.sha256();
  static final GateId GATE = new GateId("north-1");
  static final EventId EVENT = new EventId(42);
  static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));
  static final ClockReading AT =
      new ClockReading(Instant.parse("2026-06-13T16:30:00.125Z"), Trust.TRUSTED);

  static final Hello HELLO =
      new Hello(LOG, BOOT, 4, List.of(new InstalledVersion(EVENT, 7)), 1, "0.1.0");

  static final Rows ROWS = Rows.of(LOG, RowBytes.genesis(LOG, GATE.value()), rows());

  static final Health HEALTH =
      new Health(
          LOG,
          BOOT,
          4,
          2,
          List.of(new InstalledVersion(EVENT, 7)),
          Optional.of(Trust.TRUSTED),
          AT.now().toEpochMilli(),
          1,
          5_000_000_000L,
          OptionalInt.of(51),
          Optional.of(false),
          OptionalLong.of(AT.now().toEpochMilli()),
          Optional.of(true));

  static final Health LITTLE_KNOWN =
      new Health(
          LOG,
          BOOT,
          0,
          0,
          List.of(),
          Optional.empty(),
          -1,
          0,
          0,
          OptionalInt.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty());

  static final Map<String, UpMessage> UP = new LinkedHashMap<>();
  static final Map<String, DownMessage> DOWN = new LinkedHashMap<>();
  static final Map<String, StateMessage> STATE = new LinkedHashMap<>();

  static {
    UP.put("sync-hello.hex", HELLO);
    UP.put("sync-rows.hex", ROWS);
    UP.put("sync-health.hex", HEALTH);
    UP.put("sync-health-little-known.hex", LITTLE_KNOWN);
    DOWN.put("sync-acknowledged.hex", new Acknowledged(LOG, 4));
    DOWN.put("sync-key-set-available.hex", new KeySetAvailable(2, SHA, 138, "/gate/v1/keys/2"));
    DOWN.put(
        "sync-master-available.hex",
        new MasterAvailable(
            EVENT,
            9,
            SHA,
            900,
            "/gate/v1/masters/42/9",
            List.of(7L, 8L),
            "/gate/v1/masters/42/9/from/"));
    DOWN.put("sync-passages.hex", new Passages(passages()));
    DOWN.put("sync-time-told.hex", new TimeTold(AT.now().toEpochMilli()));
    DOWN.put("sync-resend.hex", new Resend(LOG, 2));
    STATE.put("sync-birth.hex", new Birth(BOOT, "0.1.0"));
    STATE.put("sync-death.hex", new Death(BOOT));
  }

  private SyncMessages() {}

  static Granted granted(int index, Direction direction, int number) {
    return new Granted(
        0,
        AT,
        new TicketId(EVENT, index),
        direction,
        number,
        CHIP,
        3,
        Bytes.hex("a0a1a2a3a4a5a6a7"),
        true,
        2,
        1,
        false);
  }

  private static List<JournalRow> rows() {
    var later = new ClockReading(AT.now().plusSeconds(1), Trust.HELD);
    return chained(
        RowBytes.genesis(LOG, GATE.value()),
        1,
        List.of(
            new Incident(0, AT, "STARTED", ""),
            granted(5, Direction.ENTRY, 1),
            new Progress(0, AT, 2, Outcome.PASSED, "Drehkreuz \u00e4"),
            new Refused(
                1, later, Optional.of(new TicketId(EVENT, 6)), Optional.of(CHIP), "REVOKED", ""),
            new Refused(1, later, Optional.empty(), Optional.empty(), "TORN", "no answer")));
  }

  /** Rows from {@code first} on; the fourth and later ones are of another boot. */
  static List<JournalRow> chained(Bytes before, long first, List<JournalEntry> entries) {
    var rows = new ArrayList<JournalRow>();
    Bytes hash = before;
    for (JournalEntry entry : entries) {
      int i = rows.size();
      Bytes boot = i < 3 ? GATE_BOOT : LATER_BOOT;
      var row = new JournalRow(first + i, entry, boot, 1_000_000L * i, Bytes.EMPTY);
      hash = RowBytes.hash(hash, row);
      rows.add(new JournalRow(row.sequence(), entry, boot, row.monotonicNanos(), hash));
    }
    return rows;
  }

  private static List<PeerPassage> passages() {
    Bytes other = Bytes.hex("404142434445464748494a4b4c4d4e4f");
    return List.of(
        passage(LOG, 2, 3, GATE, State.PASSED),
        passage(LOG, 9, 9, GATE, State.GRANTED),
        passage(other, 1, 4, new GateId("south-2"), State.WITHDRAWN));
  }

  private static PeerPassage passage(
      Bytes log, long sequence, long asOf, GateId gate, State state) {
    return new PeerPassage(
        log,
        sequence,
        asOf,
        gate,
        0,
        new TicketId(EVENT, (int) sequence),
        Direction.ENTRY,
        1,
        AT.now(),
        state);
  }
}
