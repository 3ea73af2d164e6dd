package org.stile.center.register;

import java.time.Instant;
import java.util.List;

/**
 * What a store terminal needs to write a grant's tickets onto its chip. Byte strings are
 * hexadecimal, as docs/wire-format.md and docs/chip-layout.md draw them.
 *
 * @param chip the only chip they are good on.
 * @param eventInformation the signed record that goes onto the chip with them.
 * @param eventHash names that record in a chip's directory.
 * @param tickets in the order of their seats.
 */
public record IssuedTickets(
    long event,
    long request,
    String chip,
    String eventInformation,
    String eventHash,
    List<IssuedTicket> tickets) {
  public IssuedTickets {
    tickets = List.copyOf(tickets);
  }

  /**
   * One ticket.
   *
   * @param index its number in the event, and in the master's status list.
   * @param place the seat as visitors are told it.
   * @param status VALID, SUSPENDED or REVOKED.
   * @param signed the bytes of its slot.
   */
  public record IssuedTicket(
      int index,
      int seat,
      String place,
      int type,
      int entries,
      String status,
      Instant issuedAt,
      String signed) {}
}
