package org.stile.core.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

class MasterCodecTest {
  private static final EventMaster MASTER = KnownEvent.MASTER;

  @ParameterizedTest
  @ValueSource(strings = {"master.hex", "master-next.hex"})
  void golden(String file) throws Exception {
    EventMaster master = file.equals("master.hex") ? MASTER : KnownEvent.NEXT;
    Bytes golden = Vectors.message(file);
    SignedMaster signed = MasterCodec.sign(master, KnownEvent.MASTER_SIGNER);
    assertThat(signed.bytes()).isEqualTo(golden);
    assertThat(signed.master()).isEqualTo(master);
    Sign1 message = Sign1.parse(golden, MasterCodec.SIGNED_LENGTH_MAX);
    assertThat(MasterCodec.parse(message)).isEqualTo(master);
    assertThat(message.verifies(KnownEvent.key(KnownEvent.MASTER_SIGNER), Purpose.MASTER)).isTrue();
  }

  @Property(tries = 100)
  void every_master_comes_back(@ForAll long seed) throws Exception {
    EventMaster master = Masters.of(seed, 1);
    SignedMaster signed = MasterCodec.sign(master, KnownEvent.MASTER_SIGNER);
    assertThat(MasterCodec.parse(Sign1.parse(signed.bytes(), MasterCodec.SIGNED_LENGTH_MAX)))
        .isEqualTo(master);
  }

  /** Each differs from the golden master in one thing. */
  @ParameterizedTest
  @CsvSource({
    "ab0101, ab0100, UnknownFormat", // format 0
    "ab0101, ab0102, UnknownFormat", // format 2
    "02182a, 02182b, NotCanonical", // another event than its information says
    "02182a, 0200, OutOfRange", // event 0
    "0301041a, 0300041a, OutOfRange", // version 0
    "0301041a, 031b0020000000000000041a, OutOfRange", // version 2^53
    "041a6a1d4a10, 0420, OutOfRange", // issued before 1970
    "0681487a60c28dc7d0c08c, 0680, OutOfRange", // nothing accepted
    "0681487a60c28dc7d0c08c, 0681487a60c28dc7d0c08d, OutOfRange", // its own not accepted
    "0681487a60c28dc7d0c08c, 068248ffffffffffffffff487a60c28dc7d0c08c, NotCanonical", // unsorted
    "0681487a60c28dc7d0c08c, 0682487a60c28dc7d0c08c487a60c28dc7d0c08c, NotCanonical", // twice
    "6d4575726f70652f4265726c696e82, 6d4575726f70652f4265726c697882, OutOfRange", // Europe/Berlix
    "830064 4d61696e, 83190100 644d61696e, OutOfRange", // zone 256
    "82626465 6a, 82626561 6a, Good", // another language, still before "en"
    "82626465 6a, 82627a7a 6a, NotCanonical", // languages unsorted
    "82626465 6a, 8262656e 6a, NotCanonical", // English twice
    "8200 01 0882, 8201 00 0882, NotCanonical", // zones of a gate unsorted
    "8200 01 0882, 8201 01 0882, NotCanonical",
    "8200 01 0882, 8200 02 0882, OutOfRange", // a gate that serves no zone of the venue
    "624e3100, 624e3102, OutOfRange", // a block in no zone of the venue
    "856131030001 02, 856131030001 00, OutOfRange", // step 0
    "83600504, 8560050400 01, Good", // the terrace, numbered from 0
    "83600504, 84600504 00, Malformed", // half numbered
    "83600504, 83600004, OutOfRange", // no seats
    "83600504, 8360051901 00, OutOfRange", // type 256
    "00 01 0a82, 03 01 0a82, OutOfRange", // no such re-entry
    "00 01 0a82, 00 02 0a82, OutOfRange", // no such policy
    "0a8285 07, 0a8285 08, OutOfRange", // key id twice
    "0a8285 07, 0a8285 06, OutOfRange", // its information is signed by none of its keys
    "0727 5820fc, 0727 5820fd, OutOfRange", // another key
    "0826 5821, 0827 5821, TooLong", // 33 bytes for Ed25519
    "0826 582103, 082658 2105, OutOfRange", // no compressed point
    "0826 5821, 083822 5821, OutOfRange", // ES384
    "0b82186480, 0b821864820004, NotCanonical", // a run of valid tickets
    "0b82186480, 0b8218648000, NotCanonical", // one thing more
    "0b82186480, 0c82186480, Malformed", // another section
  })
  void content_that_differs_in_one_thing_is_refused(String good, String bad, String fault) {
    String content = content();
    String from = good.replace(" ", "");
    assertThat(content.indexOf(from)).isNotNegative().isEqualTo(content.lastIndexOf(from));
    Bytes different = Bytes.hex(content.replace(from, bad.replace(" ", "")));
    var caught = catchThrowableOfType(WireException.class, () -> parse(different));
    assertThat(caught == null ? "Good" : caught.fault().getClass().getSimpleName())
        .isEqualTo(fault);
  }

  @Test
  void a_master_lacks_nothing_and_ends_where_it_ends() throws Exception {
    Bytes content = Bytes.hex(content());
    assertThat(parse(content)).isEqualTo(MASTER);
    for (int length = 0; length < content.length(); length++) {
      Bytes cut = content.slice(0, length);
      assertThat(catchThrowableOfType(WireException.class, () -> parse(cut))).isNotNull();
    }
    Bytes longer = Bytes.concat(content, Bytes.of(0));
    assertThat(catchThrowableOfType(WireException.class, () -> parse(longer)).fault())
        .isEqualTo(new Fault.NotCanonical());
  }

  @Test
  void what_no_gate_would_take_is_not_signed() {
    var stranger = new MemorySigner(Algorithm.EDDSA, 7, new byte[32]);
    Bytes notOurs = EventInformationCodec.sign(MASTER.information(), stranger);
    refusedToSign(MASTER.information(), notOurs, Set.of(EventHash.of(notOurs)));
    Bytes ours = MASTER.signedInformation();
    refusedToSign(MASTER.information(), ours, Set.of(EventHash.of(notOurs)));
    refusedToSign(MASTER.information(), Bytes.of(1), Set.of(EventHash.of(Bytes.of(1))));
    var otherName =
        new EventInformation(
            new EventId(42), "Other", "Test Ground", "", KnownEvent.START, "Europe/Berlin");
    refusedToSign(otherName, ours, Set.of(EventHash.of(ours)));
    var otherEvent =
        new EventInformation(
            new EventId(43), "Test Match", "Test Ground", "", KnownEvent.START, "Europe/Berlin");
    refusedToSign(otherEvent, ours, Set.of(EventHash.of(ours)));
  }

  private static void refusedToSign(
      EventInformation information, Bytes signed, Set<EventHash> accepted) {
    var master =
        new EventMaster(
            1,
            MASTER.issuedAt(),
            information,
            signed,
            accepted,
            MASTER.venue(),
            MASTER.seats(),
            MASTER.rules(),
            MASTER.keys(),
            MASTER.status());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MasterCodec.sign(master, KnownEvent.MASTER_SIGNER));
  }

  @Test
  void a_hundred_thousand_seats_take_forty_kilobytes() {
    var event = SampleEvent.largeStadium(SampleKeys.seeded(1), KnownEvent.START);
    assertThat(event.signedMaster().bytes().length()).isLessThan(40_000);
  }

  @Test
  void a_million_tickets_in_any_state_and_a_large_map_fit() throws Exception {
    var bits = new byte[262_144];
    new java.util.Random(1).nextBytes(bits);
    EventMaster large = with(seats(100_000, 10), new StatusList(SeatMap.SEATS_MAX, bits));
    SignedMaster signed = MasterCodec.sign(large, KnownEvent.MASTER_SIGNER);
    assertThat(signed.bytes().length()).isLessThan(MasterCodec.SIGNED_LENGTH_MAX);
    assertThat(parse(Sign1.parse(signed.bytes(), MasterCodec.SIGNED_LENGTH_MAX).payload()))
        .isEqualTo(large);
  }

  @Test
  void what_would_be_too_long_is_not_signed() {
    EventMaster tooLarge = with(seats(200_000, 1), StatusList.allValid(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MasterCodec.sign(tooLarge, KnownEvent.MASTER_SIGNER))
        .withMessageContaining("more than");
  }

  private static SeatMap seats(int runs, int count) {
    List<SeatMap.Run> list = new ArrayList<>();
    list.addAll(
        Collections.nCopies(
            runs, new SeatMap.Run(count == 1 ? "0123456789ABCDEF" : "R", 1, 1, count, 0, true)));
    return new SeatMap(List.of(new SeatMap.Block("", "B", 0, list)));
  }

  private static EventMaster with(SeatMap seats, StatusList status) {
    return new EventMaster(
        1,
        MASTER.issuedAt(),
        MASTER.information(),
        MASTER.signedInformation(),
        MASTER.accepted(),
        MASTER.venue(),
        seats,
        MASTER.rules(),
        MASTER.keys(),
        status);
  }

  private static String content() {
    try {
      return Sign1.parse(Vectors.message("master.hex"), MasterCodec.SIGNED_LENGTH_MAX)
          .payload()
          .hex();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static EventMaster parse(Bytes content) throws WireException {
    return MasterCodec.parse(new Sign1(Algorithm.EDDSA, 3, content, Bytes.copyOf(new byte[64])));
  }
}
