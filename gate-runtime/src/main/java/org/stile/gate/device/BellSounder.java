package org.stile.gate.device;

/** Sounds on a terminal's bell: one for yes, two for no, three for once more, five for an alarm. */
public final class BellSounder implements Sounder {
  private static final String BELL = "\u0007"; // ISO/IEC 6429, BEL.

  private final LineWriter out;

  public BellSounder(LineWriter out) {
    this.out = out;
  }

  @Override
  public void play(Sound sound) {
    out.write(
        BELL.repeat(
            switch (sound) {
              case ADMITTED -> 1;
              case REFUSED -> 2;
              case AGAIN -> 3;
              case ALARM -> 5;
            }));
  }
}
