package org.stile.simulator.chip;

import org.stile.core.Bytes;

/** Nobody authenticated: everything goes as it is. */
record NoChannel() implements Channel {
  @Override
  public int keyNumber() {
    return NOBODY;
  }

  @Override
  public int sealedLength(int length, CommMode mode) {
    return length;
  }

  @Override
  public Bytes open(int code, Bytes data, Protection protection) {
    return data;
  }

  @Override
  public Bytes seal(Bytes answer, Protection protection) {
    return answer;
  }
}
