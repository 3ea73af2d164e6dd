package org.stile.core.sync;

import org.stile.core.Bytes;

/** Whether a gate's agent is there, on its topic {@code state}. */
public sealed interface StateMessage {
  /**
   * Which connection it is about: 16 random bytes, drawn anew for each, so that the death of an
   * older one, told late, kills no newer one.
   */
  Bytes bootId();

  /**
   * It is there.
   *
   * @param agentVersion 1 to 40 of letters, digits and {@code . _ + -}.
   */
  record Birth(Bytes bootId, String agentVersion) implements StateMessage {
    public Birth {
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
      SyncLimits.agentVersion(agentVersion);
    }
  }

  /** It is gone; the broker says so in its name (MQTT 5.0 §3.1.2.5, "Will Flag"). */
  record Death(Bytes bootId) implements StateMessage {
    public Death {
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
    }
  }
}
