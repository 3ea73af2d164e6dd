package org.stile.chips.desfire;

import java.nio.charset.StandardCharsets;
import org.stile.core.Bytes;

/** Where things lie on a chip: the numbers of docs/chip-layout.md, version 1. */
final class Layout {
  static final int VERSION = 1;

  static final Bytes AID = Bytes.of(0x10, 0x71, 0xF5); // F57110, low byte first.
  static final Bytes ISO_FILE_ID = Bytes.of(0x10, 0xE1); // E110, low byte first.
  static final Bytes DF_NAME = Bytes.copyOf("STILE.TICKETS.1".getBytes(StandardCharsets.US_ASCII));
  static final Bytes SYSTEM = Bytes.copyOf("STILE1".getBytes(StandardCharsets.US_ASCII));

  static final int KEY_COUNT = 5;

  /** Master key and settings changeable, listing free; files and keys need K0. */
  static final int KEY_SETTINGS = 0x0B;

  static final int SLOT_COUNT = 8;
  static final int UID_LENGTH = 7;

  static final int DIRECTORY_FILE = 0x00;
  static final int DIRECTORY_FILE_LENGTH = 64;
  static final int STAMP_FILE = 0x19;
  static final int TRANSACTION_MAC_FILE = 0x1A;

  static final int TICKET_LENGTH_MAX = 128;
  static final int INFORMATION_FILE_LENGTH = 224;

  /** The file's first byte says how many follow. */
  static final int INFORMATION_LENGTH_MAX = INFORMATION_FILE_LENGTH - 1;

  static final int ENTRIES_MAX = 255;

  static final int STAMP_LENGTH = 24;
  static final int STAMP_COUNT = 8;

  /** A cyclic file needs one record more than it shows: the one being written. */
  static final int STAMP_RECORDS = STAMP_COUNT + 1;

  // Rights, highest digit first: read, write, read and write, change; E is anyone, F is nobody.
  static final int RIGHTS_DIRECTORY = 0x1230;
  static final int RIGHTS_TICKET = 0x1230;
  static final int RIGHTS_COUNTER = 0x1320;
  static final int RIGHTS_INFORMATION = 0xE230;
  static final int RIGHTS_STAMPS = 0x1130;
  static final int RIGHTS_TRANSACTION_MAC = 0x1FF0;

  private Layout() {}

  static int ticketFile(int slot) {
    return 0x01 + slot;
  }

  static int counterFile(int slot) {
    return 0x09 + slot;
  }

  static int informationFile(int slot) {
    return 0x11 + slot;
  }

  /** DESFire's order of bytes: lowest first. */
  static Bytes littleEndian(int value, int length) {
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) (value >>> (8 * i));
    }
    return Bytes.copyOf(out);
  }
}
