package org.stile.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.PeerPassage;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

class SyncCodecTest {
  @Test
  void golden_messages() throws WireException {
    for (var up : SyncMessages.UP.entrySet()) {
      Bytes vector = Vectors.message(up.getKey());
      assertThat(SyncCodec.encode(up.getValue())).as(up.getKey()).isEqualTo(vector);
      assertThat(SyncCodec.up(vector)).isEqualTo(up.getValue());
    }
    for (var down : SyncMessages.DOWN.entrySet()) {
      Bytes vector = Vectors.message(down.getKey());
      assertThat(SyncCodec.encode(down.getValue())).as(down.getKey()).isEqualTo(vector);
      assertThat(SyncCodec.down(vector)).isEqualTo(down.getValue());
    }
    for (var state : SyncMessages.STATE.entrySet()) {
      Bytes vector = Vectors.message(state.getKey());
      assertThat(SyncCodec.encode(state.getValue())).as(state.getKey()).isEqualTo(vector);
      assertThat(SyncCodec.state(vector)).isEqualTo(state.getValue());
    }
  }

  @Test
  void a_message_for_the_other_direction_or_of_a_later_program_is_refused_by_its_kind() {
    Bytes acknowledged = Vectors.message("sync-acknowledged.hex");
    assertThat(fault(() -> SyncCodec.up(acknowledged))).isEqualTo(new Fault.UnknownFormat(8));
    Bytes hello = Vectors.message("sync-hello.hex");
    assertThat(fault(() -> SyncCodec.down(hello))).isEqualTo(new Fault.UnknownFormat(1));
    Bytes birth = Vectors.message("sync-birth.hex");
    assertThat(fault(() -> SyncCodec.up(birth))).isEqualTo(new Fault.UnknownFormat(16));
    assertThat(fault(() -> SyncCodec.state(Bytes.hex("a10017"))))
        .isEqualTo(new Fault.UnknownFormat(23));
  }

  @Test
  void no_message_can_be_cut_short_or_made_longer() {
    for (String name : SyncMessages.DOWN.keySet()) {
      Bytes whole = Vectors.message(name);
      for (int length = 0; length < whole.length(); length++) {
        Bytes cut = whole.slice(0, length);
        assertThat(fault(() -> SyncCodec.down(cut))).as(name + " cut to " + length).isNotNull();
      }
      Bytes longer = Bytes.concat(whole, Bytes.of(0));
      assertThat(fault(() -> SyncCodec.down(longer))).isEqualTo(new Fault.NotCanonical());
    }
  }

  @Test
  void what_is_too_long_is_not_looked_at() {
    Bytes long64k = Bytes.copyOf(new byte[SyncLimits.MESSAGE_LENGTH_MAX + 1]);
    assertThat(fault(() -> SyncCodec.up(long64k))).isEqualTo(new Fault.TooLong(65_536, 65_537));
    Bytes longState = Bytes.copyOf(new byte[SyncLimits.STATE_LENGTH_MAX + 1]);
    assertThat(fault(() -> SyncCodec.state(longState))).isEqualTo(new Fault.TooLong(128, 129));
  }

  @Test
  void rows_that_something_changed_on_the_way_do_not_chain() throws WireException {
    Bytes sent = Vectors.message("sync-rows.hex");
    assertThat(((Rows) SyncCodec.up(sent)).isChained()).isTrue();
    // The chip of the second row, one bit of it.
    String other = sent.hex().replace("04112233445566", "04112233445567");
    var changed = (Rows) SyncCodec.up(Bytes.hex(other));
    assertThat(changed.isChained()).isFalse();
    assertThat(changed.rows().getFirst()).isEqualTo(SyncMessages.ROWS.rows().getFirst());
  }

  @Test
  void rows_that_follow_other_rows_do_not_chain() {
    Rows rows = SyncMessages.ROWS;
    Bytes elsewhere = RowBytes.genesis(rows.logId(), "north-2");
    List<JournalRow> rechained =
        SyncMessages.chained(elsewhere, 1, rows.rows().stream().map(JournalRow::entry).toList());
    assertThat(new Rows(rows.logId(), elsewhere, rechained, rows.hashAfter()).isChained())
        .isFalse();
    assertThat(Rows.of(rows.logId(), elsewhere, rechained).isChained()).isTrue();
  }

  @Test
  void every_outcome_state_and_direction_has_its_own_number() throws WireException {
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(SyncMessages.granted(1, Direction.EXIT, 255));
    for (Outcome outcome : Outcome.values()) {
      entries.add(new Progress(15, SyncMessages.AT, 1, outcome, ""));
    }
    var rows =
        Rows.of(
            SyncMessages.LOG, SyncMessages.SHA, SyncMessages.chained(SyncMessages.SHA, 7, entries));
    assertThat(SyncCodec.up(SyncCodec.encode(rows))).isEqualTo(rows);
    List<PeerPassage> passages = new ArrayList<>();
    for (State state : State.values()) {
      for (Direction direction : Direction.values()) {
        passages.add(
            new PeerPassage(
                SyncMessages.LOG,
                1,
                Long.MAX_VALUE,
                SyncMessages.GATE,
                15,
                new TicketId(SyncMessages.EVENT, TicketId.INDEX_MAX),
                direction,
                255,
                SyncMessages.AT.now(),
                state));
      }
    }
    var message = new Passages(passages);
    assertThat(SyncCodec.down(SyncCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void one_log_is_named_once_where_its_passages_stand_together() {
    Bytes encoded = Vectors.message("sync-passages.hex");
    // The group of two taken apart into two groups of one says the same: refused.
    String group = "8350" + SyncMessages.LOG.hex() + "676e6f7274682d31";
    String apart =
        encoded
            .hex()
            .replace("a2000b0182", "a2000b0183")
            .replace(group + "82", group + "81")
            .replace("89090900", group + "8189090900");
    assertThat(apart.length()).isEqualTo(encoded.hex().length() + group.length() + 2);
    assertThat(fault(() -> SyncCodec.down(Bytes.hex(apart)))).isEqualTo(new Fault.NotCanonical());
  }

  @Test
  void the_fullest_messages_fit() throws WireException {
    List<PeerPassage> passages = new ArrayList<>();
    for (int i = 0; i < SyncLimits.PASSAGES_MAX; i++) {
      passages.add(
          new PeerPassage(
              Bytes.concat(SyncMessages.LOG.from(2), Bytes.of(i >> 8, i)),
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              new GateId("g".repeat(24)),
              15,
              new TicketId(new org.stile.core.id.EventId(0xFFFF_FFFFL), TicketId.INDEX_MAX),
              Direction.EXIT,
              255,
              java.time.Instant.ofEpochMilli(Long.MAX_VALUE),
              State.PASSED));
    }
    var message = new Passages(passages);
    assertThat(SyncCodec.down(SyncCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void as_many_rows_as_fit_are_taken() {
    List<JournalEntry> long100 = new ArrayList<>();
    List<JournalEntry> short101 = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      long100.add(
          new Refused(
              15,
              SyncMessages.AT,
              Optional.of(new TicketId(SyncMessages.EVENT, TicketId.INDEX_MAX)),
              Optional.of(SyncMessages.CHIP),
              "\u5165".repeat(40),
              "\u5165".repeat(200)));
      short101.add(new Incident(0, SyncMessages.AT, "STARTED", ""));
    }
    List<JournalRow> chained = SyncMessages.chained(SyncMessages.SHA, 1, long100);
    List<JournalRow> fit = Rows.thatFit(chained);
    assertThat(fit.size()).isBetween(70, 99);
    assertThat(SyncCodec.encode(Rows.of(SyncMessages.LOG, SyncMessages.SHA, fit)).length())
        .isBetween(55_000, SyncLimits.MESSAGE_LENGTH_MAX);
    List<JournalRow> many = SyncMessages.chained(SyncMessages.SHA, 1, short101);
    assertThat(Rows.thatFit(many)).hasSize(100);
    assertThat(Rows.thatFit(many.subList(0, 3))).hasSize(3);
  }

  @Test
  void a_row_takes_some_forty_bytes_on_the_wire() {
    List<JournalEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      entries.add(SyncMessages.granted(50_000 + i, Direction.ENTRY, 1));
      entries.add(new Progress(0, SyncMessages.AT, 70_001 + 2 * i, Outcome.PASSED, ""));
    }
    List<JournalRow> rows = SyncMessages.chained(SyncMessages.SHA, 70_001, entries);
    assertThat(SyncCodec.encode(Rows.of(SyncMessages.LOG, SyncMessages.SHA, rows)).length())
        .isBetween(3_700, 4_200);
  }

  @Test
  void rows_have_no_gap_and_are_neither_none_nor_too_many() {
    List<JournalRow> rows = SyncMessages.ROWS.rows();
    Bytes log = SyncMessages.LOG;
    Bytes sha = SyncMessages.SHA;
    assertThatThrownBy(() -> new Rows(log, sha, List.of(rows.get(0), rows.get(2)), sha))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rows(log, sha, List.of(rows.get(1), rows.get(0)), sha))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rows(log, sha, List.of(), sha))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_path_leads_nowhere_but_into_the_center() {
    for (String good : List.of("/keys/1", "/a", "/gate/v1/x.y_z-0", "/a/")) {
      assertThat(new KeySetAvailable(1, SyncMessages.SHA, 1, good).path()).isEqualTo(good);
    }
    for (String bad :
        List.of(
            "",
            "/",
            "keys",
            "//host/keys",
            "http://host/",
            "/../keys",
            "/a/../b",
            "/a//b",
            "/a?b",
            "/a#b",
            "/a%2e",
            "/a b",
            "/a\\b",
            "/\u00e4",
            "/.",
            "/a/.hidden",
            "/" + "a".repeat(200))) {
      assertThatThrownBy(() -> new KeySetAvailable(1, SyncMessages.SHA, 1, bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void deltas_come_from_older_versions_in_their_order() {
    assertThatThrownBy(() -> master(List.of(9L))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> master(List.of(3L, 2L))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> master(List.of(2L, 2L))).isInstanceOf(IllegalArgumentException.class);
    assertThat(master(List.of(2L, 8L)).deltaFrom()).containsExactly(2L, 8L);
  }

  @Test
  void masters_are_in_the_order_of_their_events() {
    var one = new InstalledVersion(SyncMessages.EVENT, 1);
    assertThatThrownBy(
            () -> new Hello(SyncMessages.LOG, SyncMessages.BOOT, 0, List.of(one, one), 0, "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static MasterAvailable master(List<Long> deltaFrom) {
    return new MasterAvailable(
        SyncMessages.EVENT, 9, SyncMessages.SHA, 1, "/m", deltaFrom, "/m/from/");
  }

  interface Decoding {
    Object decode() throws WireException;
  }

  static Fault fault(Decoding decoding) {
    try {
      throw new AssertionError("taken: " + decoding.decode());
    } catch (WireException e) {
      return e.fault();
    }
  }
}
