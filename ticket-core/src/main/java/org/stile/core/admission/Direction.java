package org.stile.core.admission;

/** Which way a body goes through the arm. */
public enum Direction {
  ENTRY,
  EXIT
}
