package org.stile.chips.desfire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * Everything a chip tells, for people.
 *
 * @param target as the reader found it.
 * @param version as the chip told it; empty if it told none.
 * @param applications their ids, low byte first; empty if it keeps them to itself.
 * @param hasApplication whether this system's application is there.
 * @param information signed event information by slot: anyone may read it, nobody vouches for it.
 * @param contents what only a key opens; empty without one.
 */
public record ChipReport(
    ChipTarget target,
    Optional<ChipVersion> version,
    Optional<List<Bytes>> applications,
    boolean hasApplication,
    Map<Integer, Bytes> information,
    Optional<Contents> contents) {
  public ChipReport {
    information = Map.copyOf(information);
  }

  /**
   * What the gate's key opens.
   *
   * @param model as its session shows.
   * @param transactionMac whether it proves commits to the back office.
   * @param stamps newest first.
   */
  public record Contents(
      String model,
      Directory directory,
      boolean transactionMac,
      List<Held> tickets,
      List<Stamp> stamps) {
    public Contents {
      tickets = List.copyOf(tickets);
      stamps = List.copyOf(stamps);
    }
  }

  /**
   * A ticket on a chip.
   *
   * @param signed as it lies there; nobody has verified it.
   * @param entriesLeft as the slot's counter says.
   */
  public record Held(int slot, Bytes signed, int entriesLeft) {}
}
