package org.stile.drivers.pn532;

import org.stile.chips.channel.ChannelException;

/**
 * What differs between the ways a PN532 is wired to its host, below the frames. Owned by one
 * thread.
 */
interface HostInterface {
  /** How far to search for a chip that does not answer. */
  enum Search {
    /** Where it was, where it starts, where it was to be. */
    LIKELY,
    /** Wherever it could be; takes most of a second if it is nowhere. */
    EVERYWHERE
  }

  /**
   * Gets a chip of unknown state to answer, and out of its low-battery start.
   *
   * @throws ChannelException if it stays silent.
   */
  void wake(Pn532 chip, Search search) throws ChannelException;

  /**
   * Makes the link as fast as it goes; after {@link #wake}.
   *
   * @throws ChannelException if the chip was lost on the way.
   */
  void speedUp(Pn532 chip) throws ChannelException;

  /** Leaves the chip as other programs expect to find it; best effort. */
  void leave(Pn532 chip) throws ChannelException;

  /** How it is attached, for people. */
  String describe(Pn532 chip);
}
