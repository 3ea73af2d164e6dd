package org.stile.core.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.core.Bytes;
import org.stile.core.Vectors;

class VerifyingKeyTest {
  private static final Bytes MESSAGE = Bytes.hex("00112233");

  record Vector(Algorithm algorithm, Bytes secret, Bytes publicKey, Bytes message, Bytes proof) {}

  static Stream<Vector> published() {
    return Stream.concat(
        vectors(Algorithm.EDDSA, "rfc8032-ed25519.hex"),
        vectors(Algorithm.ES256, "rfc6979-p256.hex"));
  }

  private static Stream<Vector> vectors(Algorithm algorithm, String file) {
    List<Bytes> lines = Vectors.lines(file);
    List<Vector> vectors = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 4) {
      vectors.add(
          new Vector(
              algorithm, lines.get(i), lines.get(i + 1), lines.get(i + 2), lines.get(i + 3)));
    }
    return vectors.stream();
  }

  @ParameterizedTest
  @MethodSource("published")
  void published_answers_are_given_and_believed(Vector vector) {
    try (var signer = new MemorySigner(vector.algorithm, 1, vector.secret.toArray())) {
      assertThat(signer.publicKey()).isEqualTo(vector.publicKey);
      assertThat(signer.sign(vector.message)).isEqualTo(vector.proof);
      assertThat(signer.algorithm()).isEqualTo(vector.algorithm);
    }
    var key = new VerifyingKey(vector.algorithm, vector.publicKey);
    assertThat(key.verifies(vector.message, vector.proof)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("published")
  void one_flipped_bit_in_message_or_signature_is_noticed(Vector vector) {
    var key = new VerifyingKey(vector.algorithm, vector.publicKey);
    for (int bit = 0; bit < vector.proof.length() * 8; bit++) {
      assertThat(key.verifies(vector.message, flip(vector.proof, bit))).isFalse();
    }
    for (int bit = 0; bit < vector.message.length() * 8; bit++) {
      assertThat(key.verifies(flip(vector.message, bit), vector.proof)).isFalse();
    }
    assertThat(key.verifies(Bytes.concat(vector.message, Bytes.of(0)), vector.proof)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_signature_of_another_length_is_none(Algorithm algorithm) {
    var signer = signer(algorithm);
    var key = new VerifyingKey(algorithm, signer.publicKey());
    Bytes proof = signer.sign(MESSAGE);
    assertThat(key.verifies(MESSAGE, proof)).isTrue();
    assertThat(key.verifies(MESSAGE, proof.slice(0, 63))).isFalse();
    assertThat(key.verifies(MESSAGE, Bytes.concat(proof, Bytes.of(0)))).isFalse();
    assertThat(key.verifies(MESSAGE, Bytes.EMPTY)).isFalse();
    assertThat(key.verifies(MESSAGE, Bytes.copyOf(new byte[64]))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_key_of_another_length_is_refused(Algorithm algorithm) {
    Bytes key = signer(algorithm).publicKey();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifyingKey(algorithm, key.slice(0, key.length() - 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifyingKey(algorithm, Bytes.concat(key, Bytes.of(0))));
  }

  @Test
  void what_is_no_point_of_the_curve_is_no_key() {
    // y = 2 has no x on edwards25519; x = 5 has a y on P-256, x = 1 has none.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifyingKey(Algorithm.EDDSA, padded("02", 32, true)));
    assertThat(
            new VerifyingKey(Algorithm.ES256, Bytes.concat(Bytes.of(2), padded("05", 32, false))))
        .isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new VerifyingKey(
                    Algorithm.ES256, Bytes.concat(Bytes.of(2), padded("01", 32, false))));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void keys_are_equal_by_what_they_are(Algorithm algorithm) {
    Bytes encoded = signer(algorithm).publicKey();
    var key = new VerifyingKey(algorithm, encoded);
    assertThat(key)
        .isEqualTo(new VerifyingKey(algorithm, encoded))
        .hasSameHashCodeAs(new VerifyingKey(algorithm, encoded))
        .hasToString(algorithm + " " + encoded.hex())
        .isNotEqualTo(encoded);
    var other = new MemorySigner(algorithm, 1, Bytes.copyOf(new byte[32]).sha256().toArray());
    assertThat(key).isNotEqualTo(new VerifyingKey(algorithm, other.publicKey()));
    assertThat(key.hashCode())
        .isNotEqualTo(new VerifyingKey(algorithm, other.publicKey()).hashCode());
    assertThat(key.encoded()).isEqualTo(encoded);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_key_that_was_put_away_signs_no_more(Algorithm algorithm) {
    var signer = signer(algorithm);
    signer.close();
    assertThatIllegalStateException().isThrownBy(() -> signer.sign(MESSAGE));
    assertThat(signer.publicKey().length()).isEqualTo(algorithm.publicKeyLength());
  }

  @Test
  void closing_zeroes_the_secret() throws Exception {
    var signer = signer(Algorithm.EDDSA);
    var field = MemorySigner.class.getDeclaredField("secret");
    field.setAccessible(true);
    byte[] secret = (byte[]) field.get(signer);
    assertThat(secret).isNotEqualTo(new byte[32]);
    signer.close();
    assertThat(secret).isEqualTo(new byte[32]);
  }

  @Test
  void the_signer_keeps_a_copy_of_its_own() {
    byte[] secret = Bytes.copyOf(new byte[] {7}).sha256().toArray();
    var signer = new MemorySigner(Algorithm.EDDSA, 1, secret);
    Bytes before = signer.sign(MESSAGE);
    secret[0] ^= 1;
    assertThat(signer.sign(MESSAGE)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void generated_keys_sign(Algorithm algorithm) {
    var signer = MemorySigner.generate(algorithm, 255, new java.security.SecureRandom());
    var key = new VerifyingKey(algorithm, signer.publicKey());
    assertThat(key.verifies(MESSAGE, signer.sign(MESSAGE))).isTrue();
    assertThat(signer.keyId()).isEqualTo(255);
  }

  @Test
  void a_scalar_out_of_range_is_drawn_again() {
    // The group order of P-256 (SEC 2 §2.4.2) itself is no private key.
    Bytes order = Bytes.hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    var draws =
        new ArrayList<>(List.of(order, Bytes.copyOf(new byte[32]), padded("02", 32, false)));
    var lent = new AtomicReference<>(new byte[0]);
    var random =
        new java.security.SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            lent.set(bytes);
            draws.removeFirst().copyInto(bytes, 0);
          }
        };
    MemorySigner signer = MemorySigner.generate(Algorithm.ES256, 0, random);
    assertThat(draws).isEmpty();
    assertThat(lent.get()).isEqualTo(new byte[32]); // Nothing of the secret is left behind.
    // Twice the base point (NIST routines for P-256, k = 2).
    assertThat(signer.publicKey())
        .isEqualTo(Bytes.hex("037cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"));
  }

  @Test
  void what_cannot_be_a_secret_is_refused() {
    byte[] order =
        Bytes.hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").toArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.ES256, 1, order));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.ES256, 1, new byte[32]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.EDDSA, 1, new byte[31]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.EDDSA, 1, new byte[33]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.EDDSA, 256, new byte[32]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemorySigner(Algorithm.EDDSA, -1, new byte[32]));
    assertThat(new MemorySigner(Algorithm.EDDSA, 0, new byte[32]).keyId()).isZero();
  }

  private static MemorySigner signer(Algorithm algorithm) {
    return new MemorySigner(algorithm, 1, Bytes.of(1).sha256().toArray());
  }

  private static Bytes padded(String hex, int length, boolean littleEndian) {
    byte[] padded = new byte[length];
    padded[littleEndian ? 0 : length - 1] = (byte) Bytes.hex(hex).at(0);
    return Bytes.copyOf(padded);
  }

  static Bytes flip(Bytes bytes, int bit) {
    byte[] flipped = bytes.toArray();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.copyOf(flipped);
  }
}
