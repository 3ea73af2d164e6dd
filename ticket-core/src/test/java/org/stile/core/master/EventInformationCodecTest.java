package org.stile.core.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;

class EventInformationCodecTest {
  private static final List<IssuingKey> KEYS = KnownEvent.MASTER.keys();
  private static final String CONTENT =
      "a6 01182a 0261 41 0361 42 0461 43 051a6a2d9aa0 0663 555443";

  @Test
  void golden() throws Exception {
    Bytes golden = Vectors.message("event-information.hex");
    assertThat(EventInformationCodec.sign(KnownEvent.INFORMATION, KnownEvent.ISSUING))
        .isEqualTo(golden);
    assertThat(EventInformationCodec.parse(golden)).isEqualTo(KnownEvent.INFORMATION);
    assertThat(EventInformationCodec.signedByOneOf(KEYS, golden)).isTrue();
    assertThat(EventHash.of(golden)).isEqualTo(new EventHash(Bytes.hex("7a60c28dc7d0c08c")));
  }

  @Test
  void only_the_event_s_own_keys_sign_for_it() throws Exception {
    var stranger = new MemorySigner(Algorithm.EDDSA, 7, new byte[32]);
    var unnamed = new MemorySigner(Algorithm.EDDSA, 9, new byte[32]);
    Bytes byEs256 = EventInformationCodec.sign(KnownEvent.INFORMATION, KnownEvent.ISSUING_ES256);
    assertThat(EventInformationCodec.signedByOneOf(KEYS, byEs256)).isTrue();
    for (MemorySigner other : List.of(stranger, unnamed)) {
      Bytes signed = EventInformationCodec.sign(KnownEvent.INFORMATION, other);
      assertThat(EventInformationCodec.signedByOneOf(KEYS, signed)).isFalse();
    }
    Bytes golden = Vectors.message("event-information.hex");
    assertThat(EventInformationCodec.signedByOneOf(List.of(), golden)).isFalse();
  }

  @Test
  void one_flipped_bit_anywhere_is_never_believed() {
    Bytes good = Vectors.message("event-information.hex");
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] flipped = good.toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(believed(Bytes.copyOf(flipped))).isFalse();
    }
  }

  private static boolean believed(Bytes signed) {
    try {
      return EventInformationCodec.signedByOneOf(KEYS, signed);
    } catch (WireException e) {
      return false;
    }
  }

  @Test
  void a_file_of_224_bytes_takes_it_behind_its_length() throws Exception {
    var longest =
        new EventInformation(
            new EventId(0xFFFF_FFFFL), "N".repeat(64), "V".repeat(43), "", KnownEvent.START, "UTC");
    Bytes signed = EventInformationCodec.sign(longest, KnownEvent.ISSUING);
    assertThat(signed.length()).isLessThanOrEqualTo(223);
    assertThat(EventInformationCodec.parse(signed)).isEqualTo(longest);
    int left = 223 - signed.length();
    Bytes full = EventInformationCodec.sign(withPlace(longest, left), KnownEvent.ISSUING);
    assertThat(full.length()).isEqualTo(223);
    assertThat(EventInformationCodec.parse(full).place()).hasSize(left);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> EventInformationCodec.sign(withPlace(longest, left + 1), KnownEvent.ISSUING));
    assertThatThrownBy(() -> EventInformationCodec.parse(Bytes.copyOf(new byte[224])))
        .isInstanceOfSatisfying(
            WireException.class,
            e -> assertThat(e.fault()).isEqualTo(new WireException.Fault.TooLong(223, 224)));
  }

  private static EventInformation withPlace(EventInformation base, int length) {
    return new EventInformation(
        base.event(),
        base.name(),
        base.venue(),
        "P".repeat(length),
        base.startsAt(),
        base.timeZone());
  }

  @Test
  void the_content_the_refused_ones_differ_from_is_good() throws Exception {
    assertThat(EventInformationCodec.parse(signed(CONTENT)))
        .isEqualTo(new EventInformation(new EventId(42), "A", "B", "C", KnownEvent.START, "UTC"));
  }

  @ParameterizedTest
  @CsvSource({
    "01182a, 0100", // event 0
    "01182a, 011b0000000100000000", // event 2^32
    "0261 41, 0260", // no name
    "0261 41, 0241 41", // name as bytes
    "0361 42, 0360", // no venue
    "0663 555443, 0660", // no time zone
    "051a6a2d9aa0, 0520", // starts before 1970
    "051a6a2d9aa0, 051b0000000100000000",
    "0461 43, ''", // no place
  })
  void content_that_differs_in_one_thing_is_refused(String good, String bad) {
    assertThatThrownBy(() -> EventInformationCodec.parse(signed(CONTENT.replace(good, bad))))
        .isInstanceOf(WireException.class);
  }

  @Test
  void texts_and_times_keep_their_ranges() {
    refused("", "V", "P", KnownEvent.START, "UTC");
    refused("N".repeat(65), "V", "P", KnownEvent.START, "UTC");
    refused("水".repeat(22), "V", "P", KnownEvent.START, "UTC"); // 66 bytes
    refused("\ud800", "V", "P", KnownEvent.START, "UTC"); // half a character
    refused("N", "", "P", KnownEvent.START, "UTC");
    refused("N", "V".repeat(49), "P", KnownEvent.START, "UTC");
    refused("N", "V", "P".repeat(49), KnownEvent.START, "UTC");
    refused("N", "V", "P", KnownEvent.START, "");
    refused("N", "V", "P", KnownEvent.START, "Z".repeat(41));
    refused("N", "V", "P", KnownEvent.START.plusMillis(1), "UTC");
    refused("N", "V", "P", Instant.EPOCH.minusSeconds(1), "UTC");
    refused("N", "V", "P", Instant.ofEpochSecond(0x1_0000_0000L), "UTC");
    var edge =
        new EventInformation(
            new EventId(1),
            "N".repeat(64),
            "V".repeat(48),
            "P".repeat(48),
            Instant.ofEpochSecond(0xFFFF_FFFFL),
            "Z".repeat(40));
    assertThat(edge.place()).hasSize(48);
  }

  private static void refused(
      String name, String venue, String place, Instant startsAt, String timeZone) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EventInformation(new EventId(1), name, venue, place, startsAt, timeZone));
  }

  @Property(tries = 100)
  void every_record_comes_back(
      @ForAll @LongRange(min = 1, max = 0xFFFF_FFFFL) long event,
      @ForAll("texts") String name,
      @ForAll("texts") String venue,
      @ForAll("texts") String place,
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long startsAt)
      throws Exception {
    var information =
        new EventInformation(
            new EventId(event), name, venue, place, Instant.ofEpochSecond(startsAt), "UTC");
    Bytes signed = EventInformationCodec.sign(information, KnownEvent.ISSUING);
    assertThat(EventInformationCodec.parse(signed)).isEqualTo(information);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars('a', 'ü', '水', 'ر', '"', ' ', '\u0000')
        .ofMinLength(1)
        .ofMaxLength(12);
  }

  private static Bytes signed(String content) {
    return Sign1.sign(
            Bytes.hex(content.replace(" ", "")), Purpose.EVENT_INFORMATION, KnownEvent.ISSUING)
        .encode();
  }
}
