package org.stile.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.core.trust.TrustChainTest.KEY_SET;
import static org.stile.core.trust.TrustChainTest.SECOND;
import static org.stile.core.trust.TrustChainTest.accepted;
import static org.stile.core.trust.TrustChainTest.flip;
import static org.stile.core.trust.TrustChainTest.key;
import static org.stile.core.trust.TrustChainTest.keySet;
import static org.stile.core.trust.TrustChainTest.reason;
import static org.stile.core.trust.TrustChainTest.refused;
import static org.stile.core.trust.TrustChainTest.sign;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.EventId;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

class KeySetTest {
  private final TrustChain fresh = TrustChain.of(KnownEvent.roots());
  private final TrustChain chain = accepted(fresh.accept(KEY_SET));

  @Test
  void golden_key_set() {
    assertThat(KeySetCodec.sign(KnownEvent.KEY_SET, KnownEvent.ROOT)).isEqualTo(KEY_SET);
    assertThat(fresh.keySet()).isEmpty();
    assertThat(chain.keySet()).contains(KnownEvent.KEY_SET);
  }

  @Test
  void the_same_key_set_again_is_fine_a_newer_one_replaces_it() {
    assertThat(accepted(chain.accept(KEY_SET)).keySet()).contains(KnownEvent.KEY_SET);
    KeySet newer = keySet(2, key(SECOND));
    assertThat(accepted(chain.accept(sign(newer))).keySet()).contains(newer);
  }

  @Test
  void versions_of_key_sets_only_grow() {
    TrustChain second = accepted(chain.accept(sign(keySet(2, key(SECOND)))));
    assertThat(reason(second.accept(KEY_SET))).isEqualTo(Reason.NOT_NEWER);
    assertThat(second.keySet()).contains(keySet(2, key(SECOND)));
  }

  @Test
  void one_version_says_one_thing() {
    assertThat(reason(chain.accept(sign(keySet(1, key(SECOND))))))
        .isEqualTo(Reason.SAME_VERSION_OTHER_CONTENT);
  }

  @Test
  void only_a_root_signs_key_sets() {
    Signer sameId = new MemorySigner(Algorithm.EDDSA, 1, new byte[32]);
    Signer otherAlgorithm = new MemorySigner(Algorithm.ES256, 1, Bytes.of(4).sha256().toArray());
    assertThat(reason(fresh.accept(KeySetCodec.sign(KnownEvent.KEY_SET, sameId))))
        .isEqualTo(Reason.WRONG_SIGNATURE);
    assertThat(reason(fresh.accept(KeySetCodec.sign(KnownEvent.KEY_SET, otherAlgorithm))))
        .isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(reason(fresh.accept(KeySetCodec.sign(KnownEvent.KEY_SET, KnownEvent.MASTER_SIGNER))))
        .isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void any_one_of_several_roots_signs_key_sets() {
    var two =
        TrustChain.of(
            List.of(
                KnownEvent.roots().getFirst(),
                new RootKey(SECOND.keyId(), KnownEvent.key(SECOND))));
    accepted(two.accept(KEY_SET));
    accepted(two.accept(KeySetCodec.sign(KnownEvent.KEY_SET, SECOND)));
  }

  @Test
  void a_key_set_for_another_purpose_or_with_bad_content_is_none() throws Exception {
    Bytes content = Sign1.parse(KEY_SET, KeySetCodec.SIGNED_LENGTH_MAX).payload();
    for (Purpose purpose : Purpose.values()) {
      Bytes signed = Sign1.sign(content, purpose, KnownEvent.ROOT).encode();
      assertThat(fresh.accept(signed) instanceof Accepted).isEqualTo(purpose == Purpose.KEY_SET);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a40101, a40102, UNKNOWN_FORMAT",
    "a40101, a40100, UNKNOWN_FORMAT",
    "0201, 0200, BAD_CONTENT", // version 0
    "0201, 021b0020000000000000, BAD_CONTENT", // version 2^53
    "048186, 048086, BAD_CONTENT", // no key, and then something
    "86032758, 86190100 2758, BAD_CONTENT", // key id 256
    "86032758, 86033822 58, BAD_CONTENT", // ES384
    "1a6b36ec7f80, 1a6b36ec7f8100, BAD_CONTENT", // event 0
    "1a6b36ec7f80, 1a6b36ec7f820202, BAD_CONTENT", // event twice
    "1a6b36ec7f80, 1a6b36ec7f820302, BAD_CONTENT", // events unsorted
    "1a6b36ec7f80, 1a0000000080, BAD_CONTENT", // ends before it begins, and longer than need be
    "1a6b36ec7f80, 1a6955b8ff80, BAD_CONTENT", // ends before it begins
    "1a6b36ec7f80, 1a6b36ec7f820203, GOOD",
    "031a6955b900, 0320, BAD_CONTENT", // issued before 1970
  })
  void a_key_set_that_differs_in_one_thing(String good, String bad, String reason)
      throws Exception {
    String content = Sign1.parse(KEY_SET, KeySetCodec.SIGNED_LENGTH_MAX).payload().hex();
    String different = content.replace(good.replace(" ", ""), bad.replace(" ", ""));
    assertThat(different).isNotEqualTo(content);
    Bytes signed = Sign1.sign(Bytes.hex(different), Purpose.KEY_SET, KnownEvent.ROOT).encode();
    assertThat(
            switch (fresh.accept(signed)) {
              case Accepted<TrustChain> _ -> "GOOD";
              case Rejected<TrustChain>(Reason why, String detail) -> {
                assertThat(detail).isNotEmpty();
                yield why.name();
              }
            })
        .isEqualTo(reason);
  }

  @Test
  void one_flipped_bit_anywhere_in_a_key_set_is_never_accepted() {
    for (int bit = 0; bit < KEY_SET.length() * 8; bit++) {
      assertThat(fresh.accept(flip(KEY_SET, bit))).isInstanceOf(Rejected.class);
    }
    assertThat(reason(fresh.accept(Bytes.EMPTY))).isEqualTo(Reason.NOT_A_MESSAGE);
    assertThat(reason(fresh.accept(Bytes.copyOf(new byte[KeySetCodec.SIGNED_LENGTH_MAX + 1]))))
        .isEqualTo(Reason.NOT_A_MESSAGE);
  }

  @Test
  void keys_and_key_sets_keep_their_ranges() {
    VerifyingKey key = KnownEvent.key(SECOND);
    Instant at = KnownEvent.ISSUED;
    Set<EventId> thousand = new HashSet<>();
    IntStream.rangeClosed(1, 1_000).forEach(i -> thousand.add(new EventId(i)));
    assertThat(new MasterKey(255, key, at, at, thousand).speaksFor(new EventId(1_000))).isTrue();
    assertThat(new RootKey(0, key).id()).isZero();
    assertThat(new RootKey(255, key).id()).isEqualTo(255);
    refused(() -> new RootKey(256, key));
    refused(() -> new RootKey(-1, key));
    refused(() -> new MasterKey(256, key, at, at, Set.of()));
    refused(() -> new MasterKey(-1, key, at, at, Set.of()));
    refused(() -> new MasterKey(1, key, at, at.minusSeconds(1), Set.of()));
    refused(() -> new MasterKey(1, key, at.plusMillis(1), at.plusSeconds(1), Set.of()));
    refused(() -> new MasterKey(1, key, at, at.plusMillis(1), Set.of()));
    thousand.add(new EventId(1_001));
    refused(() -> new MasterKey(1, key, at, at, thousand));
    refused(() -> TrustChain.of(List.of()));
    refused(() -> new KeySet(0, at, List.of(key(SECOND))));
    refused(() -> new KeySet(1L << 53, at, List.of(key(SECOND))));
    refused(() -> new KeySet(1, at.plusMillis(1), List.of(key(SECOND))));
    refused(() -> new KeySet(1, Instant.EPOCH.minusSeconds(1), List.of(key(SECOND))));
    refused(() -> new KeySet(1, Instant.ofEpochSecond(1L << 32), List.of(key(SECOND))));
    refused(() -> new KeySet(1, at, List.of()));
    refused(() -> new KeySet(1, at, List.of(key(SECOND), key(SECOND))));
    refused(() -> new KeySet(1, at, many(65)));
    assertThat(new KeySet((1L << 53) - 1, Instant.ofEpochSecond((1L << 32) - 1), many(64)).keys())
        .hasSize(64);
    assertThat(new KeySet(1, Instant.EPOCH, many(1)).key(1)).isEmpty();
  }

  private static List<MasterKey> many(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new MasterKey(
                    i, KnownEvent.key(SECOND), KnownEvent.ISSUED, KnownEvent.ISSUED, Set.of()))
        .toList();
  }
}
