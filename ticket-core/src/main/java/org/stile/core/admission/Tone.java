package org.stile.core.admission;

/** How a message looks from three metres: one colour and one symbol each. */
public enum Tone {
  /** Nobody is here: hold your ticket to the reader. */
  IDLE,
  /** A chip is in the field: keep it there. */
  WORKING,
  /** Walk through. */
  GO,
  /** The arm stays shut; the lines say what to do. */
  STOP,
  /** Nothing was lost: hold the chip to the reader once more. */
  AGAIN,
  /** Not the visitor's fault: use another lane. */
  OUT_OF_ORDER
}
