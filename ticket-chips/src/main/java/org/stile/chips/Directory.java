package org.stile.chips;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.id.EventHash;

/**
 * Which slots of a chip hold a ticket (docs/chip-layout.md, "Directory").
 *
 * @param layout version of the chip layout, range [1, 255].
 * @param keyVersion which generation of keys the chip was made with, range [0, 255].
 * @param entries the slots in use, lowest first, at most 8.
 */
public record Directory(int layout, int keyVersion, List<Entry> entries) {
  public Directory {
    entries = List.copyOf(entries);
  }

  /** The slots that claim a ticket of {@code event}, lowest first. */
  public List<Entry> of(EventHash event) {
    return entries.stream().filter(entry -> entry.names(event)).toList();
  }

  /**
   * One slot in use.
   *
   * @param slot range [0, 7].
   * @param eventTag the first 4 bytes of the event hash: a hint, the ticket itself names it whole.
   * @param length of the signed ticket, range [1, 128] bytes.
   */
  public record Entry(int slot, Bytes eventTag, int length) {
    private static final int SLOT_MAX = 7;
    private static final int LENGTH_MAX = 128;
    private static final int TAG_LENGTH = 4;

    public Entry {
      if (slot < 0 || slot > SLOT_MAX || length < 1 || length > LENGTH_MAX) {
        throw new IllegalArgumentException(
            "directory entry out of range: slot " + slot + ", length " + length);
      }
      if (eventTag.length() != TAG_LENGTH) {
        throw new IllegalArgumentException(
            "an event tag has 4 bytes here, not " + eventTag.length());
      }
    }

    public boolean names(EventHash event) {
      return event.value().slice(0, TAG_LENGTH).equals(eventTag);
    }
  }
}
