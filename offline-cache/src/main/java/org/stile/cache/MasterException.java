package org.stile.cache;

import java.io.IOException;

/** master.db could not do what it was asked. What is not believed is no exception but an answer. */
public final class MasterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public MasterException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  public MasterException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What went wrong. */
  public sealed interface Fault {
    /** The disk is full: nothing was changed. Works again by itself once there is room. */
    record DiskFull(String detail) implements Fault {}

    /** Anything else that kept it from being stored. */
    record NotStored(String detail) implements Fault {}

    /** This file is not for us to open: of a newer program, or something else. */
    record NotOurs(String detail) implements Fault {}

    /** More than a gate can hold. */
    record TooMany(String detail) implements Fault {}
  }

  static MasterException of(java.sql.SQLException e) {
    String detail = String.valueOf(e.getMessage());
    return new MasterException(
        Sqlite.isFull(e) ? new Fault.DiskFull(detail) : new Fault.NotStored(detail), e);
  }
}
