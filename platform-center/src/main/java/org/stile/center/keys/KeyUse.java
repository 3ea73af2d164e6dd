package org.stile.center.keys;

/** What a private key of the center is for. */
public enum KeyUse {
  /** Signs masters, deltas and settlements; a root key says that it may. */
  MASTER('M'),
  /** Signs tickets and event information; masters say that it may. */
  ISSUING('I');

  private final char letter;

  KeyUse(char letter) {
    this.letter = letter;
  }

  /** As a vault's file names it. */
  byte letter() {
    return (byte) letter;
  }

  /** The use that a vault's file names so. */
  static KeyUse of(byte letter) {
    for (KeyUse use : values()) {
      if (use.letter() == letter) {
        return use;
      }
    }
    throw new VaultException("this vault holds a key for a use this center does not know");
  }
}
