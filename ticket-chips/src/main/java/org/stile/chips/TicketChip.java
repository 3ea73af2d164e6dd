package org.stile.chips;

import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * A genuine chip of this system, in the field and authenticated with the gate's key: every family
 * of chips looks like this to the gate. Owned by the thread that owns the channel under it; no
 * longer valid once a {@link ChipException} was thrown or the chip left.
 */
public interface TicketChip {
  /** Proven by the chip's own diversified key, not merely claimed. */
  ChipId id();

  /** What kind of chip it is, for people: for example "DESFire EV2". */
  String model();

  /** Which slots hold a ticket and for which event. */
  Directory readDirectory() throws ChipException;

  /**
   * The signed ticket in {@code slot}, as it lies on the chip: proven to come from this chip, not
   * proven to be a ticket.
   *
   * @param slot range [0, 7].
   * @param length as its directory entry says, range [1, 128] bytes.
   */
  Bytes readTicket(int slot, int length) throws ChipException;

  /** The admissions stamped on the chip, newest first, at most 8. */
  List<Stamp> readStamps() throws ChipException;

  /**
   * Writes a stamp and, if it asks for it, takes one entry off the slot, without making either
   * lasting yet: until {@link PendingStamp#commit()} the chip discards both when it leaves.
   *
   * @throws ChipException with {@link ChipException.Fault.NoEntriesLeft} when the slot has none.
   */
  PendingStamp prepare(StampOrder order) throws ChipException;

  /** A stamp the chip holds back until it is told to commit. */
  interface PendingStamp {
    /** Makes it lasting; {@link StampResult.Committed} only on the chip's authenticated word. */
    StampResult commit();

    /** Discards it. A chip that has left discarded it already. */
    void abort();
  }
}
