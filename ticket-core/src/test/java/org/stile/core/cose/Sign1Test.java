package org.stile.core.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import COSE.AlgorithmID;
import COSE.Attribute;
import COSE.HeaderKeys;
import COSE.KeyKeys;
import COSE.Message;
import COSE.MessageTag;
import COSE.OneKey;
import COSE.Sign1Message;
import com.upokecenter.cbor.CBORObject;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import net.i2p.crypto.eddsa.EdDSASecurityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;

class Sign1Test {
  private static final Bytes PAYLOAD = Bytes.hex("a10102");
  private static final int LENGTH_MAX = 128;

  /** The parts of a good message, for those that differ in one of them. */
  private static final Bytes SIGNATURE =
      Sign1.sign(PAYLOAD, Purpose.TICKET, KnownEvent.ISSUING).signature();

  @BeforeAll
  static void lend_the_foreign_implementation_its_ed25519() {
    Security.addProvider(new EdDSASecurityProvider());
  }

  @AfterAll
  static void take_it_back() {
    Security.removeProvider("EdDSA");
  }

  static Stream<Signer> signers() {
    return Stream.of(KnownEvent.ISSUING, KnownEvent.ISSUING_ES256);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("signers")
  void what_was_signed_is_read_and_believed(Signer signer) throws Exception {
    Sign1 signed = Sign1.sign(PAYLOAD, Purpose.TICKET, signer);
    Sign1 read = Sign1.parse(signed.encode(), LENGTH_MAX);
    assertThat(read).isEqualTo(signed);
    assertThat(read.payload()).isEqualTo(PAYLOAD);
    assertThat(read.keyId()).isEqualTo(signer.keyId());
    assertThat(read.algorithm()).isEqualTo(signer.algorithm());
    assertThat(read.verifies(KnownEvent.key(signer), Purpose.TICKET)).isTrue();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("signers")
  void a_foreign_implementation_believes_ours(Signer signer) throws Exception {
    Bytes ours = Sign1.sign(PAYLOAD, Purpose.MASTER, signer).encode();
    var theirs = (Sign1Message) Message.DecodeFromBytes(ours.toArray(), MessageTag.Sign1);
    theirs.setExternal(Purpose.MASTER.externalData().toArray());
    assertThat(theirs.validate(foreign(signer))).isTrue();
    assertThat(theirs.GetContent()).isEqualTo(PAYLOAD.toArray());
    assertThat(theirs.findAttribute(HeaderKeys.KID).GetByteString())
        .isEqualTo(new byte[] {(byte) signer.keyId()});
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("signers")
  void we_believe_a_foreign_implementation(Signer signer) throws Exception {
    boolean edwards = signer.algorithm() == Algorithm.EDDSA;
    var algorithm = edwards ? AlgorithmID.EDDSA.AsCBOR() : AlgorithmID.ECDSA_256.AsCBOR();
    var theirs =
        new Sign1Message(false) {
          {
            addAttribute(HeaderKeys.Algorithm, algorithm, Attribute.PROTECTED);
            addAttribute(HeaderKeys.KID, new byte[] {(byte) signer.keyId()}, Attribute.PROTECTED);
            // It keeps headers in a hash map; we believe only the deterministic order.
            rgbProtected =
                Bytes.concat(
                        Bytes.hex(edwards ? "a201270441" : "a201260441"), Bytes.of(signer.keyId()))
                    .toArray();
          }
        };
    theirs.setExternal(Purpose.TICKET.externalData().toArray());
    theirs.SetContent(PAYLOAD.toArray());
    theirs.sign(foreign(signer));
    Sign1 read = Sign1.parse(Bytes.copyOf(theirs.EncodeToBytes()), LENGTH_MAX);
    assertThat(read.verifies(KnownEvent.key(signer), Purpose.TICKET)).isTrue();
    assertThat(read.payload()).isEqualTo(PAYLOAD);
    if (edwards) {
      assertThat(read).isEqualTo(Sign1.sign(PAYLOAD, Purpose.TICKET, signer));
    }
  }

  @Test
  void a_message_of_one_kind_is_none_of_another() {
    for (Purpose signedAs : Purpose.values()) {
      Sign1 message = Sign1.sign(PAYLOAD, signedAs, KnownEvent.ISSUING);
      for (Purpose shownAs : Purpose.values()) {
        assertThat(message.verifies(KnownEvent.key(KnownEvent.ISSUING), shownAs))
            .isEqualTo(signedAs == shownAs);
      }
    }
  }

  @Test
  void the_header_is_signed_too() {
    Sign1 good = Sign1.sign(PAYLOAD, Purpose.TICKET, KnownEvent.ISSUING);
    var key = KnownEvent.key(KnownEvent.ISSUING);
    var otherKeyId = new Sign1(good.algorithm(), 8, PAYLOAD, good.signature());
    var otherAlgorithm = new Sign1(Algorithm.ES256, 7, PAYLOAD, good.signature());
    var otherPayload = new Sign1(good.algorithm(), 7, Bytes.hex("a10103"), good.signature());
    assertThat(good.verifies(key, Purpose.TICKET)).isTrue();
    for (Sign1 other : List.of(otherKeyId, otherAlgorithm, otherPayload)) {
      assertThat(other.verifies(key, Purpose.TICKET)).isFalse();
    }
  }

  @Test
  void a_key_of_the_other_algorithm_believes_nothing() {
    Sign1 good = Sign1.sign(PAYLOAD, Purpose.TICKET, KnownEvent.ISSUING);
    assertThat(good.verifies(KnownEvent.key(KnownEvent.ISSUING_ES256), Purpose.TICKET)).isFalse();
  }

  @Test
  void its_bytes_are_what_the_standard_draws() {
    assertThat(Sign1.sign(PAYLOAD, Purpose.TICKET, KnownEvent.ISSUING).encode())
        .isEqualTo(message("84", "46a20127044107", "a0", "43a10102"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d2 84 46a20127044107 a0 43a10102", // tagged as COSE_Sign1 (RFC 9052 §2)
        "9f 46a20127044107 a0 43a10102", // array of indefinite length
        "9804 46a20127044107 a0 43a10102", // longer head than need be
        "84 47a2012704420107 a0 43a10102", // key id of two bytes
        "84 45a201270440 a0 43a10102", // key id of none
        "84 46a20441070127 a0 43a10102", // header keys in the wrong order
        "84 46a20126044107 a1 00 00 43a10102", // something unprotected
        "84 46a20138220441 a0 43a10102", // header cut short
        "84 47a2013822044107 a0 43a10102", // algorithm -35, ES384
        "84 43a10127 a0 43a10102", // no key id
        "84 44a1044107 a0 43a10102", // no algorithm
        "84 47a3012704410700 a0 43a10102", // more in the header
        "84 40 a0 43a10102", // no header
        "84 a20127044107 a0 43a10102", // header not wrapped
        "84 46a20127044107 40 43a10102", // unprotected is no map
        "84 46a20127044107 a0 f6", // payload detached
        "84 46a20127044107 a0 63616263", // payload is text
        "84 46a20127044107 a0 5f43a10102ff", // payload in chunks
        "83 46a20127044107 a0", // no payload
        "80",
        "a0",
        "00",
      })
  void what_differs_in_one_thing_is_no_message(String start) {
    Bytes different = Bytes.concat(Bytes.hex(start), Bytes.hex("5840"), SIGNATURE);
    assertThatThrownBy(() -> Sign1.parse(different, LENGTH_MAX)).isInstanceOf(WireException.class);
  }

  @Test
  void every_cut_and_every_addition_is_refused() {
    Bytes good = message("84", "46a20127044107", "a0", "43a10102");
    for (int length = 0; length < good.length(); length++) {
      Bytes cut = good.slice(0, length);
      assertThatThrownBy(() -> Sign1.parse(cut, LENGTH_MAX)).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> Sign1.parse(Bytes.concat(good, Bytes.of(0)), LENGTH_MAX))
        .isInstanceOf(WireException.class);
  }

  @Test
  void a_signature_of_another_length_is_refused() {
    for (int length : new int[] {0, 63, 65}) {
      var signature = Bytes.copyOf(new byte[length]);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Sign1(Algorithm.EDDSA, 7, PAYLOAD, signature));
    }
    Bytes cut =
        Bytes.concat(Bytes.hex("84 46a20127044107 a0 43a10102 583f"), SIGNATURE.slice(0, 63));
    assertThatThrownBy(() -> Sign1.parse(cut, LENGTH_MAX)).isInstanceOf(WireException.class);
  }

  @Test
  void a_key_id_is_one_byte() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sign1(Algorithm.EDDSA, 256, PAYLOAD, SIGNATURE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sign1(Algorithm.EDDSA, -1, PAYLOAD, SIGNATURE));
    assertThat(new Sign1(Algorithm.EDDSA, 0, PAYLOAD, SIGNATURE).keyId()).isZero();
    assertThat(new Sign1(Algorithm.EDDSA, 255, PAYLOAD, SIGNATURE).keyId()).isEqualTo(255);
  }

  @Test
  void what_is_too_long_is_not_looked_at() throws Exception {
    Bytes good = message("84", "46a20127044107", "a0", "43a10102");
    assertThat(Sign1.parse(good, good.length()).payload()).isEqualTo(PAYLOAD);
    assertThatThrownBy(() -> Sign1.parse(good, good.length() - 1))
        .isInstanceOfSatisfying(
            WireException.class,
            e ->
                assertThat(e.fault())
                    .isEqualTo(new Fault.TooLong(good.length() - 1, good.length())));
  }

  private static Bytes message(String array, String header, String unprotected, String payload) {
    return Bytes.concat(
        Bytes.hex(array + header + unprotected + payload), Bytes.hex("5840"), SIGNATURE);
  }

  private static OneKey foreign(Signer signer) throws Exception {
    var key = CBORObject.NewMap();
    if (signer.algorithm() == Algorithm.EDDSA) {
      key.Add(KeyKeys.KeyType.AsCBOR(), KeyKeys.KeyType_OKP);
      key.Add(KeyKeys.OKP_Curve.AsCBOR(), KeyKeys.OKP_Ed25519);
      key.Add(KeyKeys.OKP_X.AsCBOR(), CBORObject.FromObject(signer.publicKey().toArray()));
      key.Add(KeyKeys.OKP_D.AsCBOR(), CBORObject.FromObject(secretOf(signer)));
    } else {
      key.Add(KeyKeys.KeyType.AsCBOR(), KeyKeys.KeyType_EC2);
      key.Add(KeyKeys.EC2_Curve.AsCBOR(), KeyKeys.EC2_P256);
      key.Add(KeyKeys.EC2_X.AsCBOR(), CBORObject.FromObject(signer.publicKey().from(1).toArray()));
      // RFC 6979 §A.2.5, Uy.
      key.Add(
          KeyKeys.EC2_Y.AsCBOR(),
          CBORObject.FromObject(
              Bytes.hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")
                  .toArray()));
      key.Add(KeyKeys.EC2_D.AsCBOR(), CBORObject.FromObject(secretOf(signer)));
    }
    return new OneKey(key);
  }

  private static byte[] secretOf(Signer signer) throws Exception {
    var field = MemorySigner.class.getDeclaredField("secret");
    field.setAccessible(true);
    return ((byte[]) field.get(signer)).clone();
  }
}
