package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.stile.core.Bytes;

/** A chip with one application of five keys, all zeros as they are after creation. */
final class TestApplication {
  static final String AID = "1071f5";
  static final ChipKey KEY = ChipKey.zero(KeyType.AES);

  /** Key settings that leave listing to anybody and the rest to the master key. */
  static final String SETTINGS = "0b";

  private TestApplication() {}

  /** A reader that has selected it and holds the master key. */
  static TestReader onNewChip(Generation generation) {
    TestReader reader = TestReader.at(generation);
    reader.must(0xCA, AID + SETTINGS + "85");
    reader.select(AID);
    reader.authenticate(generation, 0, KEY);
    return reader;
  }

  /** Access rights as commands carry them: read, write, read+write, change. */
  static String rights(int read, int write, int readWrite, int change) {
    return new AccessRights(read, write, readWrite, change).bytes().hex();
  }

  static String number(long value, int length) {
    return LittleEndian.bytes(value, length).hex();
  }

  static String standard(int file, CommMode mode, String rights, int size) {
    return "%02x%02x%s%s".formatted(file, mode.code(), rights, number(size, 3));
  }

  static String value(int file, CommMode mode, String rights, int upper, int value, int credits) {
    return "%02x%02x%s%s%s%s%02x"
        .formatted(
            file, mode.code(), rights, number(0, 4), number(upper, 4), number(value, 4), credits);
  }

  static String records(int file, CommMode mode, String rights, int size, int capacity) {
    return "%02x%02x%s%s%s"
        .formatted(file, mode.code(), rights, number(size, 3), number(capacity, 3));
  }

  /** File number, offset and length; or file number, first record and count. */
  static Bytes range(int file, int from, int length) {
    return Bytes.concat(Bytes.of(file), LittleEndian.bytes(from, 3), LittleEndian.bytes(length, 3));
  }

  /** The transaction MAC file 1a, read with key 1, with a key of zeros. */
  static void createMacFile(TestReader reader) {
    Bytes header = Bytes.concat(Bytes.hex("1a01"), Bytes.hex(rights(1, 0xF, 0xF, 0)), Bytes.of(2));
    Bytes key = Bytes.copyOf(new byte[17]);
    assertThat(reader.send(0xCE, header, key, CommMode.FULL, TestReader.Flow.IN).status()).isZero();
  }
}
