package org.stile.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;

class TicketCodecTest {
  private static final Instant LATEST = Instant.ofEpochSecond(0xFFFF_FFFFL);
  private static final EventHash EVENT = EventHash.of(KnownEvent.SIGNED_INFORMATION);

  private static final Ticket FULL =
      new Ticket(
          EVENT,
          1_048_575,
          new ChipId(Bytes.hex("01020304050607080910")),
          1_048_575,
          255,
          255,
          LATEST);

  /** A good content, of which the refused ones differ in one thing. */
  private static final String CONTENT =
      "a5 0148 7a60c28dc7d0c08c 0205 0347 04112233445566 0404 061a6a1d4a10";

  @Test
  void golden_ordinary_ticket() throws Exception {
    Ticket ticket = KnownEvent.ticket(5, 4);
    Bytes golden = Vectors.message("ticket.hex");
    assertThat(TicketCodec.sign(ticket, KnownEvent.ISSUING)).isEqualTo(golden);
    SignedTicket read = TicketCodec.parse(golden);
    assertThat(read.ticket()).isEqualTo(ticket);
    assertThat(read.keyId()).isEqualTo(7);
    assertThat(read.algorithm()).isEqualTo(Algorithm.EDDSA);
    assertThat(read.signedBy(KnownEvent.key(KnownEvent.ISSUING))).isTrue();
  }

  @Test
  void golden_es256_ticket() throws Exception {
    Bytes golden = Vectors.message("ticket-es256.hex");
    assertThat(TicketCodec.sign(KnownEvent.ticket(5, 4), KnownEvent.ISSUING_ES256))
        .isEqualTo(golden);
    SignedTicket read = TicketCodec.parse(golden);
    assertThat(read.ticket()).isEqualTo(KnownEvent.ticket(5, 4));
    assertThat(read.algorithm()).isEqualTo(Algorithm.ES256);
    assertThat(read.signedBy(KnownEvent.key(KnownEvent.ISSUING_ES256))).isTrue();
  }

  @Test
  void golden_longest_ticket() throws Exception {
    Bytes golden = Vectors.message("ticket-full.hex");
    assertThat(TicketCodec.sign(FULL, KnownEvent.ISSUING)).isEqualTo(golden);
    assertThat(TicketCodec.parse(golden).ticket()).isEqualTo(FULL);
    assertThat(golden.length()).isEqualTo(124).isLessThan(TicketCodec.SIGNED_LENGTH_MAX);
  }

  @ParameterizedTest
  @CsvSource({"255, 1", "0, 255", "0, 1"})
  void an_ordinary_ticket_is_read_in_two_frames(int type, int entries) {
    var ticket = new Ticket(EVENT, 1_048_575, KnownEvent.CHIP, 1_048_575, type, entries, LATEST);
    for (Signer signer : new Signer[] {KnownEvent.ISSUING, KnownEvent.ISSUING_ES256}) {
      assertThat(TicketCodec.sign(ticket, signer).length()).isLessThanOrEqualTo(2 * 59);
    }
  }

  @Test
  void the_content_the_refused_ones_differ_from_is_good() throws Exception {
    assertThat(TicketCodec.parse(signed(CONTENT)).ticket()).isEqualTo(KnownEvent.ticket(5, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "0148 7a60c28dc7d0c08c, 0147 7a60c28dc7d0c0", // event hash too short
    "0148 7a60c28dc7d0c08c, 0149 7a60c28dc7d0c08c00", // too long
    "0205, 021a00100000", // index 2^20
    "0205, 0220", // index -1
    "0205, 021805", // longer head
    "0205, 026135", // index as text
    "0347 04112233445566, 0343 041122", // chip id of 3 bytes
    "0347 04112233445566, 034b 0411223344556677889900", // of 11
    "0404, 041a00100000", // seat 2^20
    "0404, 0420", // seat -1
    "0404, 0404 0500", // type 0 said
    "0404, 0404 05190100", // type 256
    "061a6a1d4a10, 061b0000000100000000", // issued 2^32
    "061a6a1d4a10, 0620", // issued before 1970
    "061a6a1d4a10, 06c11a6a1d4a10", // tagged time
    "061a6a1d4a10, 061a6a1d4a10 0701", // entries 1 said
    "061a6a1d4a10, 061a6a1d4a10 0700", // entries 0
    "061a6a1d4a10, 061a6a1d4a10 07190100", // entries 256
    "061a6a1d4a10, 061a6a1d4a10 0800", // one thing more
  })
  void content_that_differs_in_one_thing_is_no_ticket(String good, String bad) {
    int extra = bad.length() > good.length() && bad.startsWith(good) ? 1 : 0;
    String content = CONTENT.replace(good, bad).replace("a5 ", extra == 1 ? "a6 " : "a5 ");
    assertThat(content).isNotEqualTo(CONTENT);
    assertThatThrownBy(() -> TicketCodec.parse(signed(content))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @CsvSource({"0148 7a60c28dc7d0c08c", "0205", "0347 04112233445566", "0404", "061a6a1d4a10"})
  void a_ticket_lacks_nothing(String part) {
    String content = CONTENT.replace(part, "").replace("a5 ", "a4 ");
    assertThatThrownBy(() -> TicketCodec.parse(signed(content))).isInstanceOf(WireException.class);
  }

  @Test
  void a_slot_of_128_bytes_is_the_most_that_is_looked_at() {
    Bytes longer = Bytes.copyOf(new byte[129]);
    assertThatThrownBy(() -> TicketCodec.parse(longer))
        .isInstanceOfSatisfying(
            WireException.class,
            e -> assertThat(e.fault()).isEqualTo(new WireException.Fault.TooLong(128, 129)));
  }

  @Test
  void the_zeros_behind_a_ticket_in_its_slot_are_not_part_of_it() {
    Bytes slot = Bytes.concat(Vectors.message("ticket.hex"), Bytes.of(0));
    assertThatThrownBy(() -> TicketCodec.parse(slot)).isInstanceOf(WireException.class);
  }

  @Test
  void a_ticket_keeps_its_ranges() {
    assertThat(new Ticket(EVENT, 0, KnownEvent.CHIP, 0, 0, 1, Instant.EPOCH).entries()).isOne();
    assertThat(FULL.issuedAt()).isEqualTo(LATEST);
    refused(-1, 0, 0, 1, LATEST);
    refused(1_048_576, 0, 0, 1, LATEST);
    refused(0, -1, 0, 1, LATEST);
    refused(0, 1_048_576, 0, 1, LATEST);
    refused(0, 0, -1, 1, LATEST);
    refused(0, 0, 256, 1, LATEST);
    refused(0, 0, 0, 0, LATEST);
    refused(0, 0, 0, 256, LATEST);
    refused(0, 0, 0, 1, LATEST.plusSeconds(1));
    refused(0, 0, 0, 1, Instant.EPOCH.minusSeconds(1));
    refused(0, 0, 0, 1, Instant.EPOCH.plusNanos(1));
  }

  private static void refused(int index, int seat, int type, int entries, Instant issuedAt) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ticket(EVENT, index, KnownEvent.CHIP, seat, type, entries, issuedAt));
  }

  @Property(tries = 200)
  void every_ticket_comes_back(@ForAll("tickets") Ticket ticket) throws Exception {
    SignedTicket read = TicketCodec.parse(TicketCodec.sign(ticket, KnownEvent.ISSUING));
    assertThat(read.ticket()).isEqualTo(ticket);
    assertThat(read.signedBy(KnownEvent.key(KnownEvent.ISSUING))).isTrue();
  }

  @Provide
  Arbitrary<Ticket> tickets() {
    Arbitrary<Bytes> hash = Arbitraries.bytes().array(byte[].class).ofSize(8).map(Bytes::copyOf);
    Arbitrary<Bytes> uid =
        Arbitraries.bytes().array(byte[].class).ofMinSize(4).ofMaxSize(10).map(Bytes::copyOf);
    return Combinators.combine(
            hash,
            Arbitraries.integers().between(0, 1_048_575),
            uid,
            Arbitraries.integers().between(0, 1_048_575),
            Arbitraries.integers().between(0, 255),
            Arbitraries.integers().between(1, 255),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL))
        .as(
            (event, index, chip, seat, type, entries, at) ->
                new Ticket(
                    new EventHash(event),
                    index,
                    new ChipId(chip),
                    seat,
                    type,
                    entries,
                    Instant.ofEpochSecond(at)));
  }

  private static Bytes signed(String content) {
    return Sign1.sign(Bytes.hex(content.replace(" ", "")), Purpose.TICKET, KnownEvent.ISSUING)
        .encode();
  }
}
