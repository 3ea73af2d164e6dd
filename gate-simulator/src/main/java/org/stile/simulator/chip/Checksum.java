package org.stile.simulator.chip;

import java.util.zip.CRC32;
import org.stile.core.Bytes;

/** The two checksums that lie inside what a DESFire chip enciphers. */
final class Checksum {
  private Checksum() {}

  /** CRC32 without its last inversion, low byte first, as AES and ISO sessions use it. */
  static Bytes crc32(Bytes message) {
    var crc = new CRC32();
    crc.update(message.toArray());
    return LittleEndian.bytes(~crc.getValue() & 0xFFFF_FFFFL, 4);
  }

  /** CRC_A of ISO/IEC 14443-3, low byte first, as sessions of the first generation use it. */
  static Bytes crc16(Bytes message) {
    int crc = 0x6363;
    for (int i = 0; i < message.length(); i++) {
      int next = (message.at(i) ^ crc) & 0xFF;
      next = (next ^ (next << 4)) & 0xFF;
      crc = (crc >> 8) ^ (next << 8) ^ (next << 3) ^ (next >> 4);
    }
    return LittleEndian.bytes(crc & 0xFFFF, 2);
  }
}
