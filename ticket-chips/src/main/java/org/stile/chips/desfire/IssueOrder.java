package org.stile.chips.desfire;

import org.stile.core.Bytes;
import org.stile.core.id.EventHash;

/**
 * One ticket to write.
 *
 * @param event the event information it was issued under.
 * @param information the signed event information, range [1, 223] bytes.
 * @param ticket the signed ticket, range [1, 128] bytes.
 * @param entries how many it pays for, range [1, 255].
 */
public record IssueOrder(EventHash event, Bytes information, Bytes ticket, int entries) {
  public IssueOrder {
    within("event information length", information.length(), Layout.INFORMATION_LENGTH_MAX);
    within("ticket length", ticket.length(), Layout.TICKET_LENGTH_MAX);
    within("entries", entries, Layout.ENTRIES_MAX);
  }

  private static void within(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " out of range [1, " + max + "]: " + value);
    }
  }
}
