package org.stile.core.master;

import java.io.IOException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;

/**
 * Two bits per ticket on the wire, as runs of like tickets or bit by bit, whichever is shorter. Not
 * deflated: a delta must rebuild a signed master byte for byte, and no two zlibs promise to deflate
 * alike.
 *
 * <pre>
 * [size, [gap, length * 4 + value, gap, length * 4 + value, ...]]   gap: zeros since the last run
 * [size, bytes]                                                     four a byte, lowest bits first
 * </pre>
 */
final class StatusWire {
  private StatusWire() {}

  static void write(CborWriter to, StatusList list) {
    byte[] bits = list.toArray();
    to.array(2).integer(list.size());
    var runs = new Runs(bits, list.size());
    int items = 0;
    long length = 0;
    while (runs.next()) {
      items += 2;
      length += headLength(runs.gap) + headLength(runs.packed());
    }
    if (headLength(items) + length <= headLength(bits.length) + bits.length) {
      writeRuns(to, items, new Runs(bits, list.size()));
    } else {
      to.bytes(Bytes.copyOf(bits));
    }
    to.endArray();
  }

  private static void writeRuns(CborWriter to, int items, Runs runs) {
    to.array(items);
    while (runs.next()) {
      to.integer(runs.gap).integer(runs.packed());
    }
    to.endArray();
  }

  static StatusList read(CborReader from) throws IOException {
    from.array();
    int size = from.small(0, SeatMap.SEATS_MAX);
    byte[] bits;
    if (from.atBytes()) {
      bits = from.bytes((size + 3) / 4).toArray();
    } else {
      bits = readRuns(from, size);
    }
    from.endArray();
    return new StatusList(size, bits);
  }

  private static byte[] readRuns(CborReader from, int size) throws IOException {
    byte[] bits = new byte[(size + 3) / 4];
    from.array();
    int at = 0;
    while (from.more()) {
      at += from.small(0, size - at);
      int packed = from.small(0, SeatMap.SEATS_MAX * 4 + 3);
      int end = at + packed / 4;
      if (end > size) {
        throw new WireException(new Fault.OutOfRange("a run beyond ticket " + size));
      }
      for (; at < end; at++) {
        bits[at / 4] |= (byte) ((packed & 3) << (at % 4 * 2));
      }
    }
    from.endArray();
    return bits;
  }

  /** Length of an unsigned integer, or of any head, below 2^32 (RFC 8949 §3). */
  private static int headLength(int value) {
    return value < 24 ? 1 : value < 0x100 ? 2 : value < 0x1_0000 ? 3 : 5;
  }

  /** Walks over the runs that are not 0. */
  private static final class Runs {
    private final byte[] bits;
    private final int size;
    private int end;
    private int gap;
    private int length;
    private int value;

    Runs(byte[] bits, int size) {
      this.bits = bits;
      this.size = size;
    }

    boolean next() {
      int start = end;
      while (start < size && at(start) == 0) {
        // Most bytes are all valid: four at once.
        start += start % 4 == 0 && bits[start / 4] == 0 ? 4 : 1;
      }
      if (start >= size) {
        return false;
      }
      gap = start - end;
      value = at(start);
      end = start + 1;
      while (end < size && at(end) == value) {
        end++;
      }
      length = end - start;
      return true;
    }

    int packed() {
      return length * 4 + value;
    }

    private int at(int index) {
      return (bits[index / 4] >> (index % 4 * 2)) & 3;
    }
  }
}
