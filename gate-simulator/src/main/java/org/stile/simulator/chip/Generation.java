package org.stile.simulator.chip;

import org.stile.core.Bytes;

/**
 * Which DESFire a virtual chip is. An EV3 is here an EV2 with another version answer: its
 * transaction timer and secure dynamic messaging are not modelled.
 */
public enum Generation {
  EV1(0x01, 0x00, 0x01, 0x04),
  EV2(0x12, 0x00, 0x02, 0x01),
  EV3(0x33, 0x00, 0x03, 0x00);

  /** Every virtual chip has 4 KB, as the ticket layout needs (docs/chip-layout.md). */
  static final int MEMORY_BYTES = 4096;

  private static final int NXP = 0x04;
  private static final int DESFIRE = 0x01;
  private static final int SUBTYPE = 0x01;
  private static final int FOUR_KILOBYTES = 0x18; // 2^(0x18 >> 1) bytes.
  private static final int PROTOCOL = 0x05; // ISO/IEC 14443-2, -3, -4.

  private final int hardwareMajor;
  private final int hardwareMinor;
  private final int softwareMajor;
  private final int softwareMinor;

  Generation(int hardwareMajor, int hardwareMinor, int softwareMajor, int softwareMinor) {
    this.hardwareMajor = hardwareMajor;
    this.hardwareMinor = hardwareMinor;
    this.softwareMajor = softwareMajor;
    this.softwareMinor = softwareMinor;
  }

  /** The first 7 bytes GetVersion answers. */
  Bytes hardware() {
    return part(hardwareMajor, hardwareMinor);
  }

  /** The second 7 bytes GetVersion answers. */
  Bytes software() {
    return part(softwareMajor, softwareMinor);
  }

  private static Bytes part(int major, int minor) {
    return Bytes.of(NXP, DESFIRE, SUBTYPE, major, minor, FOUR_KILOBYTES, PROTOCOL);
  }

  /** Answer to select: FSC 64, 106 to 848 kbit/s both ways, FWI 8, as a real EV1 answers. */
  Bytes ats() {
    return Bytes.hex("06 75 77 81 02 80");
  }

  /** Whether it knows EV2 secure messaging, transaction MACs and ISO-chained commands. */
  boolean knowsEv2() {
    return switch (this) {
      case EV1 -> false;
      case EV2, EV3 -> true;
    };
  }
}
