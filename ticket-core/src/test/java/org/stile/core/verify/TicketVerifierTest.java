package org.stile.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.Vectors;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Refusal.Flaw;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.EventMaster;
import org.stile.core.master.IssuingKey;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.ticket.VerifiedTicket;
import org.stile.core.verify.Verification.Rejected;
import org.stile.core.verify.Verification.Verified;

class TicketVerifierTest {
  private static final EventMaster MASTER = KnownEvent.MASTER;
  private static final Ticket TICKET = KnownEvent.ticket(5, 4);
  private static final Bytes SIGNED = TicketCodec.sign(TICKET, KnownEvent.ISSUING);

  private static final EventMaster OTHER = other();

  @Test
  void a_good_ticket_is_verified_whichever_algorithm_signed_it() {
    assertThat(verify(SIGNED, MASTER))
        .isEqualTo(
            new Verified(new VerifiedTicket(new TicketId(new EventId(42), 5), TICKET, 7), MASTER));
    assertThat(verify(TicketCodec.sign(TICKET, KnownEvent.ISSUING_ES256), MASTER))
        .isEqualTo(
            new Verified(new VerifiedTicket(new TicketId(new EventId(42), 5), TICKET, 8), MASTER));
  }

  @Test
  void the_master_that_stands_behind_it_is_found_among_several() {
    assertThat(verify(SIGNED, OTHER, MASTER)).isEqualTo(verify(SIGNED, MASTER));
    assertThat(verify(SIGNED, MASTER, OTHER)).isEqualTo(verify(SIGNED, MASTER));
  }

  @Test
  void r1_without_a_master_every_event_is_unknown() {
    assertThat(verify(SIGNED)).isEqualTo(new Rejected(new Refusal.UnknownEvent(TICKET.event())));
    assertThat(verify(SIGNED, OTHER))
        .isEqualTo(new Rejected(new Refusal.UnknownEvent(TICKET.event())));
  }

  @Test
  void r1_earlier_event_information_stays_good_as_long_as_the_event_accepts_it() {
    Bytes moved = EventInformationCodec.sign(information(43), KnownEvent.ISSUING);
    EventHash before = TICKET.event();
    EventHash after = EventHash.of(moved);
    assertThat(verify(SIGNED, with(moved, Set.of(before, after), MASTER.keys())))
        .isInstanceOf(Verified.class);
    assertThat(verify(SIGNED, with(moved, Set.of(after), MASTER.keys())))
        .isEqualTo(new Rejected(new Refusal.UnknownEvent(before)));
  }

  @Test
  void r1_a_master_whose_own_information_is_not_accepted_stands_behind_nothing() {
    Bytes moved = EventInformationCodec.sign(information(43), KnownEvent.ISSUING);
    assertThat(verify(SIGNED, with(moved, Set.of(TICKET.event()), MASTER.keys())))
        .isEqualTo(new Rejected(new Refusal.UnknownEvent(TICKET.event())));
  }

  @Test
  void r2_what_does_not_parse_is_no_ticket() {
    for (Bytes noise :
        List.of(
            Bytes.EMPTY, Bytes.of(0), Bytes.copyOf(new byte[128]), Bytes.copyOf(new byte[999]))) {
      assertThat(verify(noise, MASTER)).isEqualTo(forged(Flaw.NOT_A_TICKET));
    }
    assertThat(verify(Bytes.concat(SIGNED, Bytes.of(0)), MASTER))
        .isEqualTo(forged(Flaw.NOT_A_TICKET));
    assertThat(verify(KnownEvent.SIGNED_INFORMATION, MASTER)).isEqualTo(forged(Flaw.NOT_A_TICKET));
  }

  @Test
  void r2_a_key_the_event_does_not_have_is_unknown() {
    var stranger = new MemorySigner(Algorithm.EDDSA, 9, new byte[32]);
    assertThat(verify(TicketCodec.sign(TICKET, stranger), MASTER))
        .isEqualTo(forged(Flaw.UNKNOWN_KEY));
  }

  @Test
  void r2_a_key_of_the_other_algorithm_is_unknown() {
    var underOurId = new MemorySigner(Algorithm.ES256, 7, Bytes.of(7).sha256().toArray());
    assertThat(verify(TicketCodec.sign(TICKET, underOurId), MASTER))
        .isEqualTo(forged(Flaw.UNKNOWN_KEY));
  }

  @Test
  void r2_another_key_under_the_same_id_does_not_sign_for_it() {
    var stranger = new MemorySigner(Algorithm.EDDSA, 7, new byte[32]);
    assertThat(verify(TicketCodec.sign(TICKET, stranger), MASTER))
        .isEqualTo(forged(Flaw.WRONG_SIGNATURE));
  }

  @Test
  void r2_a_message_signed_for_another_purpose_is_no_ticket() throws Exception {
    Bytes content = Sign1.parse(SIGNED, 128).payload();
    for (Purpose purpose : Purpose.values()) {
      Bytes signed = Sign1.sign(content, purpose, KnownEvent.ISSUING).encode();
      assertThat(verify(signed, MASTER) instanceof Verified).isEqualTo(purpose == Purpose.TICKET);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  void r2_a_key_is_good_from_its_first_to_its_last_second(long secondsOff) {
    Instant from = KnownEvent.KEYS_FROM;
    Instant until = KnownEvent.KEYS_UNTIL;
    assertThat(verify(issuedAt(from.plusSeconds(secondsOff)), MASTER) instanceof Verified)
        .isEqualTo(secondsOff >= 0);
    assertThat(verify(issuedAt(until.plusSeconds(secondsOff)), MASTER) instanceof Verified)
        .isEqualTo(secondsOff <= 0);
    assertThat(verify(issuedAt(from.minusSeconds(1)), MASTER))
        .isEqualTo(forged(Flaw.KEY_NOT_VALID_THEN));
    assertThat(verify(issuedAt(until.plusSeconds(1)), MASTER))
        .isEqualTo(forged(Flaw.KEY_NOT_VALID_THEN));
  }

  @Test
  void r2_a_key_that_was_taken_out_signs_no_more() {
    List<IssuingKey> left = List.of(KnownEvent.issuingKey(KnownEvent.ISSUING_ES256));
    assertThat(verify(SIGNED, with(MASTER.signedInformation(), MASTER.accepted(), left)))
        .isEqualTo(forged(Flaw.UNKNOWN_KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket.hex", "ticket-es256.hex"})
  void one_flipped_bit_anywhere_is_never_verified(String golden) {
    Bytes good = Vectors.message(golden);
    assertThat(verify(good, MASTER)).isInstanceOf(Verified.class);
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] flipped = good.toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(verify(Bytes.copyOf(flipped), MASTER)).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void a_ticket_of_one_event_is_none_of_another_that_has_the_same_keys() {
    var forOther =
        new Ticket(
            EventHash.of(OTHER.signedInformation()),
            5,
            KnownEvent.CHIP,
            4,
            0,
            1,
            KnownEvent.ISSUED);
    Bytes signed = TicketCodec.sign(forOther, KnownEvent.ISSUING);
    assertThat(verify(signed, MASTER)).isInstanceOf(Rejected.class);
    assertThat(verify(signed, MASTER, OTHER))
        .isEqualTo(
            new Verified(new VerifiedTicket(new TicketId(new EventId(43), 5), forOther, 7), OTHER));
  }

  private static Verification verify(Bytes signed, EventMaster... masters) {
    return TicketVerifier.verify(signed, List.of(masters));
  }

  private static Rejected forged(Flaw flaw) {
    return new Rejected(new Refusal.Forged(flaw));
  }

  private static Bytes issuedAt(Instant instant) {
    return TicketCodec.sign(
        new Ticket(TICKET.event(), 5, KnownEvent.CHIP, 4, 0, 1, instant), KnownEvent.ISSUING);
  }

  private static EventInformation information(long event) {
    return new EventInformation(
        new EventId(event), "Other", "Test Ground", "", KnownEvent.START, "Europe/Berlin");
  }

  private static EventMaster with(
      Bytes signedInformation, Set<EventHash> accepted, List<IssuingKey> keys) {
    return with(MASTER.information(), signedInformation, accepted, keys);
  }

  private static EventMaster with(
      EventInformation information,
      Bytes signedInformation,
      Set<EventHash> accepted,
      List<IssuingKey> keys) {
    return new EventMaster(
        1,
        MASTER.issuedAt(),
        information,
        signedInformation,
        accepted,
        MASTER.venue(),
        MASTER.seats(),
        MASTER.rules(),
        keys,
        MASTER.status());
  }

  private static EventMaster other() {
    Bytes signed = EventInformationCodec.sign(information(43), KnownEvent.ISSUING);
    return with(information(43), signed, Set.of(EventHash.of(signed)), MASTER.keys());
  }
}
