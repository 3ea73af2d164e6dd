package org.stile.center.grants;

/**
 * Who will hold the tickets, as far as the seller says. Kept enciphered, never logged.
 *
 * @param name range [1, 100] characters.
 * @param contact how to reach them, range [0, 200] characters.
 */
public record Holder(String name, String contact) {
  /** Nothing of it: a holder must not appear in a log by way of a message. */
  @Override
  public String toString() {
    return "Holder[…]";
  }
}
