package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.chips.Directory;
import org.stile.chips.GateTag;
import org.stile.chips.Stamp;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.master.EventMaster;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.ticket.Ticket;

class StampHistoryTest {
  private static final Instant NOW = Instant.parse("2026-06-06T17:00:00Z");
  private static final SampleEvent EVENT =
      SampleEvent.stadium(SampleKeys.seeded(1), NOW.plusSeconds(3600));
  private static final EventMaster MASTER = EVENT.master();
  private static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));
  private static final Ticket TICKET = EVENT.unsignedTicket(CHIP, 5, 0, 0, 1);
  private static final GateId N2 = new GateId("n2");
  private static final Bytes NONCE = Bytes.hex("0102030405060708");
  private static final Bytes OTHER_NONCE = Bytes.hex("1112131415161718");

  private static Stamp stamp(int slot, int index, int number, Instant at, Bytes nonce) {
    return new Stamp(
        slot,
        index,
        Direction.ENTRY,
        number,
        GateTag.of(N2, 3),
        at,
        nonce,
        TICKET.event().value().slice(0, 3));
  }

  private static StampHistory history(Stamp... stamps) {
    return new StampHistory(List.of(stamps), new GateTags(MASTER));
  }

  private static JournalEntry.Granted grant(Instant at) {
    return new JournalEntry.Granted(
        0,
        new ClockReading(at, ClockReading.Trust.TRUSTED),
        new TicketId(MASTER.event(), 5),
        Direction.ENTRY,
        1,
        CHIP,
        0,
        NONCE,
        true,
        0,
        0,
        false);
  }

  @Test
  void a_stamp_is_a_passage_at_the_gate_and_lane_that_its_tag_names() {
    assertThat(history(stamp(0, 5, 1, NOW, NONCE)).passagesOf(TICKET))
        .containsExactly(
            new Passage(Direction.ENTRY, 1, N2, 3, NOW, State.STAMPED, Source.CHIP, 0));
  }

  @Test
  void a_stamp_of_another_ticket_or_event_is_none_of_its_passages() {
    Stamp good = stamp(0, 5, 1, NOW, NONCE);
    Stamp otherEvent =
        new Stamp(0, 5, good.direction(), 1, good.gateTag(), NOW, NONCE, Bytes.hex("000000"));
    assertThat(history(stamp(0, 6, 1, NOW, NONCE), otherEvent).passagesOf(TICKET)).isEmpty();
  }

  @Test
  void a_gate_the_master_does_not_name_is_unknown_and_still_counts() {
    Stamp good = stamp(0, 5, 1, NOW, NONCE);
    Stamp foreign =
        new Stamp(0, 5, good.direction(), 1, Bytes.hex("DEADBEEF"), NOW, NONCE, good.eventTag());
    assertThat(history(foreign).passagesOf(TICKET).getFirst().gate())
        .isEqualTo(StampHistory.UNKNOWN_GATE);
  }

  @Test
  void the_nonce_of_a_grant_settles_that_it_is_on_the_chip() {
    assertThat(history(stamp(0, 5, 1, NOW, NONCE)).settles(grant(NOW))).contains(Outcome.STAMPED);
  }

  @Test
  void a_history_that_reaches_further_back_settles_that_it_is_not() {
    assertThat(history().settles(grant(NOW))).contains(Outcome.NOT_STAMPED);
    assertThat(history(stamp(0, 5, 1, NOW.minusSeconds(1), OTHER_NONCE)).settles(grant(NOW)))
        .contains(Outcome.NOT_STAMPED);
  }

  @Test
  void a_history_of_newer_stamps_alone_settles_nothing() {
    assertThat(history(stamp(0, 5, 1, NOW, OTHER_NONCE)).settles(grant(NOW))).isEmpty();
    assertThat(history(stamp(0, 5, 1, NOW, OTHER_NONCE)).settles(grant(NOW.plusMillis(999))))
        .isEmpty();
  }

  @Test
  void no_more_stamps_are_looked_at_than_a_reader_can_see() {
    var many = new ArrayList<Stamp>();
    for (int i = 0; i < 20; i++) {
      many.add(stamp(0, 5, 20 - i, NOW.plusSeconds(20 - i), OTHER_NONCE));
    }
    many.set(8, stamp(0, 5, 12, NOW, NONCE));
    var history = new StampHistory(many, new GateTags(MASTER));
    assertThat(history.passagesOf(TICKET)).hasSize(8);
    assertThat(history.settles(grant(NOW))).isEmpty();
  }

  @Test
  void the_newest_stamp_of_a_slot_is_the_first_of_its_event() {
    var slot = new Directory.Entry(1, TICKET.event().value().slice(0, 4), 100);
    var history =
        history(
            stamp(0, 5, 1, NOW, NONCE),
            stamp(1, 7, 2, NOW, NONCE),
            stamp(1, 7, 1, NOW.minusSeconds(9), OTHER_NONCE));
    assertThat(history.newestOf(slot).map(Stamp::number)).contains(2);
    assertThat(history.passagesOf(slot, 7)).hasSize(2);
    var otherEvent = new Directory.Entry(1, Bytes.hex("00000000"), 100);
    assertThat(history.newestOf(otherEvent)).isEmpty();
  }
}
