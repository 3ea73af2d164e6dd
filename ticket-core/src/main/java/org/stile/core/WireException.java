package org.stile.core;

import java.io.IOException;

/** Bytes from outside are not what they were said to be. */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public WireException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  public WireException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What is wrong with them. */
  public sealed interface Fault {
    /** More bytes than such a thing may have; none of them was looked at. */
    record TooLong(int lengthMax, int length) implements Fault {}

    /** Not CBOR, or CBOR of another shape. */
    record Malformed(String detail) implements Fault {}

    /** The right things said in another encoding than the one deterministic one. */
    record NotCanonical() implements Fault {}

    /** Written in a format newer than this program. */
    record UnknownFormat(long format) implements Fault {}

    /** The right shape, with a value that cannot be. */
    record OutOfRange(String detail) implements Fault {}
  }
}
