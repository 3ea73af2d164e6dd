package org.stile.gate;

/** How the gate process ends; the numbers of sysexits(3), where there is one. */
enum ExitCode {
  /** Asked to stop, and did. */
  STOPPED(0),
  /** EX_USAGE: the command line is wrong. */
  USAGE(64),
  /** EX_NOINPUT: configuration or key file is not there or cannot be read. */
  NO_INPUT(66),
  /** EX_SOFTWARE: a lane's thread died; a fault of ours. */
  LANE_DIED(70),
  /** EX_IOERR: data folder, journal or log cannot be used. */
  DATA(74),
  /** EX_TEMPFAIL: start again, and a damaged journal is set aside. */
  RESTART(75),
  /** EX_NOPERM: others than its owner may read or write the key file. */
  KEY_FILE_OPEN(77),
  /** EX_CONFIG: the configuration or the key file says what cannot be. */
  CONFIG(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
