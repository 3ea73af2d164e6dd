package org.stile.chips.desfire;

import static org.stile.chips.desfire.Layout.littleEndian;

import org.stile.chips.crypto.Ev2Cipher;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/**
 * Commands on what lies in files (MF2DLHX0 data sheet, "data management" and "transaction
 * management"). Numbers are low byte first; three bytes of offset, three of length.
 *
 * @param onePieceMax how long a body the twins that go in one piece may have; 0 if the chip has no
 *     such twins (EV1).
 */
record FileCommands(int onePieceMax) {
  /** What every chip understands. */
  static final FileCommands UNAUTHENTICATED = new FileCommands(0);

  private static final int HEADER_LENGTH = 7;

  static FileCommands in(DesfireSession session) {
    return new FileCommands(session.onePieceMax());
  }

  /** The first {@code length} bytes of a data file. */
  Command read(int file, int length, Mode mode) {
    Instruction instruction = answersWhole() ? Instruction.READ_DATA_ISO : Instruction.READ_DATA;
    return new Command(instruction, header(file, length), Bytes.EMPTY, mode, length);
  }

  /** Over the first bytes of a data file. */
  Command write(int file, Bytes content, Mode mode) {
    Instruction instruction = fits(content) ? Instruction.WRITE_DATA_ISO : Instruction.WRITE_DATA;
    return new Command(instruction, header(file, content.length()), content, mode, 0);
  }

  /** The newest {@code count} records, oldest of them first. */
  Command readRecords(int file, int count, int recordLength) {
    Instruction instruction =
        answersWhole() ? Instruction.READ_RECORDS_ISO : Instruction.READ_RECORDS;
    return new Command(
        instruction, header(file, count), Bytes.EMPTY, Mode.MAC, count * recordLength);
  }

  Command writeRecord(int file, Bytes record) {
    Instruction instruction =
        fits(record) ? Instruction.WRITE_RECORD_ISO : Instruction.WRITE_RECORD;
    return new Command(instruction, header(file, record.length()), record, Mode.MAC, 0);
  }

  Command value(int file) {
    return new Command(Instruction.GET_VALUE, Bytes.of(file), Bytes.EMPTY, Mode.MAC, 4);
  }

  Command credit(int file, int amount) {
    return new Command(Instruction.CREDIT, Bytes.of(file), littleEndian(amount, 4), Mode.MAC, 0);
  }

  Command debit(int file, int amount) {
    return new Command(Instruction.DEBIT, Bytes.of(file), littleEndian(amount, 4), Mode.MAC, 0);
  }

  /**
   * Makes everything since the last commit lasting.
   *
   * @param proof whether to ask for the transaction MAC: only where there is a file for it.
   */
  Command commit(boolean proof) {
    return new Command(
        Instruction.COMMIT_TRANSACTION,
        proof ? Bytes.of(0x01) : Bytes.EMPTY,
        Bytes.EMPTY,
        Mode.MAC,
        Command.ANY_LENGTH);
  }

  Command abort() {
    return new Command(Instruction.ABORT_TRANSACTION, Bytes.EMPTY, Bytes.EMPTY, Mode.MAC, 0);
  }

  /** Whether records and files come back in one piece. */
  boolean answersWhole() {
    return onePieceMax > 0;
  }

  private boolean fits(Bytes content) {
    return HEADER_LENGTH + content.length() + Ev2Cipher.MAC_LENGTH <= onePieceMax;
  }

  private static Bytes header(int file, int lengthOrCount) {
    return Bytes.concat(Bytes.of(file, 0, 0, 0), littleEndian(lengthOrCount, 3));
  }
}
