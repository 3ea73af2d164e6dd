package org.stile.chips.desfire;

import java.util.ArrayList;
import java.util.List;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.Directory.Entry;
import org.stile.core.Bytes;

/** The directory as docs/chip-layout.md draws it. */
final class DirectoryCodec {
  /** With its message code one native frame of 59 bytes. */
  static final int LENGTH = 51;

  private static final int HEADER_LENGTH = 3;
  private static final int ENTRY_LENGTH = 6;
  private static final int TAG_LENGTH = 4;
  private static final int TRANSACTION_MAC = 0x01;
  private static final int FREE = 0;
  private static final int TICKET = 1;

  private DirectoryCodec() {}

  /**
   * A directory and what else its file says.
   *
   * @param transactionMac whether the chip has a transaction MAC file; then it also speaks EV2.
   */
  record Content(Directory directory, boolean transactionMac) {}

  static Bytes encode(Content content) {
    Directory directory = content.directory();
    byte[] out = new byte[LENGTH];
    out[0] = (byte) directory.layout();
    out[1] = (byte) directory.keyVersion();
    out[2] = (byte) (content.transactionMac() ? TRANSACTION_MAC : 0);
    for (Entry entry : directory.entries()) {
      int at = HEADER_LENGTH + entry.slot() * ENTRY_LENGTH;
      out[at] = TICKET;
      entry.eventTag().copyInto(out, at + 1);
      out[at + 1 + TAG_LENGTH] = (byte) entry.length();
    }
    return Bytes.copyOf(out);
  }

  /**
   * Reads {@link #LENGTH} bytes.
   *
   * @throws ChipException with {@link Fault.Malformed} for anything {@link #encode} does not write.
   */
  static Content decode(Bytes file) throws ChipException {
    if (file.length() != LENGTH) {
      throw malformed("a directory of " + file.length() + " bytes");
    }
    if (file.at(0) != Layout.VERSION) {
      throw malformed("layout version " + file.at(0));
    }
    if (file.at(2) > TRANSACTION_MAC) {
      throw malformed("directory flags " + file.at(2));
    }
    List<Entry> entries = new ArrayList<>();
    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
      int at = HEADER_LENGTH + slot * ENTRY_LENGTH;
      switch (file.at(at)) {
        case FREE -> {}
        case TICKET -> entries.add(entry(slot, file.slice(at + 1, at + ENTRY_LENGTH)));
        default -> throw malformed("slot " + slot + " is in state " + file.at(at));
      }
    }
    return new Content(
        new Directory(file.at(0), file.at(1), entries), file.at(2) == TRANSACTION_MAC);
  }

  private static Entry entry(int slot, Bytes rest) throws ChipException {
    int length = rest.at(TAG_LENGTH);
    if (length < 1 || length > Layout.TICKET_LENGTH_MAX) {
      throw malformed("slot " + slot + " claims a ticket of " + length + " bytes");
    }
    return new Entry(slot, rest.slice(0, TAG_LENGTH), length);
  }

  private static ChipException malformed(String detail) {
    return new ChipException(new Fault.Malformed(detail));
  }
}
