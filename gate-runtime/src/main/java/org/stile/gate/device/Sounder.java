package org.stile.gate.device;

/** What the visitor hears. Called from the lane's thread; must return at once. */
@FunctionalInterface
public interface Sounder {
  void play(Sound sound);

  /** Makes no sound. */
  static Sounder silent() {
    return sound -> {};
  }

  /** A short signal each. */
  enum Sound {
    ADMITTED,
    REFUSED,
    AGAIN,
    ALARM
  }
}
