package org.stile.simulator.chip;

import org.stile.core.Bytes;

/** The chip's end of secure messaging, between one authentication and the next. */
sealed interface Channel permits NoChannel, LegacyChannel, Ev1Channel, Ev2Channel {
  /** The key number of a chip nobody authenticated with: no access right names it. */
  int NOBODY = -1;

  /** Which key of the selected application was authenticated with, or {@link #NOBODY}. */
  int keyNumber();

  /** How long a payload of {@code length} bytes becomes in a command. */
  int sealedLength(int length, CommMode mode);

  /**
   * Checks a whole command and takes its protection off.
   *
   * @param data all that followed the command code, of all frames.
   * @return header and payload.
   */
  Bytes open(int code, Bytes data, Protection protection) throws Declined;

  /** Protects an answer with status 00. */
  Bytes seal(Bytes answer, Protection protection);
}
