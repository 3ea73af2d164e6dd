package org.stile.chips.desfire;

/**
 * The native commands this system uses, by their code (MF2DLHX0 data sheet, "command set"; EV1 has
 * the same codes for those it knows).
 */
enum Instruction {
  SELECT_APPLICATION(0x5A, "SelectApplication"),
  AUTHENTICATE_EV2_FIRST(0x71, "AuthenticateEV2First"),
  AUTHENTICATE_AES(0xAA, "AuthenticateAES"),
  ADDITIONAL_FRAME(0xAF, "AdditionalFrame"),
  GET_VERSION(0x60, "GetVersion"),
  GET_APPLICATION_IDS(0x6A, "GetApplicationIDs"),
  GET_FILE_IDS(0x6F, "GetFileIDs"),
  GET_FILE_SETTINGS(0xF5, "GetFileSettings"),
  GET_KEY_SETTINGS(0x45, "GetKeySettings"),
  GET_KEY_VERSION(0x64, "GetKeyVersion"),
  CREATE_APPLICATION(0xCA, "CreateApplication"),
  CHANGE_KEY(0xC4, "ChangeKey"),
  CREATE_STANDARD_FILE(0xCD, "CreateStdDataFile"),
  CREATE_BACKUP_FILE(0xCB, "CreateBackupDataFile"),
  CREATE_VALUE_FILE(0xCC, "CreateValueFile"),
  CREATE_CYCLIC_FILE(0xC0, "CreateCyclicRecordFile"),
  CREATE_TRANSACTION_MAC_FILE(0xCE, "CreateTransactionMACFile"),
  READ_DATA(0xBD, "ReadData"),
  READ_DATA_ISO(0xAD, "ReadData (ISO chaining)"),
  WRITE_DATA(0x3D, "WriteData"),
  WRITE_DATA_ISO(0x8D, "WriteData (ISO chaining)"),
  READ_RECORDS(0xBB, "ReadRecords"),
  READ_RECORDS_ISO(0xAB, "ReadRecords (ISO chaining)"),
  WRITE_RECORD(0x3B, "WriteRecord"),
  WRITE_RECORD_ISO(0x8B, "WriteRecord (ISO chaining)"),
  GET_VALUE(0x6C, "GetValue"),
  CREDIT(0x0C, "Credit"),
  DEBIT(0xDC, "Debit"),
  COMMIT_TRANSACTION(0xC7, "CommitTransaction"),
  ABORT_TRANSACTION(0xA7, "AbortTransaction");

  private final int code;
  private final String title;

  Instruction(int code, String title) {
    this.code = code;
    this.title = title;
  }

  int code() {
    return code;
  }

  /** Whether it goes out, and is answered, in one piece however long. */
  boolean isWhole() {
    return switch (this) {
      case READ_DATA_ISO, WRITE_DATA_ISO, READ_RECORDS_ISO, WRITE_RECORD_ISO -> true;
      case SELECT_APPLICATION,
          AUTHENTICATE_EV2_FIRST,
          AUTHENTICATE_AES,
          ADDITIONAL_FRAME,
          GET_VERSION,
          GET_APPLICATION_IDS,
          GET_FILE_IDS,
          GET_FILE_SETTINGS,
          GET_KEY_SETTINGS,
          GET_KEY_VERSION,
          CREATE_APPLICATION,
          CHANGE_KEY,
          CREATE_STANDARD_FILE,
          CREATE_BACKUP_FILE,
          CREATE_VALUE_FILE,
          CREATE_CYCLIC_FILE,
          CREATE_TRANSACTION_MAC_FILE,
          READ_DATA,
          WRITE_DATA,
          READ_RECORDS,
          WRITE_RECORD,
          GET_VALUE,
          CREDIT,
          DEBIT,
          COMMIT_TRANSACTION,
          ABORT_TRANSACTION ->
          false;
    };
  }

  /** As the data sheet spells it. */
  String title() {
    return title;
  }
}
