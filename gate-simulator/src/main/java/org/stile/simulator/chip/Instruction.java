package org.stile.simulator.chip;

import java.io.IOException;
import java.util.Optional;

/**
 * The commands a virtual chip knows, by their native code: how long header and payload may be
 * without protection, who may send them, and what they do.
 */
enum Instruction {
  SELECT_APPLICATION(0x5A, 3, 3, Cost.SELECT, Guard::select, CardCommands::selectApplication),
  GET_VERSION(0x60, 0, 0, Cost.ASK, Guard::header, CardCommands::version),
  FREE_MEMORY(0x6E, 0, 0, Cost.ASK, Guard::header, CardCommands::freeMemory),
  GET_CARD_UID(0x51, 0, 0, Cost.ASK, Guard::uid, CardCommands::uid),
  FORMAT_PICC(0xFC, 0, 0, Cost.ADMINISTER, Guard::header, CardCommands::format),
  GET_APPLICATION_IDS(0x6A, 0, 0, Cost.ASK, Guard::header, CardCommands::applicationIds),
  GET_DF_NAMES(0x6D, 0, 0, Cost.ASK, Guard::header, CardCommands::dfNames),
  CREATE_APPLICATION(0xCA, 5, 23, Cost.ADMINISTER, Guard::header, CardCommands::createApplication),
  DELETE_APPLICATION(0xDA, 3, 3, Cost.ADMINISTER, Guard::header, CardCommands::deleteApplication),

  GET_KEY_SETTINGS(0x45, 0, 0, Cost.ASK, Guard::header, KeyCommands::settings),
  CHANGE_KEY_SETTINGS(0x54, 1, 1, Cost.ADMINISTER, Guard::keySettings, KeyCommands::changeSettings),
  GET_KEY_VERSION(0x64, 1, 1, Cost.ASK, Guard::header, KeyCommands::version),
  CHANGE_KEY(0xC4, 17, 18, Cost.ADMINISTER, Guard::header, KeyCommands::change),

  GET_FILE_IDS(0x6F, 0, 0, Cost.ASK, Guard::header, FileCommands::fileIds),
  GET_ISO_FILE_IDS(0x61, 0, 0, Cost.ASK, Guard::header, FileCommands::isoFileIds),
  GET_FILE_SETTINGS(0xF5, 1, 1, Cost.ASK, Guard::header, FileCommands::settings),
  CHANGE_FILE_SETTINGS(
      0x5F, 4, 4, Cost.ADMINISTER, Guard::fileSettings, FileCommands::changeSettings),
  CREATE_STANDARD_FILE(0xCD, 7, 9, Cost.ADMINISTER, Guard::header, FileCommands::createStandard),
  CREATE_BACKUP_FILE(0xCB, 7, 9, Cost.ADMINISTER, Guard::header, FileCommands::createBackup),
  CREATE_VALUE_FILE(0xCC, 17, 17, Cost.ADMINISTER, Guard::header, FileCommands::createValue),
  CREATE_LINEAR_FILE(0xC1, 10, 12, Cost.ADMINISTER, Guard::header, FileCommands::createLinear),
  CREATE_CYCLIC_FILE(0xC0, 10, 12, Cost.ADMINISTER, Guard::header, FileCommands::createCyclic),
  CREATE_TRANSACTION_MAC_FILE(
      0xCE, 22, 22, Cost.ADMINISTER, Guard::transactionMacFile, FileCommands::createMac),
  DELETE_FILE(0xDF, 1, 1, Cost.ADMINISTER, Guard::header, FileCommands::delete),

  READ_DATA(0xBD, 7, 7, Cost.READ, Guard::readData, DataCommands::readData),
  READ_DATA_ISO(0xAD, 7, 7, Cost.READ, Guard::readData, DataCommands::readData),
  WRITE_DATA(0x3D, 8, Limits.WRITE, Cost.WRITE, Guard::writeData, DataCommands::writeData),
  WRITE_DATA_ISO(0x8D, 8, Limits.WRITE, Cost.WRITE, Guard::writeData, DataCommands::writeData),
  READ_RECORDS(0xBB, 7, 7, Cost.READ, Guard::readRecords, DataCommands::readRecords),
  READ_RECORDS_ISO(0xAB, 7, 7, Cost.READ, Guard::readRecords, DataCommands::readRecords),
  WRITE_RECORD(0x3B, 8, Limits.WRITE, Cost.WRITE, Guard::writeRecord, DataCommands::writeRecord),
  WRITE_RECORD_ISO(
      0x8B, 8, Limits.WRITE, Cost.WRITE, Guard::writeRecord, DataCommands::writeRecord),
  CLEAR_RECORD_FILE(0xEB, 1, 1, Cost.WRITE, Guard::clearRecords, DataCommands::clearRecords),

  GET_VALUE(0x6C, 1, 1, Cost.READ, Guard::getValue, ValueCommands::get),
  CREDIT(0x0C, 5, 5, Cost.VALUE, Guard::credit, ValueCommands::credit),
  DEBIT(0xDC, 5, 5, Cost.VALUE, Guard::debit, ValueCommands::debit),
  LIMITED_CREDIT(0x1C, 5, 5, Cost.VALUE, Guard::limitedCredit, ValueCommands::limitedCredit),
  COMMIT_TRANSACTION(0xC7, 0, 1, Cost.COMMIT, Guard::header, ValueCommands::commit),
  ABORT_TRANSACTION(0xA7, 0, 0, Cost.ASK, Guard::header, ValueCommands::abort);

  private static final Instruction[] ALL = values();

  private final int code;
  private final int lengthMin;
  private final int lengthMax;
  private final Cost cost;

  @SuppressWarnings("ImmutableEnumChecker") // Only method references above: they hold nothing.
  private final Guard guard;

  @SuppressWarnings("ImmutableEnumChecker") // As above.
  private final Handler handler;

  Instruction(int code, int lengthMin, int lengthMax, Cost cost, Guard guard, Handler handler) {
    this.code = code;
    this.lengthMin = lengthMin;
    this.lengthMax = lengthMax;
    this.cost = cost;
    this.guard = guard;
    this.handler = handler;
  }

  /** Does what a command asks. */
  interface Handler {
    Reply run(CardState state, Request request) throws Declined, IOException, PowerLost;
  }

  /** Limits that are not a command's own. */
  private static final class Limits {
    /** Header and the largest file a chip of 4 KB can have. */
    static final int WRITE = Guard.RANGE_HEADER + Generation.MEMORY_BYTES;
  }

  int code() {
    return code;
  }

  Cost cost() {
    return cost;
  }

  Guard guard() {
    return guard;
  }

  Handler handler() {
    return handler;
  }

  boolean takes(int length) {
    return length >= lengthMin && length <= lengthMax;
  }

  static Optional<Instruction> of(int code, Generation generation) {
    for (Instruction instruction : ALL) {
      if (instruction.code == code) {
        boolean known = generation.knowsEv2() || !instruction.isEv2Only();
        return known ? Optional.of(instruction) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isEv2Only() {
    return isIsoChained() || this == CREATE_TRANSACTION_MAC_FILE;
  }

  /** Whether command and answer travel whole, chained below by ISO/IEC 14443-4, not with AF. */
  boolean isIsoChained() {
    return this == READ_DATA_ISO
        || this == WRITE_DATA_ISO
        || this == READ_RECORDS_ISO
        || this == WRITE_RECORD_ISO;
  }

  /** Whether its payload may be spread over frames that the reader sends one after the other. */
  boolean takesFrames() {
    return this == WRITE_DATA || this == WRITE_RECORD;
  }
}
