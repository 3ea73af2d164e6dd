package org.stile.chips.desfire;

import static org.stile.chips.desfire.Layout.littleEndian;

import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;

/**
 * Commands on what lies in files (MF2DLHX0 data sheet, "data management" and "transaction
 * management"). Numbers are low byte first; three bytes of offset, three of length.
 *
 * @param iso whether to use the twins that answer in one piece (EV2 and later).
 */
record FileCommands(boolean iso) {
  /** The first {@code length} bytes of a data file. */
  Command read(int file, int length, Mode mode) {
    Instruction instruction = iso ? Instruction.READ_DATA_ISO : Instruction.READ_DATA;
    return new Command(instruction, header(file, length), Bytes.EMPTY, mode, length);
  }

  /** Over the first bytes of a data file. */
  Command write(int file, Bytes content, Mode mode) {
    Instruction instruction = iso ? Instruction.WRITE_DATA_ISO : Instruction.WRITE_DATA;
    return new Command(instruction, header(file, content.length()), content, mode, 0);
  }

  /** The newest {@code count} records, oldest of them first. */
  Command readRecords(int file, int count, int recordLength) {
    Instruction instruction = iso ? Instruction.READ_RECORDS_ISO : Instruction.READ_RECORDS;
    return new Command(
        instruction, header(file, count), Bytes.EMPTY, Mode.MAC, count * recordLength);
  }

  Command writeRecord(int file, Bytes record) {
    Instruction instruction = iso ? Instruction.WRITE_RECORD_ISO : Instruction.WRITE_RECORD;
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

  private static Bytes header(int file, int lengthOrCount) {
    return Bytes.concat(Bytes.of(file, 0, 0, 0), littleEndian(lengthOrCount, 3));
  }
}
