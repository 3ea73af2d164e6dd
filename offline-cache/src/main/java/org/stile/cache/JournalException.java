package org.stile.cache;

import java.io.IOException;

/** The journal could not do what it was asked. */
public final class JournalException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public JournalException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  public JournalException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What went wrong. */
  public sealed interface Fault {
    /** That number of that ticket was granted before. */
    record Taken(String what) implements Fault {}

    /** The disk is full: nothing was written. Works again by itself once there is room. */
    record DiskFull(String detail) implements Fault {}

    /** The file is damaged: the next open sets it aside and begins another. */
    record Damaged(String detail) implements Fault {}

    /** Anything else that kept a row from being durable. */
    record NotDurable(String detail) implements Fault {}

    /** This file is not for us to open: in use, of another gate, of a newer program, no journal. */
    record NotOurs(String detail) implements Fault {}
  }
}
