package org.stile.core.id;

/**
 * A ticket: its place in the event's status list.
 *
 * @param index range [0, {@link #INDEX_MAX}].
 */
public record TicketId(EventId event, int index) {
  /** A million tickets an event: the status list stays small enough to send. */
  public static final int INDEX_MAX = 1_048_575;

  public TicketId {
    if (index < 0 || index > INDEX_MAX) {
      throw new IllegalArgumentException(
          "ticket index out of range [0, " + INDEX_MAX + "]: " + index);
    }
  }

  @Override
  public String toString() {
    return event + "/" + index;
  }
}
