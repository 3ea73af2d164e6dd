package org.stile.chips.desfire;

import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.crypto.AesKey;
import org.stile.core.Bytes;

/**
 * What follows an authentication: every answer is checked before anyone sees it. After the first
 * error the chip has forgotten the session, so it is over here too. Owned by one thread.
 */
sealed interface DesfireSession permits Ev1Session, Ev2Session {
  /**
   * Sends a command and answers what the chip said to it, verified and deciphered.
   *
   * @throws ChipException with {@link Fault.Refused} when the chip answered an error (a word that
   *     nobody vouches for), {@link Fault.WrongMac} when a good answer did not verify.
   * @throws IllegalStateException if the session is over.
   */
  Bytes call(Command command) throws ChipException;

  /**
   * Gives the application a new key.
   *
   * @param number range [0, 13].
   * @param old its present value.
   * @param version that the chip will tell of the new one, range [0, 255].
   * @param own whether this session stands on that very key: then it is over afterwards.
   */
  void changeKey(int number, AesKey old, AesKey fresh, int version, boolean own)
      throws ChipException;

  /**
   * How long a command's body may be to go to the chip in one piece, longer than one native frame;
   * its answers come back likewise. 0 if the chip knows no such commands.
   */
  int onePieceMax();

  /** Whether an error ended it. */
  boolean over();
}
