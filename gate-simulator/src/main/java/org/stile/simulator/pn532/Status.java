package org.stile.simulator.pn532;

/** First byte of most answers about chips (PN532 UM0701-02 §7.1). */
final class Status {
  static final int OK = 0x00;

  /** The chip has not answered. */
  static final int TIMEOUT = 0x01;

  /** More than the reader can hold. */
  static final int BUFFER_OVERFLOW = 0x0E;

  /** A parameter out of range. */
  static final int INVALID_PARAMETER = 0x10;

  /** Not possible now, or no such chip. */
  static final int NOT_ACCEPTABLE = 0x27;

  /** Set when there is more to fetch (§7.3.8). */
  static final int MORE = 0x40;

  private Status() {}
}
