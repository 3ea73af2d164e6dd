package org.stile.simulator.chip;

/** The chip will not do what it was told, and says why with its one status byte. */
final class Declined extends Exception {
  private static final long serialVersionUID = 1L;

  private final Status status;

  Declined(Status status) {
    super(status.name(), null, false, false);
    this.status = status;
  }

  Status status() {
    return status;
  }

  /** Declines with {@code status} unless {@code holds}. */
  static void unless(boolean holds, Status status) throws Declined {
    if (!holds) {
      throw new Declined(status);
    }
  }
}
