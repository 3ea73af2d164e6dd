package org.stile.simulator.chip;

import java.util.stream.IntStream;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Protection.Flow;

/**
 * Decides by a command's first frame who may send it and how it must be protected, before anything
 * is deciphered or done.
 */
interface Guard {
  Protection protection(CardState state, Bytes data) throws Declined;

  /** Bytes of file number, offset and length, or of file number, first record and count. */
  int RANGE_HEADER = 7;

  /** No payload to protect; who may is the command's own matter. */
  static Protection header(CardState state, Bytes data) {
    return Protection.MACED;
  }

  /** SelectApplication: never protected, as it ends whatever session there is. */
  static Protection select(CardState state, Bytes data) {
    return Protection.PLAIN;
  }

  /** GetCardUID: for anybody with a key, answered enciphered. */
  static Protection uid(CardState state, Bytes data) throws Declined {
    boolean anybody = state.channel().keyNumber() != Channel.NOBODY;
    Declined.unless(anybody, Status.AUTHENTICATION_ERROR);
    return Protection.FULL_ANSWER;
  }

  static Protection keySettings(CardState state, Bytes data) throws Declined {
    state.wantMaster();
    Declined.unless(state.keySettings().changeable(), Status.PERMISSION_DENIED);
    return Protection.fullPayload(0, 1);
  }

  static Protection transactionMacFile(CardState state, Bytes data) {
    return Protection.fullPayload(5, ChipKey.LENGTH + 1);
  }

  static Protection fileSettings(CardState state, Bytes data) throws Declined {
    CardFile file = file(state, data, 1);
    int change = file.settings().rights().change();
    CommMode mode = granted(state, file, change);
    int payload = 3;
    return granted(state, change) // A key must use full protection, whatever the file's own mode.
        ? Protection.fullPayload(1, payload)
        : new Protection(mode, Flow.IN, 1, payload, false);
  }

  /** ReadData, of data files and of the transaction MAC file. */
  static Protection readData(CardState state, Bytes data) throws Declined {
    CardFile file = file(state, data, RANGE_HEADER);
    AccessRights rights = file.settings().rights();
    CommMode mode =
        switch (file) {
          case CardFile.Data _ -> granted(state, file, rights.read(), rights.readWrite());
          case CardFile.TransactionMac _ -> granted(state, file, rights.read());
          case CardFile.Value _, CardFile.Records _ -> throw new Declined(Status.PERMISSION_DENIED);
        };
    return new Protection(mode, Flow.OUT, RANGE_HEADER, 0, length(data) == 0);
  }

  static Protection readRecords(CardState state, Bytes data) throws Declined {
    CardFile.Records file = records(state, data, RANGE_HEADER);
    AccessRights rights = file.settings().rights();
    CommMode mode = granted(state, file, rights.read(), rights.readWrite());
    return new Protection(mode, Flow.OUT, RANGE_HEADER, 0, length(data) == 0);
  }

  static Protection writeData(CardState state, Bytes data) throws Declined {
    CardFile file = file(state, data, RANGE_HEADER);
    if (!(file instanceof CardFile.Data target)) {
      throw new Declined(Status.PERMISSION_DENIED);
    }
    return writing(state, data, target, target.content().length());
  }

  static Protection writeRecord(CardState state, Bytes data) throws Declined {
    CardFile.Records file = records(state, data, RANGE_HEADER);
    return writing(state, data, file, file.recordSize());
  }

  /** The range is checked here, so that no more is ever collected than fits in the file. */
  private static Protection writing(CardState state, Bytes data, CardFile file, int size)
      throws Declined {
    AccessRights rights = file.settings().rights();
    CommMode mode = granted(state, file, rights.write(), rights.readWrite());
    int offset = LittleEndian.unsigned(data, 1, 3);
    Declined.unless(length(data) > 0, Status.PARAMETER_ERROR);
    Declined.unless(offset + length(data) <= size, Status.BOUNDARY_ERROR);
    return new Protection(mode, Flow.IN, RANGE_HEADER, length(data), false);
  }

  static Protection clearRecords(CardState state, Bytes data) throws Declined {
    CardFile.Records file = records(state, data, 1);
    CommMode _ = granted(state, file, file.settings().rights().readWrite());
    return Protection.MACED;
  }

  static Protection getValue(CardState state, Bytes data) throws Declined {
    CardFile.Value file = value(state, data);
    AccessRights rights = file.settings().rights();
    CommMode mode = granted(state, file, rights.read(), rights.write(), rights.readWrite());
    return new Protection(mode, Flow.OUT, 1, 0, false);
  }

  static Protection debit(CardState state, Bytes data) throws Declined {
    CardFile.Value file = value(state, data);
    AccessRights rights = file.settings().rights();
    return amount(granted(state, file, rights.read(), rights.write(), rights.readWrite()));
  }

  static Protection limitedCredit(CardState state, Bytes data) throws Declined {
    CardFile.Value file = value(state, data);
    AccessRights rights = file.settings().rights();
    Declined.unless(file.limitedCreditEnabled(), Status.PERMISSION_DENIED);
    return amount(granted(state, file, rights.write(), rights.readWrite()));
  }

  static Protection credit(CardState state, Bytes data) throws Declined {
    CardFile.Value file = value(state, data);
    return amount(granted(state, file, file.settings().rights().readWrite()));
  }

  private static Protection amount(CommMode mode) {
    return new Protection(mode, Flow.IN, 1, 4, false);
  }

  private static int length(Bytes data) {
    return LittleEndian.unsigned(data, 4, 3);
  }

  private static CardFile file(CardState state, Bytes data, int headerLength) throws Declined {
    Declined.unless(data.length() >= headerLength, Status.LENGTH_ERROR);
    CardFile found = state.application().files().get(data.at(0));
    if (found == null) {
      throw new Declined(Status.FILE_NOT_FOUND);
    }
    return found;
  }

  private static CardFile.Records records(CardState state, Bytes data, int headerLength)
      throws Declined {
    if (file(state, data, headerLength) instanceof CardFile.Records records) {
      return records;
    }
    throw new Declined(Status.PERMISSION_DENIED);
  }

  private static CardFile.Value value(CardState state, Bytes data) throws Declined {
    if (file(state, data, 1) instanceof CardFile.Value value) {
      return value;
    }
    throw new Declined(Status.PERMISSION_DENIED);
  }

  private static boolean granted(CardState state, int... rights) {
    int holder = state.channel().keyNumber();
    return IntStream.of(rights).anyMatch(right -> right == holder);
  }

  /**
   * Any of {@code rights} is enough. Who holds a key that is named gets the file's own mode; who
   * comes in only because a right is free gets plain.
   */
  private static CommMode granted(CardState state, CardFile file, int... rights) throws Declined {
    if (granted(state, rights)) {
      return file.settings().mode();
    }
    if (IntStream.of(rights).anyMatch(right -> right == AccessRights.FREE)) {
      return CommMode.PLAIN;
    }
    boolean hopeless = IntStream.of(rights).allMatch(right -> right == AccessRights.NEVER);
    throw new Declined(hopeless ? Status.PERMISSION_DENIED : Status.AUTHENTICATION_ERROR);
  }
}
