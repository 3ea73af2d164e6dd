package org.stile.chips.desfire;

import static org.stile.chips.desfire.Layout.littleEndian;

import java.util.Arrays;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/**
 * Commands that make an application and its files (MF2DLHX0 data sheet, "application management"
 * and "file management"; libfreefare for what EV1 shares).
 */
final class SetupCommands {
  private static final int AES_KEYS = 0x80;

  /** As CreateApplication takes them, and as GetKeySettings answers them. */
  static final Bytes APPLICATION_SETTINGS =
      Bytes.of(Layout.KEY_SETTINGS, AES_KEYS | Layout.KEY_COUNT);

  private static final int AES_TRANSACTION_KEY = 0x02;

  private SetupCommands() {}

  /** The body of CreateApplication, with the names ISO/IEC 7816-4 selects it by. */
  static Bytes createApplication() {
    return Bytes.concat(Layout.AID, APPLICATION_SETTINGS, Layout.ISO_FILE_ID, Layout.DF_NAME);
  }

  static Command fileIds() {
    return new Command(
        Instruction.GET_FILE_IDS, Bytes.EMPTY, Bytes.EMPTY, Mode.MAC, Command.ANY_LENGTH);
  }

  static Command fileSettings(int file) {
    return new Command(
        Instruction.GET_FILE_SETTINGS, Bytes.of(file), Bytes.EMPTY, Mode.MAC, Command.ANY_LENGTH);
  }

  static Command keySettings() {
    return new Command(
        Instruction.GET_KEY_SETTINGS, Bytes.EMPTY, Bytes.EMPTY, Mode.MAC, Command.ANY_LENGTH);
  }

  static Command keyVersion(int number) {
    return new Command(Instruction.GET_KEY_VERSION, Bytes.of(number), Bytes.EMPTY, Mode.MAC, 1);
  }

  static Command standardFile(int file, Mode mode, int rights, int length) {
    return create(Instruction.CREATE_STANDARD_FILE, file, mode, rights, littleEndian(length, 3));
  }

  static Command backupFile(int file, Mode mode, int rights, int length) {
    return create(Instruction.CREATE_BACKUP_FILE, file, mode, rights, littleEndian(length, 3));
  }

  /** A counter from 0 to {@code max} that starts at 0 and knows no limited credit. */
  static Command valueFile(int file, int rights, int max) {
    return create(
        Instruction.CREATE_VALUE_FILE,
        file,
        Mode.MAC,
        rights,
        Bytes.concat(littleEndian(0, 4), littleEndian(max, 4), littleEndian(0, 4), Bytes.of(0x00)));
  }

  static Command cyclicFile(int file, int rights, int recordLength, int records) {
    return create(
        Instruction.CREATE_CYCLIC_FILE,
        file,
        Mode.MAC,
        rights,
        Bytes.concat(littleEndian(recordLength, 3), littleEndian(records, 3)));
  }

  /** The one file whose making carries a secret, so it goes enciphered. */
  static Command transactionMacFile(int file, int rights, AesKey key, int version) {
    byte[] secret = Arrays.copyOf(key.reveal(), AesKey.LENGTH + 1);
    secret[AesKey.LENGTH] = (byte) version;
    Bytes data = Bytes.copyOf(secret);
    Arrays.fill(secret, (byte) 0);
    return new Command(
        Instruction.CREATE_TRANSACTION_MAC_FILE,
        Bytes.concat(
            Bytes.of(file, wire(Mode.MAC)), littleEndian(rights, 2), Bytes.of(AES_TRANSACTION_KEY)),
        data,
        Mode.FULL,
        0);
  }

  private static Command create(
      Instruction instruction, int file, Mode mode, int rights, Bytes rest) {
    Bytes header = Bytes.concat(Bytes.of(file, wire(mode)), littleEndian(rights, 2), rest);
    return new Command(instruction, header, Bytes.EMPTY, Mode.MAC, 0);
  }

  private static int wire(Mode mode) {
    return switch (mode) {
      case PLAIN -> 0x00;
      case MAC -> 0x01;
      case FULL -> 0x03;
    };
  }
}
