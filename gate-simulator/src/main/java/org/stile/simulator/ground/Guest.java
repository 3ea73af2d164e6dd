package org.stile.simulator.ground;

import java.util.List;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.VirtualChip;

/**
 * Somebody who comes to the ground with a chip. Used by one lane at a time.
 *
 * <p>Manners are shown once: whoever pulled the chip away or stayed before the arm knows better the
 * second time.
 */
final class Guest {
  private final String id;
  private final String name;
  private final Words words;
  private final DesfireChip chip;
  private final List<Long> tickets;
  private volatile Manner manner;

  /** What is written on a guest's chip, for people. */
  record Words(String what, String expect) {}

  /** How somebody behaves at a gate. */
  enum Manner {
    WALKS,
    PULLS_AWAY,
    STAYS
  }

  Guest(String id, String name, Words words, DesfireChip chip, List<Long> tickets, Manner manner) {
    this.id = id;
    this.name = name;
    this.words = words;
    this.chip = chip;
    this.tickets = List.copyOf(tickets);
    this.manner = manner;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  Words words() {
    return words;
  }

  DesfireChip chip() {
    return chip;
  }

  /** What the center calls the tickets that were issued for this chip. */
  List<Long> tickets() {
    return tickets;
  }

  Manner manner() {
    return manner;
  }

  /** What is held to the reader this time. */
  VirtualChip held() {
    return manner == Manner.PULLS_AWAY ? new PulledAtCommit(chip) : chip;
  }

  void learn() {
    manner = Manner.WALKS;
  }
}
