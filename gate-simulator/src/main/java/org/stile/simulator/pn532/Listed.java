package org.stile.simulator.pn532;

import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** A chip the reader has selected and given a number (PN532 UM0701-02 §7.3.5). */
final class Listed {
  /** ATS format byte: TA(1), the speeds, is present (ISO/IEC 14443-4 §5.2.3). */
  private static final int SPEEDS_PRESENT = 0x10;

  final RfField.Guest guest;
  final ChipTarget target;

  /** Whether RATS was sent: only then ISO/IEC 14443-4 blocks can be. */
  boolean isoDep;

  /** 0, 1, 2 for 106, 212, 424 kbit/s: reader to chip, chip to reader. */
  int rateDown;

  int rateUp;

  /** A speed is agreed on before the first block or not at all (ISO/IEC 14443-4 §5.3). */
  boolean spokenTo;

  /** Parts of a command whose last part is still to come. */
  Bytes begun = Bytes.EMPTY;

  /** Parts of an answer the host has not fetched yet. */
  Bytes unfetched = Bytes.EMPTY;

  /** Toggles with every block from the chip (ISO/IEC 14443-4 §7.5.3). */
  int blockNumber;

  Listed(RfField.Guest guest, boolean isoDep) {
    this.guest = guest;
    this.target = guest.chip().target();
    this.isoDep = isoDep;
    begin();
  }

  /** As just selected. */
  void begin() {
    rateDown = 0;
    rateUp = 0;
    spokenTo = false;
    begun = Bytes.EMPTY;
    unfetched = Bytes.EMPTY;
    blockNumber = 1;
  }

  int frameSize() {
    return AirTime.frameSize(target.ats());
  }

  /** Whether its ATS offers these speeds: TA(1), b5-b7 from the chip, b1-b3 to it (§5.2.4). */
  boolean canDo(int up, int down) {
    Bytes ats = target.ats();
    int offers = ats.length() > 2 && (ats.at(1) & SPEEDS_PRESENT) != 0 ? ats.at(2) : 0;
    boolean upOffered = up == 0 || (offers >> 4 & 1 << (up - 1)) != 0;
    boolean downOffered = down == 0 || (offers & 1 << (down - 1)) != 0;
    return upOffered && downOffered;
  }
}
