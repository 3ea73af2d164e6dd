package org.stile.core.sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.EventId;
import org.stile.core.journal.JournalRow;
import org.stile.core.master.EventMaster;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;
import org.stile.core.trust.KeySet;

/** {@link UpMessage}s as maps; key 0 is the kind. */
final class UpWire {
  static final int HELLO = 1;
  static final int ROWS = 2;
  static final int HEALTH = 3;

  private UpWire() {}

  static void write(CborWriter to, UpMessage message) {
    switch (message) {
      case Hello hello -> hello(to, hello);
      case Rows rows -> rows(to, rows);
      case Health health -> health(to, health);
    }
    to.endMap();
  }

  static UpMessage read(CborReader from) throws IOException {
    from.map();
    int kind = SyncCodec.kind(from);
    UpMessage message =
        switch (kind) {
          case HELLO -> hello(from);
          case ROWS -> rows(from);
          case HEALTH -> health(from);
          default -> throw SyncCodec.unknownKind(kind);
        };
    from.endMap();
    return message;
  }

  private static void hello(CborWriter to, Hello hello) {
    to.map(7).key(0).integer(HELLO);
    to.key(1).bytes(hello.logId());
    to.key(2).bytes(hello.bootId());
    to.key(3).integer(hello.lastSequence());
    to.key(4).all(hello.masters(), UpWire::master);
    to.key(5).integer(hello.keySetVersion());
    to.key(6).text(hello.agentVersion());
  }

  private static Hello hello(CborReader from) throws IOException {
    return new Hello(
        SyncCodec.logId(from.key(1)),
        SyncCodec.bootId(from.key(2)),
        from.key(3).integer(0, Long.MAX_VALUE),
        masters(from.key(4)),
        from.key(5).integer(0, KeySet.VERSION_MAX),
        from.key(6).text());
  }

  private static void rows(CborWriter to, Rows rows) {
    List<Bytes> boots = RowWire.boots(rows.rows());
    to.map(7).key(0).integer(ROWS);
    to.key(1).bytes(rows.logId());
    to.key(2).integer(rows.rows().getFirst().sequence());
    to.key(3).bytes(rows.hashBefore());
    to.key(4).bytes(rows.hashAfter());
    to.key(5).all(boots, CborWriter::bytes);
    to.key(6).all(rows.rows(), (each, row) -> RowWire.write(each, row, boots));
  }

  private static Rows rows(CborReader from) throws IOException {
    Bytes logId = SyncCodec.logId(from.key(1));
    long first = from.key(2).integer(1, Long.MAX_VALUE);
    Bytes hashBefore = SyncCodec.hash(from.key(3));
    Bytes hashAfter = SyncCodec.hash(from.key(4));
    List<Bytes> boots = from.key(5).all(SyncLimits.ROWS_MAX, SyncCodec::bootId);
    List<JournalRow> rows = RowWire.read(from.key(6), hashBefore, first, boots);
    return new Rows(logId, hashBefore, rows, hashAfter);
  }

  private static void health(CborWriter to, Health health) {
    int optional =
        Codes.of(health.clockTrust().isPresent())
            + Codes.of(health.temperature().isPresent())
            + Codes.of(health.underVoltage().isPresent())
            + Codes.of(health.toldMs().isPresent())
            + Codes.of(health.gateRuns().isPresent());
    to.map(9 + optional).key(0).integer(HEALTH);
    to.key(1).bytes(health.bootId());
    to.key(2).integer(health.lastSequence());
    to.key(3).integer(health.unsynced());
    to.key(4).all(health.masters(), UpWire::master);
    health.clockTrust().ifPresent(trust -> to.key(5).integer(Codes.of(trust)));
    to.key(6).integer(health.wallMs());
    to.key(7).integer(health.readerFaults());
    to.key(8).integer(health.diskFree());
    health.temperature().ifPresent(celsius -> to.key(9).integer(celsius));
    health.underVoltage().ifPresent(weak -> to.key(10).integer(Codes.of(weak)));
    to.key(11).bytes(health.logId());
    health.toldMs().ifPresent(told -> to.key(12).integer(told));
    health.gateRuns().ifPresent(runs -> to.key(13).integer(Codes.of(runs)));
  }

  private static Health health(CborReader from) throws IOException {
    Bytes bootId = SyncCodec.bootId(from.key(1));
    long lastSequence = from.key(2).integer(0, Long.MAX_VALUE);
    long unsynced = from.key(3).integer(0, Long.MAX_VALUE);
    List<InstalledVersion> masters = masters(from.key(4));
    Optional<Trust> trust = from.has(5) ? Optional.of(Codes.trust(from)) : Optional.empty();
    long wallMs = from.key(6).integer();
    long readerFaults = from.key(7).integer(0, Long.MAX_VALUE);
    long diskFree = from.key(8).integer(0, Long.MAX_VALUE);
    OptionalInt temperature =
        from.has(9) ? OptionalInt.of(from.small(-100, 200)) : OptionalInt.empty();
    Optional<Boolean> weak = from.has(10) ? Optional.of(Codes.flag(from)) : Optional.empty();
    Bytes logId = SyncCodec.logId(from.key(11));
    OptionalLong told =
        from.has(12)
            ? OptionalLong.of(from.integer(0, DownMessage.TimeTold.WALL_MS_MAX))
            : OptionalLong.empty();
    Optional<Boolean> runs = from.has(13) ? Optional.of(Codes.flag(from)) : Optional.empty();
    return new Health(
        logId,
        bootId,
        lastSequence,
        unsynced,
        masters,
        trust,
        wallMs,
        readerFaults,
        diskFree,
        temperature,
        weak,
        told,
        runs);
  }

  private static void master(CborWriter to, InstalledVersion master) {
    to.array(2).integer(master.event().value()).integer(master.version()).endArray();
  }

  private static List<InstalledVersion> masters(CborReader from) throws IOException {
    return from.all(
        SyncLimits.MASTERS_MAX,
        each -> {
          each.array();
          var event = new EventId(each.integer(1, 0xFFFF_FFFFL));
          long version = each.integer(1, EventMaster.VERSION_MAX);
          each.endArray();
          return new InstalledVersion(event, version);
        });
  }
}
