package org.stile.core.master;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.stile.core.id.TicketId;

/**
 * What the issuer says of every ticket of an event: two bits each, exact, in the shape of the IETF
 * Token Status List (draft-ietf-oauth-status-list, §4). Immutable.
 */
public final class StatusList {
  private final byte[] bits;
  private final int size;

  /**
   * @param size how many tickets it covers, range [0, 2^20]; a ticket beyond it is valid.
   * @param bits four tickets a byte, lowest bits first, exactly as many bytes as that takes; bits
   *     beyond the last ticket are 0.
   */
  public StatusList(int size, byte[] bits) {
    if (size < 0 || size > TicketId.INDEX_MAX + 1 || bits.length != (size + 3) / 4) {
      throw new IllegalArgumentException(
          "a status list of " + size + " tickets cannot have " + bits.length + " bytes");
    }
    if (size % 4 != 0 && (bits[size / 4] & 0xFF) >> (size % 4 * 2) != 0) {
      throw new IllegalArgumentException("bits beyond ticket " + size);
    }
    this.size = size;
    this.bits = bits.clone();
  }

  /** All {@code size} tickets valid. */
  public static StatusList allValid(int size) {
    return new StatusList(size, new byte[(size + 3) / 4]);
  }

  public int size() {
    return size;
  }

  /** The status of ticket {@code index}, range [0, 2^20). */
  public TicketStatus of(int index) {
    if (index >= size) {
      return TicketStatus.VALID;
    }
    return switch (bits[index / 4] >> (index % 4 * 2) & 3) {
      case 0 -> TicketStatus.VALID;
      case 2 -> TicketStatus.SUSPENDED;
      default -> TicketStatus.REVOKED; // 1; and 3, which no issuer writes, must not admit.
    };
  }

  /** This list with some tickets changed; it grows as far as they need. */
  public StatusList with(Map<Integer, TicketStatus> changes) {
    var sorted = new TreeMap<>(changes);
    int grown = sorted.isEmpty() ? size : Math.max(size, sorted.lastKey() + 1);
    byte[] changed = Arrays.copyOf(bits, (grown + 3) / 4);
    sorted.forEach(
        (index, status) -> {
          int shift = index % 4 * 2;
          int cleared = changed[index / 4] & ~(3 << shift);
          changed[index / 4] = (byte) (cleared | status.bits() << shift);
        });
    return new StatusList(grown, changed);
  }

  /** Where this list, cut or grown to the size of {@code other}, differs from it: both xored. */
  StatusList xor(StatusList other) {
    byte[] xored = other.bits.clone();
    for (int i = 0; i < Math.min(bits.length, xored.length); i++) {
      xored[i] ^= bits[i];
    }
    if (other.size % 4 != 0) {
      // A larger list has tickets of its own in the last byte: they are cut off.
      xored[other.size / 4] &= (byte) ((1 << (other.size % 4 * 2)) - 1);
    }
    return new StatusList(other.size, xored);
  }

  /** The bits, four tickets a byte, lowest first. */
  public byte[] toArray() {
    return bits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatusList that && size == that.size && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return 31 * size + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return "StatusList[" + size + " tickets]";
  }
}
