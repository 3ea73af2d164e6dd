package org.stile.drivers.pn532;

/**
 * How a PN532 is run.
 *
 * @param baud the speed of the serial line to raise to after waking it, one of {@link
 *     HsuInterface#SPEEDS}; default 921 600, and 115 200 where the UART is a poor one.
 * @param chipSpeed the fastest rate to chips, default 424 kbit/s.
 * @param chipsListed how many chips to look for at once, range [1, 2]; default 2, so that two in
 *     one wallet are noticed.
 */
public record Pn532Settings(int baud, ChipSpeed chipSpeed, int chipsListed) {
  /** Fast, and strict about two chips at once. */
  public static final Pn532Settings DEFAULT = new Pn532Settings(921_600, ChipSpeed.KBIT_424, 2);

  public Pn532Settings {
    if (!HsuInterface.SPEEDS.contains(baud)) {
      throw new IllegalArgumentException(
          "a PN532 knows " + HsuInterface.SPEEDS + " baud, not " + baud);
    }
    if (chipsListed < 1 || chipsListed > Target.TARGETS_MAX) {
      throw new IllegalArgumentException("1 or 2 chips can be listed, not " + chipsListed);
    }
  }
}
