package org.stile.simulator.chip;

/** How what a file gives and takes is protected on the air. */
enum CommMode {
  PLAIN(0),
  MACED(1),
  FULL(3);

  private final int code;

  CommMode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The mode of the two low bits of a file option; 10 means plain too. */
  static CommMode of(int twoBits) {
    return switch (twoBits & 0x03) {
      case 1 -> MACED;
      case 3 -> FULL;
      default -> PLAIN;
    };
  }
}
