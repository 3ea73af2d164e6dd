package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stile.core.Bytes;

/** Published answers: AN12343, AN12196, AN10922 and NIST's CMAC examples. */
class KnownAnswersTest {
  private static final String MESSAGE =
      "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51";

  /** NIST TDES_CMAC examples; the last key is single DES, its halves equal. */
  @ParameterizedTest
  @CsvSource({
    "0123456789ABCDEF23456789ABCDEF01, 0, 79CE52A7F786A960",
    "0123456789ABCDEF23456789ABCDEF01, 16, CC18A0B79AF2413B",
    "0123456789ABCDEF23456789ABCDEF01, 20, C06D377ECD101969",
    "0123456789ABCDEF23456789ABCDEF01, 32, 9CD33580F9B64DFB",
    "0123456789ABCDEF0123456789ABCDEF, 0, 86F79C13FD306E67",
    "0123456789ABCDEF0123456789ABCDEF, 16, BEA4212292462A85",
    "0123456789ABCDEF0123456789ABCDEF, 20, 3E2F8310C569275E",
    "0123456789ABCDEF0123456789ABCDEF, 32, 9D1FC4D4C0259132"
  })
  void triple_des_cmac_is_as_published(String key, int length, String expected) {
    BlockCipher cipher = BlockCipher.of(KeyType.TDEA, Bytes.hex(key));
    assertThat(cipher.cmac(cipher.zeroVector(), Bytes.hex(MESSAGE).slice(0, length)))
        .isEqualTo(Bytes.hex(expected));
  }

  /** The message is 32 bytes, as AN10922 diversifies. */
  @Test
  void aes_cmac_is_as_published() {
    BlockCipher cipher = BlockCipher.of(KeyType.AES, Bytes.hex("2B7E151628AED2A6ABF7158809CF4F3C"));
    Bytes message = Bytes.hex(MESSAGE); // RFC 4493 §4, examples 1, 2 and (first 40 bytes) 3.
    Bytes zero = cipher.zeroVector();
    assertThat(cipher.cmac(zero, Bytes.EMPTY))
        .isEqualTo(Bytes.hex("BB1D6929E95937287FA37D129B756746"));
    assertThat(cipher.cmac(zero, message.slice(0, 16)))
        .isEqualTo(Bytes.hex("070A16B46B4D4144F79BDD9DD04A287C"));
    assertThat(cipher.cmac(zero, Bytes.concat(message, Bytes.hex("30C81C46A35CE411"))))
        .isEqualTo(Bytes.hex("DFA66747DE9AE63030CA32611497C827"));
  }

  /** CRC_A of 12 34 is 26 CF, low byte first (ISO/IEC 14443-3, annex B). */
  @Test
  void crc16_is_as_published() {
    assertThat(Checksum.crc16(Bytes.hex("1234"))).isEqualTo(Bytes.hex("26CF"));
    assertThat(Checksum.crc16(Bytes.hex("0000"))).isEqualTo(Bytes.hex("A01E"));
  }

  /** The catalogued check value of CRC-32/JAMCRC. */
  @Test
  void crc32_is_as_published() {
    Bytes digits = Bytes.hex("313233343536373839");
    assertThat(Checksum.crc32(digits)).isEqualTo(Bytes.hex("D9C60B34"));
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, B04D0787C93EE0CC8CACC8E86F16C6FE,"
        + " FA659AD0DCA738DD65DC7DC38612AD81, 63DC07286289A7A6C0334CA31C314A04,"
        + " 774F26743ECE6AF5033B6AE8522946F6",
    "00112233445566778899AABBCCDDEEFF, 0123456789ABCDEF0123456789ABCDEF,"
        + " FEDCBA9876543210FEDCBA9876543210, 195428119C8528D59580A73C7C96C6A3,"
        + " 0AF00F6E39F904C4A6388C812D53DC94"
  })
  void ev2_session_keys_are_those_of_an12343(
      String key, String a, String b, String enciphering, String authenticating) {
    var keys =
        Handshake.ev2Keys(BlockCipher.of(KeyType.AES, Bytes.hex(key)), Bytes.hex(a), Bytes.hex(b));
    assertThat(keys.enciphering()).isEqualTo(Bytes.hex(enciphering));
    assertThat(keys.authenticating()).isEqualTo(Bytes.hex(authenticating));
  }

  /** AN12343, MACed write and read: two commands and their answers. */
  @Test
  void an_ev2_channel_speaks_the_conversation_of_an12343() throws Declined {
    var keys =
        new Ev2Channel.SessionKeys(
            Bytes.copyOf(new byte[16]), Bytes.hex("9366FA195EB566F5BD2BAD4020B83002"));
    var channel = new Ev2Channel(0, Bytes.hex("E2D3AF69"), 0, keys);
    Bytes write = Bytes.hex("00000000190000" + "22".repeat(25));
    var writing = new Protection(CommMode.MACED, Protection.Flow.IN, 7, 25, false);
    assertThat(channel.open(0x8D, Bytes.concat(write, Bytes.hex("68F2C28C575A1628")), writing))
        .isEqualTo(write);
    assertThat(channel.seal(Bytes.EMPTY, writing)).isEqualTo(Bytes.hex("0820F68898C2A7F1"));
    Bytes read = Bytes.hex("00000000300000");
    var reading = new Protection(CommMode.MACED, Protection.Flow.OUT, 7, 0, false);
    assertThat(channel.open(0xAD, Bytes.concat(read, Bytes.hex("0D9BE191D5960834")), reading))
        .isEqualTo(read);
    Bytes content = Bytes.hex("22".repeat(25) + "00".repeat(23));
    assertThat(channel.seal(content, reading))
        .isEqualTo(Bytes.concat(content, Bytes.hex("A49A44222D926666")));
  }

  /** The vectors' initial vector deciphers what the channel makes of it, and no other. */
  @ParameterizedTest
  @CsvSource({
    "66A8CB93269DC9BC2885B7A91B9C697B, ED56F6E6, 0, DA0F644A4986275957CF1EC3AF4CCE53",
    "445A8626B3338459321232FADF6ADE2B, 11223344, 5, 177494FCC4F1DAB2AFBE8FAE2057A9D2"
  })
  void an_ev2_command_is_deciphered_from_the_published_initial_vector(
      String key, String identifier, int counter, String vector) throws Declined {
    Bytes payload = Bytes.hex("0102030405");
    BlockCipher cipher = BlockCipher.of(KeyType.AES, Bytes.hex(key));
    Bytes secret = cipher.encryptCbc(Bytes.hex(vector), Padding.marked(payload, 16));
    Bytes carried = Bytes.concat(Bytes.of(0x03), secret);
    Bytes message =
        Bytes.concat(
            Bytes.of(0x5F), LittleEndian.bytes(counter, 2), Bytes.hex(identifier), carried);
    Bytes mac = Ev2Channel.truncated(cipher.cmac(cipher.zeroVector(), message));
    var keys = new Ev2Channel.SessionKeys(Bytes.hex(key), Bytes.hex(key));
    var channel = new Ev2Channel(0, Bytes.hex(identifier), counter, keys);
    assertThat(channel.open(0x5F, Bytes.concat(carried, mac), Protection.fullPayload(1, 5)))
        .isEqualTo(Bytes.concat(Bytes.of(0x03), payload));
  }

  @ParameterizedTest
  @CsvSource({
    "66A8CB93269DC9BC2885B7A91B9C697B, 8, 04010203040506, 7C1AD2D9C5C08154A0A4914B401A6598",
    "0123456789ABCDEFFEDCBA9876543210, 305419896, 04A1B2C3D4E5F6,"
        + " 8F76D21BAE6765845188BCF9159BE0EC"
  })
  void transaction_mac_session_keys_are_as_published(
      String key, long counter, String uid, String expected) {
    var fileKey = new ChipKey(KeyType.AES, Bytes.hex(key), 0);
    assertThat(TransactionMacChain.sessionKey(fileKey, counter, Bytes.hex(uid)))
        .isEqualTo(Bytes.hex(expected));
  }

  /** AN12196, AuthenticateEV2First with key 0 of zeros: the chip's side, byte by byte. */
  @Test
  void a_chip_authenticates_as_the_one_of_an12196() throws Declined {
    var handshake =
        new Handshake.Ev2First(
            0,
            ChipKey.zero(KeyType.AES),
            Bytes.hex("B9E2FC789B64BF237CCCAA20EC7E6E48"),
            Bytes.hex("9D00C4DF"),
            Bytes.copyOf(new byte[6]));
    assertThat(handshake.challenge()).isEqualTo(Bytes.hex("A04C124213C186F22399D33AC2A30215"));
    Handshake.Opened opened =
        handshake.finish(
            Bytes.hex("35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D"));
    assertThat(opened.answer())
        .isEqualTo(Bytes.hex("3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663"));
  }

  /** However the input is cut into commands, the chain is the CMAC of all of it. */
  @Test
  void a_running_transaction_mac_is_the_cmac_of_the_whole_input() {
    var file =
        new CardFile.TransactionMac(
            new FileSettings(
                CommMode.PLAIN, AccessRights.of(0xEFFE), java.util.OptionalInt.empty()),
            new ChipKey(KeyType.AES, Bytes.hex("66A8CB93269DC9BC2885B7A91B9C697B"), 0),
            8,
            Bytes.copyOf(new byte[8]));
    Bytes uid = Bytes.hex("04010203040506");
    TransactionMacChain chain = TransactionMacChain.start(file, uid);
    for (Bytes part : Stream.of("01", "02".repeat(16), "03".repeat(40)).map(Bytes::hex).toList()) {
      chain = chain.with(part);
    }
    Bytes whole =
        Bytes.hex("01" + "00".repeat(15) + "02".repeat(16) + "03".repeat(40) + "00".repeat(8));
    BlockCipher session =
        BlockCipher.of(KeyType.AES, Bytes.hex("7C1AD2D9C5C08154A0A4914B401A6598"));
    assertThat(chain.finished().counter()).isEqualTo(9);
    assertThat(chain.finished().mac())
        .isEqualTo(Ev2Channel.truncated(session.cmac(session.zeroVector(), whole)));
  }
}
