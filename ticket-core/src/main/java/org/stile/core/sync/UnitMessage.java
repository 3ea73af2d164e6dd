package org.stile.core.sync;

import java.util.List;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.master.Venue;

/** Whether a venue's unit is connected, and whom it speaks for, on its {@link UnitTopic}. */
public sealed interface UnitMessage {
  /** Which connection it is about, as in {@link StateMessage#bootId}. */
  Bytes bootId();

  /**
   * A gate that is connected to the unit.
   *
   * @param bootId of that connection, as the gate's own messages have it.
   */
  record Gate(GateId gate, Bytes bootId) {
    public Gate {
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
    }
  }

  /**
   * It is there. Told when it connects, when its gates come or go, and every few seconds.
   *
   * @param gates at most {@link Venue#GATES_MAX}, ascending by name, each once: what the center
   *     knows of these connections it knows through the unit alone.
   * @param waiting rows it has and the center did not acknowledge, from 0 upward.
   * @param waitingSinceMs when the unit took in the oldest of them, Unix time in ms by its clock;
   *     empty if and only if none waits.
   */
  record There(Bytes bootId, List<Gate> gates, long waiting, OptionalLong waitingSinceMs)
      implements UnitMessage {
    public There {
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
      SyncLimits.within("number of gates", gates.size(), 0, Venue.GATES_MAX);
      SyncLimits.within("rows that wait", waiting, 0, Long.MAX_VALUE);
      if (waitingSinceMs.isPresent() != waiting > 0) {
        throw new IllegalArgumentException("rows wait since some time, and only rows do");
      }
      gates = List.copyOf(gates);
      for (int i = 1; i < gates.size(); i++) {
        if (gates.get(i - 1).gate.value().compareTo(gates.get(i).gate.value()) >= 0) {
          throw new IllegalArgumentException("gates must ascend by name");
        }
      }
    }
  }

  /** Its connection ended; the broker says so in its name (MQTT 5.0 §3.1.2.5, "Will Flag"). */
  record Gone(Bytes bootId) implements UnitMessage {
    public Gone {
      SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
    }
  }
}
