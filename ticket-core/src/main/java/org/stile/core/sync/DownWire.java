package org.stile.core.sync;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.EventMaster;
import org.stile.core.master.MasterCodec;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;

/** {@link DownMessage}s as maps; key 0 is the kind. */
final class DownWire {
  static final int ACKNOWLEDGED = 8;
  static final int KEY_SET_AVAILABLE = 9;
  static final int MASTER_AVAILABLE = 10;
  static final int PASSAGES = 11;
  static final int TIME_TOLD = 12;
  static final int RESEND = 13;

  private DownWire() {}

  static void write(CborWriter to, DownMessage message) {
    switch (message) {
      case Acknowledged acknowledged -> {
        to.map(3).key(0).integer(ACKNOWLEDGED);
        to.key(1).bytes(acknowledged.logId());
        to.key(2).integer(acknowledged.sequence());
      }
      case KeySetAvailable keySet -> {
        to.map(5).key(0).integer(KEY_SET_AVAILABLE);
        to.key(1).integer(keySet.version());
        to.key(2).bytes(keySet.sha256());
        to.key(3).integer(keySet.size());
        to.key(4).text(keySet.path());
      }
      case MasterAvailable master -> masterAvailable(to, master);
      case Passages passages -> {
        to.map(2).key(0).integer(PASSAGES);
        to.key(1).all(byLog(passages.passages()), DownWire::ofOneLog);
      }
      case TimeTold time -> to.map(2).key(0).integer(TIME_TOLD).key(1).integer(time.wallMs());
      case Resend resend -> {
        to.map(3).key(0).integer(RESEND);
        to.key(1).bytes(resend.logId());
        to.key(2).integer(resend.after());
      }
    }
    to.endMap();
  }

  static DownMessage read(CborReader from) throws IOException {
    from.map();
    int kind = SyncCodec.kind(from);
    DownMessage message =
        switch (kind) {
          case ACKNOWLEDGED ->
              new Acknowledged(
                  SyncCodec.logId(from.key(1)), from.key(2).integer(0, Long.MAX_VALUE));
          case KEY_SET_AVAILABLE ->
              new KeySetAvailable(
                  from.key(1).integer(1, KeySet.VERSION_MAX),
                  SyncCodec.hash(from.key(2)),
                  from.key(3).small(1, KeySetCodec.SIGNED_LENGTH_MAX),
                  from.key(4).text());
          case MASTER_AVAILABLE -> masterAvailable(from);
          case PASSAGES -> passages(from.key(1));
          case TIME_TOLD -> new TimeTold(from.key(1).integer(0, Long.MAX_VALUE));
          case RESEND ->
              new Resend(SyncCodec.logId(from.key(1)), from.key(2).integer(0, Long.MAX_VALUE));
          default -> throw SyncCodec.unknownKind(kind);
        };
    from.endMap();
    return message;
  }

  private static void masterAvailable(CborWriter to, MasterAvailable master) {
    to.map(8).key(0).integer(MASTER_AVAILABLE);
    to.key(1).integer(master.event().value());
    to.key(2).integer(master.version());
    to.key(3).bytes(master.sha256());
    to.key(4).integer(master.size());
    to.key(5).text(master.path());
    to.key(6).all(master.deltaFrom(), CborWriter::integer);
    to.key(7).text(master.deltaPath());
  }

  private static MasterAvailable masterAvailable(CborReader from) throws IOException {
    return new MasterAvailable(
        new EventId(from.key(1).integer(1, 0xFFFF_FFFFL)),
        from.key(2).integer(1, EventMaster.VERSION_MAX),
        SyncCodec.hash(from.key(3)),
        from.key(4).small(1, MasterCodec.SIGNED_LENGTH_MAX),
        from.key(5).text(),
        from.key(6).all(SyncLimits.DELTAS_MAX, each -> each.integer(1, EventMaster.VERSION_MAX)),
        from.key(7).text());
  }

  /** Passages that follow each other and are of one log of one gate. */
  private static List<List<PeerPassage>> byLog(List<PeerPassage> passages) {
    var runs = new ArrayList<List<PeerPassage>>();
    for (PeerPassage passage : passages) {
      if (runs.isEmpty() || !isSameLog(runs.getLast().getFirst(), passage)) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(passage);
    }
    return runs;
  }

  private static boolean isSameLog(PeerPassage one, PeerPassage other) {
    return one.logId().equals(other.logId()) && one.gate().equals(other.gate());
  }

  private static void ofOneLog(CborWriter to, List<PeerPassage> passages) {
    to.array(3).bytes(passages.getFirst().logId()).text(passages.getFirst().gate().value());
    to.all(passages, DownWire::passage).endArray();
  }

  private static void passage(CborWriter to, PeerPassage passage) {
    to.array(9).integer(passage.sequence()).integer(passage.asOf()).integer(passage.lane());
    to.integer(passage.ticket().event().value()).integer(passage.ticket().index());
    to.integer(Codes.of(passage.direction())).integer(passage.number());
    to.integer(passage.at().toEpochMilli()).integer(Codes.of(passage.state())).endArray();
  }

  private static Passages passages(CborReader from) throws IOException {
    var passages = new ArrayList<PeerPassage>();
    from.all(
        SyncLimits.PASSAGES_MAX,
        each -> {
          each.array();
          Bytes logId = SyncCodec.logId(each);
          var gate = new GateId(each.text());
          int room = SyncLimits.PASSAGES_MAX - passages.size();
          passages.addAll(each.all(room, one -> passage(one, logId, gate)));
          each.endArray();
          return passages.size();
        });
    return new Passages(passages);
  }

  private static PeerPassage passage(CborReader from, Bytes logId, GateId gate) throws IOException {
    from.array();
    long sequence = from.integer(1, Long.MAX_VALUE);
    long asOf = from.integer(1, Long.MAX_VALUE);
    int lane = from.small(0, JournalEntry.LANE_MAX);
    TicketId ticket = RowWire.ticket(from);
    Direction direction = Codes.direction(from);
    int number = from.small(1, 255);
    Instant at = Instant.ofEpochMilli(from.integer());
    var passage =
        new PeerPassage(
            logId, sequence, asOf, gate, lane, ticket, direction, number, at, Codes.state(from));
    from.endArray();
    return passage;
  }
}
