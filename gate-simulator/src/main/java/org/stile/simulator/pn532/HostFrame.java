package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** What a host can say (PN532 UM0701-02 §6.2.1). */
sealed interface HostFrame {
  /** A command: code and arguments, without the leading D4. */
  record Command(Bytes bytes) implements HostFrame {}

  /** Ends the running command (§6.2.1.3), or lets a change of speed take place. */
  record Ack() implements HostFrame {}

  /** Asks for the last answer again (§6.2.1.4). */
  record Nack() implements HostFrame {}
}
