package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** How long bytes are on the air, in nanoseconds, for ISO/IEC 14443 type A. */
final class AirTime {
  /** One bit at 106 kbit/s lasts 128 periods of 13.56 MHz (ISO/IEC 14443-2). */
  private static final double BIT_106_NANOS = 128 / 13.56e6 * 1e9;

  /** Each byte carries a parity bit (ISO/IEC 14443-3). */
  private static final int BITS_PER_BYTE = 9;

  /** Pause between the two directions: 0.18 ms, measured in public traces of DESFire cards. */
  private static final long TURNAROUND = 180_000;

  /** Start byte and two of checksum around the information of a block (ISO/IEC 14443-4). */
  private static final int BLOCK_OVERHEAD = 3;

  /** The PN532 takes and sends blocks of at most 64 bytes, so a chip's longer ones do not help. */
  static final int READER_FRAME = 64;

  /** Frame sizes by FSCI (ISO/IEC 14443-4, ATS); higher values count as 64 here, see above. */
  private static final int[] FRAME_SIZES = {16, 24, 32, 40, 48, 64};

  /** Field guard, anticollision of two cascade levels, RATS: 11 to 12 ms in all. */
  static final long ACTIVATION = 11_500_000;

  /** One fruitless look for chips; an assumption, about a guard time and an unanswered REQA. */
  static final long FRUITLESS_LOOK = 6_000_000;

  /**
   * Three frame waiting times of 77.33 ms (FWI 8): the first try and two R(NAK) of ISO/IEC 14443-4.
   */
  static final long GONE = 3 * 77_330_000L;

  /** The reader's own work per command. An assumption: nobody published a measurement. */
  static final long FIRMWARE = 2_000_000;

  private AirTime() {}

  /**
   * Frame size a chip accepts, from its ATS (ISO/IEC 14443-4 §5.2.3), as far as a PN532 uses it.
   */
  static int frameSize(Bytes ats) {
    int fsci = ats.length() < 2 ? 2 : ats.at(1) & 0x0F; // Default FSCI is 2, 32 bytes.
    return fsci < FRAME_SIZES.length ? FRAME_SIZES[fsci] : READER_FRAME;
  }

  /**
   * One direction of a conversation: blocks, and an acknowledgement with two turnarounds between
   * each two of them.
   *
   * @param rate 0, 1, 2 for 106, 212, 424 kbit/s.
   */
  static long chained(int length, int frameSize, int rate, int rateBack) {
    int room = frameSize - BLOCK_OVERHEAD;
    int blocks = Math.max(1, (length + room - 1) / room);
    long ownBits = bits(length + blocks * BLOCK_OVERHEAD, rate);
    long between = 2 * TURNAROUND + bits(BLOCK_OVERHEAD, rateBack);
    return ownBits + (blocks - 1) * between + TURNAROUND;
  }

  /** A question and its answer in one frame each, checksums included. */
  static long roundTrip(int question, int answer, int rate) {
    return bits(question + 2, rate) + bits(answer + 2, rate) + 2 * TURNAROUND;
  }

  private static long bits(int bytes, int rate) {
    return (long) (bytes * BITS_PER_BYTE * BIT_106_NANOS / (1 << rate));
  }
}
