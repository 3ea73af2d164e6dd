package org.stile.sync;

/** How the agent's process ends; the numbers of sysexits(3), where there is one. */
enum ExitCode {
  /** Asked to stop, and did; or did what it was asked. */
  STOPPED(0),
  /** EX_USAGE: the command line is wrong. */
  USAGE(64),
  /** EX_DATAERR: what was to be imported is not what it was said to be. */
  REFUSED(65),
  /** EX_NOINPUT: configuration, identity or another file is not there or cannot be read. */
  NO_INPUT(66),
  /** EX_IOERR: data folder, databases or log cannot be used. */
  DATA(74),
  /** EX_CONFIG: the configuration says what cannot be. */
  CONFIG(78);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
