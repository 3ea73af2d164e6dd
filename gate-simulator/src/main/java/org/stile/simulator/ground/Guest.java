package org.stile.simulator.ground;

import java.util.List;
import java.util.stream.Stream;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.VirtualChip;

/**
 * Somebody who comes to the ground with a chip. Used by one lane at a time.
 *
 * <p>Manners are shown once: whoever pulled the chip away, stayed before the arm or held a wallet
 * there knows better the second time.
 */
final class Guest {
  private final String id;
  private final String name;
  private final Words words;
  private final DesfireChip chip;
  private final List<VirtualChip> besides;
  private final List<Long> tickets;
  private volatile Manner manner;

  /** What is written on a guest's chip, for people. */
  record Words(String what, String expect) {}

  /** How somebody behaves at a gate. */
  enum Manner {
    WALKS,
    PULLS_AWAY,
    STAYS,
    HOLDS_WALLET
  }

  Guest(String id, String name, Words words, DesfireChip chip, List<Long> tickets, Manner manner) {
    this(id, name, words, chip, List.of(), tickets, manner);
  }

  private Guest(
      String id,
      String name,
      Words words,
      DesfireChip chip,
      List<VirtualChip> besides,
      List<Long> tickets,
      Manner manner) {
    this.id = id;
    this.name = name;
    this.words = words;
    this.chip = chip;
    this.besides = List.copyOf(besides);
    this.tickets = List.copyOf(tickets);
    this.manner = manner;
  }

  /** The same, whose chip lies in a wallet with another card. */
  Guest withWallet(VirtualChip other) {
    return new Guest(id, name, words, chip, List.of(other), tickets, Manner.HOLDS_WALLET);
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
  List<VirtualChip> held() {
    return switch (manner) {
      case WALKS, STAYS -> List.of(chip);
      case PULLS_AWAY -> List.of(new PulledAtCommit(chip));
      case HOLDS_WALLET -> Stream.concat(Stream.of(chip), besides.stream()).toList();
    };
  }

  void learn() {
    manner = Manner.WALKS;
  }
}
