package org.stile.gate.device;

/** What the visitor hears. Called from the lane's thread; must return at once. */
public interface Sounder {
  void play(Sound sound);

  /** A short signal each. */
  enum Sound {
    ADMITTED,
    REFUSED,
    AGAIN,
    ALARM
  }
}
