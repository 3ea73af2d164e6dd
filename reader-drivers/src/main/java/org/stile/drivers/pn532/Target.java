package org.stile.drivers.pn532;

import java.util.ArrayList;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * A chip as the PN532 has listed it (UM0701-02 §7.3.5).
 *
 * @param number Tg, the chip's number for it, range [1, 2].
 * @param chip what it said of itself.
 */
record Target(int number, ChipTarget chip) {
  /** A PN532 keeps two targets at most (UM0701-02 §7.3.5, MaxTg). */
  static final int TARGETS_MAX = 2;

  private static final int ATS_LENGTH_MAX = 64; // What ChipTarget takes; FSD of the PN532.
  private static final int ISO_DEP = 0x20; // SEL_RES bit 6: ISO/IEC 14443-4.

  /**
   * Parses the response of a listing at 106 kbit/s type A.
   *
   * <pre>
   *  NbTg  then each:  Tg  SENS_RES(2)  SEL_RES  length  UID...  [ATS: TL ...]
   * </pre>
   */
  static List<Target> parse(Bytes response) throws ChannelException {
    if (response.isEmpty() || response.at(0) > TARGETS_MAX) {
      throw odd(response);
    }
    int count = response.at(0);
    List<Target> targets = new ArrayList<>(count);
    int at = 1;
    for (int i = 0; i < count; i++) {
      at = parseOne(response, at, targets);
    }
    if (at != response.length()) {
      throw odd(response);
    }
    return List.copyOf(targets);
  }

  private static int parseOne(Bytes response, int from, List<Target> targets)
      throws ChannelException {
    if (response.length() < from + 5) {
      throw odd(response);
    }
    int atqa = response.at(from + 1) << 8 | response.at(from + 2);
    int sak = response.at(from + 3);
    int uidLength = response.at(from + 4);
    int at = from + 5 + uidLength;
    if ((uidLength != 4 && uidLength != 7 && uidLength != 10) || response.length() < at) {
      throw odd(response);
    }
    Bytes uid = response.slice(from + 5, at);
    Bytes ats = Bytes.EMPTY;
    // The ATS is there if the chip was activated: a length byte that counts itself.
    if ((sak & ISO_DEP) != 0 && at < response.length()) {
      int atsLength = response.at(at);
      if (atsLength < 1 || atsLength > ATS_LENGTH_MAX || response.length() < at + atsLength) {
        throw odd(response);
      }
      ats = response.slice(at, at + atsLength);
      at += atsLength;
    }
    targets.add(new Target(response.at(from), new ChipTarget(uid, atqa, sak, ats)));
    return at;
  }

  private static ChannelException odd(Bytes response) {
    return new ChannelException(new Fault.ReaderProtocol("odd list of targets: " + response));
  }

  /**
   * The fastest rate the chip takes in both directions (ISO/IEC 14443-4, ATS interface byte TA(1):
   * low bits what it hears, high bits what it speaks).
   *
   * @param ceiling the fastest wanted.
   */
  ChipSpeed fastest(ChipSpeed ceiling) {
    Bytes ats = chip.ats();
    boolean hasTa = ats.length() >= 3 && (ats.at(1) & 0x10) != 0;
    int both = hasTa ? ats.at(2) & ats.at(2) >> 4 : 0;
    ChipSpeed fastest = ChipSpeed.KBIT_106;
    for (ChipSpeed speed : ChipSpeed.values()) {
      if (speed.compareTo(ceiling) <= 0 && (both & speed.ta) != 0) {
        fastest = speed;
      }
    }
    return fastest;
  }

  /** Whether its identifier is drawn anew at each activation (ISO/IEC 14443-3: 08 first). */
  boolean hasRandomUid() {
    return chip.uid().length() == 4 && chip.uid().at(0) == 0x08;
  }
}
