package org.stile.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.MasterDelta;
import org.stile.core.master.Masters;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

class TrustChainTest {
  private static final EventId EVENT = new EventId(42);
  static final Bytes KEY_SET = Vectors.message("key-set.hex");
  private static final Signer STRANGER = new MemorySigner(Algorithm.EDDSA, 3, new byte[32]);
  static final Signer SECOND = new MemorySigner(Algorithm.ES256, 4, Bytes.of(4).sha256().toArray());

  private static final SignedMaster MASTER =
      MasterCodec.sign(KnownEvent.MASTER, KnownEvent.MASTER_SIGNER);
  private static final SignedMaster NEXT =
      MasterCodec.sign(KnownEvent.NEXT, KnownEvent.MASTER_SIGNER);
  private static final Bytes DELTA = MasterDelta.between(MASTER, NEXT, KnownEvent.MASTER_SIGNER);

  private final TrustChain fresh = TrustChain.of(KnownEvent.roots());
  private final TrustChain chain = accepted(fresh.accept(KEY_SET));

  // Masters.

  @Test
  void a_master_from_a_master_key_is_accepted() {
    assertThat(chain.master(Vectors.message("master.hex"), Map.of()))
        .isEqualTo(new Accepted<>(MASTER));
  }

  @Test
  void without_a_key_set_nothing_is_believed() {
    assertThat(reason(fresh.master(MASTER.bytes(), Map.of()))).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(reason(fresh.delta(DELTA, MASTER))).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void versions_of_masters_only_grow() {
    assertThat(chain.master(NEXT.bytes(), Map.of(EVENT, 1L))).isEqualTo(new Accepted<>(NEXT));
    assertThat(reason(chain.master(NEXT.bytes(), Map.of(EVENT, 2L)))).isEqualTo(Reason.NOT_NEWER);
    assertThat(reason(chain.master(MASTER.bytes(), Map.of(EVENT, 2L)))).isEqualTo(Reason.NOT_NEWER);
    // What is installed of other events says nothing of this one.
    assertThat(chain.master(MASTER.bytes(), Map.of(new EventId(43), 9L)))
        .isEqualTo(new Accepted<>(MASTER));
  }

  @Test
  void only_a_key_of_the_set_signs_masters() {
    assertThat(reason(chain.master(sign(STRANGER), Map.of()))).isEqualTo(Reason.WRONG_SIGNATURE);
    assertThat(reason(chain.master(sign(SECOND), Map.of()))).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(reason(chain.master(sign(KnownEvent.ROOT), Map.of()))).isEqualTo(Reason.UNKNOWN_KEY);
    Signer otherAlgorithm = new MemorySigner(Algorithm.ES256, 3, Bytes.of(4).sha256().toArray());
    assertThat(reason(chain.master(sign(otherAlgorithm), Map.of()))).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void keys_overlap_while_they_are_changed() {
    TrustChain both =
        accepted(chain.accept(sign(keySet(2, key(KnownEvent.MASTER_SIGNER), key(SECOND)))));
    accepted(both.master(MASTER.bytes(), Map.of()));
    accepted(both.master(sign(SECOND), Map.of()));
    TrustChain after = accepted(both.accept(sign(keySet(3, key(SECOND)))));
    accepted(after.master(sign(SECOND), Map.of()));
    assertThat(reason(after.master(MASTER.bytes(), Map.of()))).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  void a_master_key_is_good_from_its_first_to_its_last_second(long secondsOff) {
    Instant issued = KnownEvent.ISSUED;
    Instant far = KnownEvent.KEYS_UNTIL;
    var begins = keySet(2, key(issued.plusSeconds(secondsOff), far));
    var ends = keySet(2, key(KnownEvent.KEYS_FROM, issued.plusSeconds(secondsOff)));
    var atBegin = accepted(chain.accept(sign(begins))).master(MASTER.bytes(), Map.of());
    var atEnd = accepted(chain.accept(sign(ends))).master(MASTER.bytes(), Map.of());
    assertThat(atBegin instanceof Accepted).isEqualTo(secondsOff <= 0);
    assertThat(atEnd instanceof Accepted).isEqualTo(secondsOff >= 0);
    var late = accepted(chain.accept(sign(keySet(2, key(far, far)))));
    assertThat(reason(late.master(MASTER.bytes(), Map.of()))).isEqualTo(Reason.KEY_NOT_VALID_THEN);
    assertThat(reason(late.delta(DELTA, MASTER))).isEqualTo(Reason.KEY_NOT_VALID_THEN);
  }

  @Test
  void a_key_for_some_events_speaks_for_no_other() {
    TrustChain ours = accepted(chain.accept(sign(keySet(2, scoped(41, 42)))));
    TrustChain others = accepted(chain.accept(sign(keySet(2, scoped(41, 43)))));
    accepted(ours.master(MASTER.bytes(), Map.of()));
    assertThat(reason(others.master(MASTER.bytes(), Map.of())))
        .isEqualTo(Reason.KEY_NOT_FOR_THIS_EVENT);
    assertThat(reason(others.delta(DELTA, MASTER))).isEqualTo(Reason.KEY_NOT_FOR_THIS_EVENT);
  }

  @Test
  void one_flipped_bit_anywhere_in_a_master_is_never_accepted() {
    for (int bit = 0; bit < MASTER.bytes().length() * 8; bit++) {
      assertThat(chain.master(flip(MASTER.bytes(), bit), Map.of())).isInstanceOf(Rejected.class);
    }
    assertThat(reason(chain.master(Bytes.EMPTY, Map.of()))).isEqualTo(Reason.NOT_A_MESSAGE);
    Bytes tooLong = Bytes.copyOf(new byte[MasterCodec.SIGNED_LENGTH_MAX + 1]);
    assertThat(reason(chain.master(tooLong, Map.of()))).isEqualTo(Reason.NOT_A_MESSAGE);
  }

  @Test
  void a_well_signed_master_with_bad_content_is_named() throws Exception {
    String content = Sign1.parse(MASTER.bytes(), MasterCodec.SIGNED_LENGTH_MAX).payload().hex();
    assertThat(reason(chain.master(signedMaster(content + "00"), Map.of())))
        .isEqualTo(Reason.BAD_CONTENT);
    assertThat(reason(chain.master(signedMaster(content.replace("ab0101", "ab0102")), Map.of())))
        .isEqualTo(Reason.UNKNOWN_FORMAT);
    Bytes asDelta =
        Sign1.sign(Bytes.hex(content), Purpose.DELTA, KnownEvent.MASTER_SIGNER).encode();
    assertThat(reason(chain.master(asDelta, Map.of()))).isEqualTo(Reason.WRONG_SIGNATURE);
    assertThat(reason(chain.delta(asDelta, MASTER))).isEqualTo(Reason.BAD_CONTENT);
  }

  // Deltas.

  @Test
  void golden_delta() {
    assertThat(DELTA).isEqualTo(Vectors.message("delta.hex"));
    assertThat(chain.delta(DELTA, MASTER)).isEqualTo(new Accepted<>(NEXT));
  }

  @Test
  void a_delta_starts_from_its_base_only() {
    SignedMaster again = MasterCodec.sign(KnownEvent.MASTER, SECOND);
    assertThat(reason(chain.delta(DELTA, again))).isEqualTo(Reason.OTHER_BASE);
    SignedMaster later = MasterCodec.sign(with(KnownEvent.MASTER, 3), KnownEvent.MASTER_SIGNER);
    SignedMaster last = MasterCodec.sign(with(KnownEvent.MASTER, 9), KnownEvent.MASTER_SIGNER);
    Bytes skipping = MasterDelta.between(later, last, KnownEvent.MASTER_SIGNER);
    assertThat(chain.delta(skipping, later)).isEqualTo(new Accepted<>(last));
    assertThat(reason(chain.delta(skipping, MASTER))).isEqualTo(Reason.OTHER_BASE);
    assertThat(reason(chain.delta(DELTA, NEXT))).isEqualTo(Reason.NOT_NEWER);
  }

  @Test
  void a_delta_leads_only_to_what_it_says() throws Exception {
    String content = Sign1.parse(DELTA, MasterCodec.SIGNED_LENGTH_MAX).payload().hex();
    // Another ticket revoked than in the master whose hash and signature it carries.
    String other = content.replace("0b821864840409", "0b821864840509");
    assertThat(other).isNotEqualTo(content);
    assertThat(reason(chain.delta(signedDelta(other), MASTER))).isEqualTo(Reason.OTHER_RESULT);
    String otherSeal = content.substring(0, content.length() - 2) + "00";
    assertThat(reason(chain.delta(signedDelta(otherSeal), MASTER))).isEqualTo(Reason.OTHER_RESULT);
  }

  @Test
  void a_delta_cannot_lend_its_signature_to_a_master() {
    // The result is whole and its hash is right, but no key of the set signed it.
    SignedMaster unsigned = MasterCodec.sign(KnownEvent.NEXT, STRANGER);
    Bytes delta = MasterDelta.between(MASTER, unsigned, KnownEvent.MASTER_SIGNER);
    assertThat(reason(chain.delta(delta, MASTER))).isEqualTo(Reason.WRONG_SIGNATURE);
  }

  @Test
  void one_flipped_bit_anywhere_in_a_delta_is_never_accepted() {
    for (int bit = 0; bit < DELTA.length() * 8; bit++) {
      assertThat(chain.delta(flip(DELTA, bit), MASTER)).isInstanceOf(Rejected.class);
    }
    assertThat(reason(chain.delta(Bytes.EMPTY, MASTER))).isEqualTo(Reason.NOT_A_MESSAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "aa0101, aa0102, UNKNOWN_FORMAT",
    "0302, 0301, BAD_CONTENT", // no later than its base
    "0c01, 0c02, BAD_CONTENT",
    "0c01, 0c00, BAD_CONTENT",
    "02182a, 02182b, OTHER_BASE", // of another event than the one it starts from
    "0f8327, 0f8326, OTHER_RESULT",
    "0f8327, 0f833822, BAD_CONTENT",
    "0f832703, 0f832704, OTHER_RESULT",
    "0d5820, 0d581f, BAD_CONTENT",
    "0985, 0885, BAD_CONTENT",
  })
  void a_delta_that_differs_in_one_thing(String good, String bad, Reason reason) throws Exception {
    String content = Sign1.parse(DELTA, MasterCodec.SIGNED_LENGTH_MAX).payload().hex();
    int at = content.indexOf(good);
    assertThat(at).isNotNegative();
    String different = content.substring(0, at) + bad + content.substring(at + good.length());
    assertThat(reason(chain.delta(signedDelta(different), MASTER))).isEqualTo(reason);
  }

  @Property(tries = 100)
  void a_delta_leads_from_any_master_to_any_later_one(@ForAll long first, @ForAll long second) {
    SignedMaster from = MasterCodec.sign(inKeyTime(Masters.of(first, 5)), KnownEvent.MASTER_SIGNER);
    SignedMaster to = MasterCodec.sign(inKeyTime(Masters.of(second, 9)), KnownEvent.MASTER_SIGNER);
    Bytes delta = MasterDelta.between(from, to, KnownEvent.MASTER_SIGNER);
    assertThat(accepted(fresh.accept(KEY_SET)).delta(delta, from)).isEqualTo(new Accepted<>(to));
  }

  @Test
  void a_delta_says_where_it_starts_and_ends() throws Exception {
    MasterDelta delta = MasterDelta.parse(Sign1.parse(DELTA, MasterCodec.SIGNED_LENGTH_MAX));
    assertThat(delta.event()).isEqualTo(EVENT);
    assertThat(delta.baseVersion()).isEqualTo(1);
    assertThat(delta.version()).isEqualTo(2);
    assertThat(delta.issuedAt()).isEqualTo(KnownEvent.NEXT.issuedAt());
    assertThat(delta.startsFrom(MASTER)).isTrue();
    assertThat(delta.startsFrom(NEXT)).isFalse();
    assertThat(delta.result()).isEqualTo(NEXT.bytes().sha256());
    assertThat(delta.applyTo(MASTER)).isEqualTo(NEXT.bytes());
  }

  @Test
  void what_did_not_change_is_not_in_a_delta() throws Exception {
    SignedMaster again = MasterCodec.sign(with(KnownEvent.MASTER, 2), KnownEvent.MASTER_SIGNER);
    Bytes delta = MasterDelta.between(MASTER, again, KnownEvent.MASTER_SIGNER);
    // A map of 8: format, event, version, issued at; base version, base, result, seal.
    assertThat(Sign1.parse(delta, MasterCodec.SIGNED_LENGTH_MAX).payload().at(0)).isEqualTo(0xA8);
    assertThat(chain.delta(delta, MASTER)).isEqualTo(new Accepted<>(again));
  }

  @Test
  void a_delta_is_made_only_forward_and_within_one_event() {
    refused(() -> MasterDelta.between(NEXT, MASTER, KnownEvent.MASTER_SIGNER));
    refused(() -> MasterDelta.between(MASTER, MASTER, KnownEvent.MASTER_SIGNER));
    SignedMaster other = MasterCodec.sign(Masters.of(1, 2), KnownEvent.MASTER_SIGNER);
    refused(() -> MasterDelta.between(MASTER, other, KnownEvent.MASTER_SIGNER));
  }

  static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable making) {
    assertThatIllegalArgumentException().isThrownBy(making);
  }

  static Bytes sign(KeySet keySet) {
    return KeySetCodec.sign(keySet, KnownEvent.ROOT);
  }

  static Bytes sign(Signer signer) {
    return MasterCodec.sign(KnownEvent.MASTER, signer).bytes();
  }

  private static Bytes signedMaster(String content) {
    return Sign1.sign(Bytes.hex(content), Purpose.MASTER, KnownEvent.MASTER_SIGNER).encode();
  }

  private static Bytes signedDelta(String content) {
    return Sign1.sign(Bytes.hex(content), Purpose.DELTA, KnownEvent.MASTER_SIGNER).encode();
  }

  static KeySet keySet(long version, MasterKey... keys) {
    return new KeySet(version, KnownEvent.KEYS_FROM, List.of(keys));
  }

  static MasterKey key(Signer signer) {
    return new MasterKey(
        signer.keyId(),
        KnownEvent.key(signer),
        KnownEvent.KEYS_FROM,
        KnownEvent.KEYS_UNTIL,
        Set.of());
  }

  private static MasterKey key(Instant from, Instant until) {
    return new MasterKey(3, KnownEvent.key(KnownEvent.MASTER_SIGNER), from, until, Set.of());
  }

  private static MasterKey scoped(long... events) {
    Set<EventId> scope = new HashSet<>();
    for (long event : events) {
      scope.add(new EventId(event));
    }
    return new MasterKey(
        3,
        KnownEvent.key(KnownEvent.MASTER_SIGNER),
        KnownEvent.KEYS_FROM,
        KnownEvent.KEYS_UNTIL,
        scope);
  }

  private static EventMaster inKeyTime(EventMaster master) {
    return with(master, master.version());
  }

  private static EventMaster with(EventMaster master, long version) {
    return new EventMaster(
        version,
        KnownEvent.ISSUED,
        master.information(),
        master.signedInformation(),
        master.accepted(),
        master.venue(),
        master.seats(),
        master.rules(),
        master.keys(),
        master.status());
  }

  static Bytes flip(Bytes bytes, int bit) {
    byte[] flipped = bytes.toArray();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.copyOf(flipped);
  }

  static <T> T accepted(Trusted<T> trusted) {
    assertThat(trusted).isInstanceOf(Accepted.class);
    return ((Accepted<T>) trusted).value();
  }

  static <T> Reason reason(Trusted<T> trusted) {
    assertThat(trusted).isInstanceOf(Rejected.class);
    return ((Rejected<T>) trusted).reason();
  }
}
