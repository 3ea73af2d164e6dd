package org.stile.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.Direction;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.UpMessage.Rows;

/** Files that are carried by hand: one encoding, and nothing but it. */
class CarriedTest {
  private static final GateId GATE = new GateId("north-1");
  private static final Bytes SIGNATURE = Bytes.hex("aa".repeat(70));
  private static final Bytes CERTIFICATE = Bytes.hex("bb".repeat(400));

  private static Carried file(Bytes body) {
    return new Carried(CERTIFICATE, body, SIGNATURE);
  }

  /** A journal's first rows, in messages of {@code size}. */
  private static List<Rows> chain(Bytes logId, int messages, int size) {
    var entries = new ArrayList<JournalEntry>();
    for (int i = 0; i < messages * size; i++) {
      entries.add(SyncMessages.granted(i, Direction.ENTRY, 1));
    }
    Bytes genesis = RowBytes.genesis(logId, GATE.value());
    List<JournalRow> rows = SyncMessages.chained(genesis, 1, entries);
    var all = new ArrayList<Rows>();
    for (int from = 0; from < rows.size(); from += size) {
      Bytes before = from == 0 ? genesis : rows.get(from - 1).hash();
      all.add(Rows.of(logId, before, rows.subList(from, from + size)));
    }
    return all;
  }

  @Test
  void an_acknowledgement_comes_back_as_it_went() throws Exception {
    var said = new CarriedAcknowledgement(7, GATE, Bytes.hex("00".repeat(16)), 4_711);
    Carried file = file(said.encode());
    assertThat(Carried.decode(file.encode())).isEqualTo(file);
    assertThat(CarriedAcknowledgement.decode(file.body())).isEqualTo(said);
    assertThat(said.encode())
        .isEqualTo(Bytes.hex("a50001010702676e6f7274682d310350" + "00".repeat(16) + "04191267"));
  }

  @Test
  void rows_come_back_as_the_messages_they_are() throws Exception {
    List<Rows> rows = chain(SyncMessages.LOG, 3, 40);
    var said = new CarriedRows(7, GATE, rows.stream().map(SyncCodec::encode).toList());
    assertThat(CarriedRows.decode(said.encode())).isEqualTo(said);
    assertThat(said.rows()).isEqualTo(rows);
  }

  @Test
  void rows_with_a_gap_between_their_messages_are_refused() {
    List<Rows> rows = chain(SyncMessages.LOG, 3, 40);
    var gap = List.of(SyncCodec.encode(rows.get(0)), SyncCodec.encode(rows.get(2)));
    assertThatThrownBy(new CarriedRows(7, GATE, gap)::rows)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("row 81 does not follow");
    var back = List.of(SyncCodec.encode(rows.get(1)), SyncCodec.encode(rows.get(0)));
    assertThatThrownBy(new CarriedRows(7, GATE, back)::rows).isInstanceOf(WireException.class);
  }

  @Test
  void rows_of_two_journals_in_one_file_are_refused() {
    Rows one = chain(SyncMessages.LOG, 1, 5).getFirst();
    Rows other = chain(SyncMessages.BOOT, 2, 5).getLast();
    var mixed = List.of(SyncCodec.encode(one), SyncCodec.encode(other));
    assertThatThrownBy(new CarriedRows(7, GATE, mixed)::rows).isInstanceOf(WireException.class);
  }

  @Test
  void the_two_kinds_are_never_signed_alike() {
    Bytes body = Bytes.hex("00");
    assertThat(Carried.toBeSigned(Carried.Kind.ROWS, body))
        .isNotEqualTo(Carried.toBeSigned(Carried.Kind.ACKNOWLEDGEMENT, body))
        .isEqualTo(Bytes.hex("7374696c652f312f636172726965642d726f77730000"));
  }

  @Test
  void every_beginning_of_a_file_is_no_file() {
    Bytes whole =
        file(new CarriedAcknowledgement(7, GATE, Bytes.hex("00".repeat(16)), 1).encode()).encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes torn = whole.slice(0, length);
      assertThatThrownBy(() -> Carried.decode(torn)).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> Carried.decode(Bytes.concat(whole, Bytes.hex("00"))))
        .isInstanceOf(WireException.class);
  }

  @Test
  void whatever_bytes_come_the_answer_is_a_file_or_a_wire_exception() {
    var random = new Random(7);
    Bytes whole =
        file(new CarriedRows(
                    7,
                    GATE,
                    chain(SyncMessages.LOG, 2, 10).stream().map(SyncCodec::encode).toList())
                .encode())
            .encode();
    var kinds = new ArrayList<String>();
    for (int round = 0; round < 4_000; round++) {
      byte[] bytes = whole.toArray();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Carried read = Carried.decode(Bytes.copyOf(bytes));
        var _ = CarriedRows.decode(read.body()).rows();
        kinds.add("read");
      } catch (WireException e) {
        kinds.add("refused");
      }
    }
    assertThat(kinds).contains("read", "refused"); // A byte of the signature changes no form.
  }
}
