package org.stile.core.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.cose.MemorySigner;
import org.stile.core.id.ChipId;
import org.stile.core.master.Gate;
import org.stile.core.master.Seat;
import org.stile.core.master.SeatMap;
import org.stile.core.master.TicketStatus;
import org.stile.core.master.Zone;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.trust.Trusted;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

class SampleEventTest {
  private static final Instant START = Instant.parse("2026-06-13T18:00:00Z");
  private static final SampleKeys KEYS = SampleKeys.seeded(1);
  private static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));
  private static final SampleEvent STADIUM = SampleEvent.stadium(KEYS, START);

  @Test
  void the_stadium_has_80_000_places_of_five_kinds() {
    SeatMap seats = STADIUM.master().seats();
    Map<Integer, Integer> count = new TreeMap<>();
    Set<String> places = new HashSet<>();
    for (int i = 0; i < seats.size(); i++) {
      Seat seat = seats.at(i).orElseThrow();
      count.merge(seat.type(), 1, Integer::sum);
      if (seat.type() != SampleEvent.TYPE_STANDING) {
        assertThat(places.add(seat.block() + "/" + seat.row() + "/" + seat.number())).isTrue();
      }
    }
    assertThat(seats.size()).isEqualTo(80_000);
    assertThat(count.keySet()).containsExactly(0, 1, 2, 3, 4);
    assertThat(count.get(SampleEvent.TYPE_STANDING)).isGreaterThan(1_000);
  }

  @Test
  void the_large_stadium_has_100_000_places() {
    assertThat(SampleEvent.largeStadium(KEYS, START).master().seats().size()).isEqualTo(100_000);
  }

  @Test
  void every_zone_is_served_by_a_gate_and_guides_in_three_languages() {
    var master = STADIUM.master();
    assertThat(master.venue().gates()).hasSizeGreaterThanOrEqualTo(24);
    for (Zone zone : master.venue().zones()) {
      assertThat(master.gatesServing(zone.number())).isNotEmpty();
      assertThat(zone.guidance().texts()).containsOnlyKeys("en", "de", "ja");
    }
    for (Gate gate : master.venue().gates()) {
      assertThat(gate.zones()).isNotEmpty();
    }
  }

  @Test
  void same_keys_and_start_give_the_same_bytes() {
    var again = SampleEvent.stadium(SampleKeys.seeded(1), START);
    assertThat(again.signedMaster()).isEqualTo(STADIUM.signedMaster());
    assertThat(again.keySet()).isEqualTo(STADIUM.keySet());
    assertThat(again.ticket(CHIP, 1, 2)).isEqualTo(STADIUM.ticket(CHIP, 1, 2));
  }

  @Test
  void its_master_is_believed_and_so_are_its_tickets_of_either_algorithm() {
    assertThat(STADIUM.trust().master(STADIUM.signedMaster().bytes(), Map.of()))
        .isEqualTo(new Trusted.Accepted<>(STADIUM.signedMaster()));
    var es256 = TicketCodec.sign(STADIUM.unsignedTicket(CHIP, 5, 9, 0, 1), KEYS.issuingEs256());
    for (Bytes ticket : List.of(STADIUM.ticket(CHIP, 5, 9), es256)) {
      assertThat(TicketVerifier.verify(ticket, List.of(STADIUM.master())))
          .isInstanceOf(Verification.Verified.class);
    }
  }

  @Test
  void the_concert_is_another_event_that_believes_other_tickets() {
    var concert = SampleEvent.concert(KEYS, START);
    assertThat(concert.master().event()).isNotEqualTo(STADIUM.master().event());
    assertThat(TicketVerifier.verify(concert.ticket(CHIP, 5, 9), List.of(STADIUM.master())))
        .isInstanceOf(Verification.Rejected.class);
    assertThat(
            TicketVerifier.verify(
                concert.ticket(CHIP, 5, 9), List.of(STADIUM.master(), concert.master())))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void a_revoked_ticket_is_so_in_the_next_version() {
    var next = STADIUM.withStatus(4_711, TicketStatus.REVOKED);
    assertThat(next.master().version()).isEqualTo(STADIUM.master().version() + 1);
    assertThat(next.master().status().of(4_711)).isEqualTo(TicketStatus.REVOKED);
    assertThat(next.master().status().of(4_710)).isEqualTo(TicketStatus.VALID);
    assertThat(STADIUM.trust().delta(next.deltaFrom(STADIUM), STADIUM.signedMaster()))
        .isEqualTo(new Trusted.Accepted<>(next.signedMaster()));
  }

  @Test
  void a_block_is_found_by_its_name() {
    int first = STADIUM.firstSeatOf("W203");
    Seat seat = STADIUM.master().seats().at(first).orElseThrow();
    assertThat(seat.block()).isEqualTo("W203");
    assertThat(STADIUM.master().seats().at(first - 1).orElseThrow().block()).isEqualTo("W202");
  }

  @Test
  void keys_of_another_seed_differ() {
    assertThat(SampleKeys.seeded(2).issuing().publicKey()).isNotEqualTo(KEYS.issuing().publicKey());
    assertThat(KEYS.issuing()).isInstanceOf(MemorySigner.class);
  }
}
