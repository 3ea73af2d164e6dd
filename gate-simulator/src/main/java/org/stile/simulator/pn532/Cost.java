package org.stile.simulator.pn532;

/** Modelled time of a step, in nanoseconds. */
record Cost(long air, long compute, long firmware) {
  static final Cost NONE = new Cost(0, 0, 0);

  static Cost ofAir(long nanos) {
    return new Cost(nanos, 0, 0);
  }

  static Cost ofFirmware(long nanos) {
    return new Cost(0, 0, nanos);
  }

  long total() {
    return air + compute + firmware;
  }

  Cost plus(Cost other) {
    return new Cost(air + other.air, compute + other.compute, firmware + other.firmware);
  }
}
