package org.stile.center.board;

/**
 * One grant and what became of it, as the database has it now.
 *
 * @param log the database's number of the gate's log.
 * @param sequence of the granting row in it.
 * @param asOf the row that told {@code state}: of two of the same grant, the greater one is newer.
 * @param seller 0: a ticket this center did not issue.
 * @param entry in; otherwise out.
 * @param number which entry (or exit) of the ticket.
 * @param second of the scan by the gate's clock, since 1970.
 * @param state as the passage table numbers them.
 * @param doubted admitted although the clock could not be trusted.
 */
record Walk(
    long log,
    long sequence,
    long asOf,
    String gate,
    long zone,
    long type,
    long seller,
    boolean entry,
    int ticket,
    int number,
    long second,
    int state,
    boolean doubted) {
  private static final int GRANTED = 1;
  private static final int STAMPED = 2;
  private static final int PASSED = 4;

  /** Which grant this is. */
  record Key(long log, long sequence) {}

  Key key() {
    return new Key(log, sequence);
  }

  /** A body went in. */
  boolean admitted() {
    return entry && state == PASSED;
  }

  /** A body went out. */
  boolean left() {
    return !entry && state == PASSED;
  }

  /** An entry of which nobody knows yet whether it was walked. */
  boolean pending() {
    return entry && (state == GRANTED || state == STAMPED);
  }

  /** One entry of one ticket: walked twice, somebody was doubled. */
  long once() {
    return (long) ticket << 8 | number;
  }
}
