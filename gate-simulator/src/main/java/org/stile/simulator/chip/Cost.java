package org.stile.simulator.chip;

/** Classes of commands that take a chip about the same time; see {@link ComputeTimes}. */
enum Cost {
  SELECT,
  AUTHENTICATE_START,
  AUTHENTICATE_FINISH,
  ASK,
  READ,
  WRITE,
  VALUE,
  COMMIT,
  ADMINISTER,
  FRAME
}
