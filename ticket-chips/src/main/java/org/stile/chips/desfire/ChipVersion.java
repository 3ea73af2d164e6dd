package org.stile.chips.desfire;

import java.util.Optional;
import org.stile.core.Bytes;

/**
 * What a chip tells of its making (MF2DLHX0 data sheet, "GetVersion").
 *
 * @param type 0x01 for DESFire.
 * @param major version of the hardware: 0x01 on EV1, 0x12 or 0x22 on EV2, 0x33 on EV3.
 * @param storageCode size of the memory: 2 to the power of half of it; an odd one lies between.
 * @param batch production batch, 5 bytes.
 * @param week of production, as the chip writes it: two decimal digits.
 * @param year of production since 2000, written likewise.
 */
public record ChipVersion(
    int vendor, int type, int major, int minor, int storageCode, Bytes batch, int week, int year) {
  private static final int LENGTH_MIN = 28; // Hardware 7, software 7, production 14.
  private static final int LENGTH_MAX = 32;
  private static final int DESFIRE = 0x01;

  /** Empty if {@code answer} is too short or too long to be one. */
  static Optional<ChipVersion> of(Bytes answer) {
    if (answer.length() < LENGTH_MIN || answer.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    return Optional.of(
        new ChipVersion(
            answer.at(0),
            answer.at(1),
            answer.at(3),
            answer.at(4),
            answer.at(5),
            answer.slice(21, 26),
            answer.at(26),
            answer.at(27)));
  }

  /** For people, for example "DESFire EV2, 4 KB". */
  public String model() {
    if (type != DESFIRE) {
      return "type " + Integer.toHexString(type);
    }
    String generation =
        switch (major) {
          case 0x00 -> "MF3ICD40";
          case 0x01 -> "EV1";
          case 0x12, 0x22 -> "EV2";
          case 0x33 -> "EV3";
          default -> "of hardware version " + Integer.toHexString(major);
        };
    return "DESFire " + generation + ", " + storage();
  }

  private String storage() {
    int power = storageCode >> 1;
    if (power < 10 || power > 20) {
      return "memory code " + Integer.toHexString(storageCode);
    }
    int kilobytes = 1 << (power - 10);
    return (storageCode & 1) == 0 ? kilobytes + " KB" : "more than " + kilobytes + " KB";
  }
}
