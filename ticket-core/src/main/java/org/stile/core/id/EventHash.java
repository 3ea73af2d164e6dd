package org.stile.core.id;

import org.stile.core.Bytes;

/**
 * Names one event-information record: the first 8 bytes of the SHA-256 of its signed bytes
 * (docs/wire-format.md, "Event information").
 */
public record EventHash(Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 8;

  public EventHash {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException("an event hash has 8 bytes, not " + value.length());
    }
  }

  /** The hash of one event-information record, given its signed bytes. */
  public static EventHash of(Bytes signedInformation) {
    return new EventHash(signedInformation.sha256().slice(0, LENGTH));
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
