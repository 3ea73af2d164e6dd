package org.stile.simulator.demo;

import java.io.IOException;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.master.EventInformation;
import org.stile.core.trust.RootKey;

/**
 * Who issues the demo's tickets and publishes its events: a cup final tonight, doors open, in a
 * stadium that lets people out and in again; and a concert on another day.
 */
interface DemoOffice {
  /**
   * Tonight's tickets for neighbouring places of one block.
   *
   * @param first counted from the block's first ordinary place.
   */
  Tickets tonight(ChipId chip, String block, int first, int count) throws IOException;

  /** A ticket for tonight of a type that may enter only in the last minutes before the start. */
  Tickets late(ChipId chip) throws IOException;

  /** A ticket for tonight that is taken back afterwards. */
  Tickets revoked(ChipId chip) throws IOException;

  /** A ticket for the concert. */
  Tickets concert(ChipId chip) throws IOException;

  /** What gates are told, once every ticket is issued. */
  Publication publish() throws IOException;

  /**
   * Signed tickets of one event and its signed information, as they go onto a chip.
   *
   * @param signed each for one entry.
   */
  record Tickets(Bytes information, List<Bytes> signed) {
    public Tickets {
      signed = List.copyOf(signed);
    }
  }

  /**
   * What a gate needs to know.
   *
   * @param roots as it was flashed with.
   * @param masters signed.
   * @param tonight what the gate admits to.
   */
  record Publication(
      List<RootKey> roots, Bytes keySet, List<Bytes> masters, EventInformation tonight) {
    public Publication {
      roots = List.copyOf(roots);
      masters = List.copyOf(masters);
    }
  }
}
