package org.stile.simulator.chip;

import java.io.IOException;

/** A chip file could not be read, or is none. */
public final class ChipFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  ChipFileException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  ChipFileException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What is wrong. */
  public sealed interface Fault {
    /** The disk would not give it, or would not take it. */
    record Disk(String detail) implements Fault {}

    /** There is a file already where a new chip should go. */
    record Exists(String path) implements Fault {}

    /** More than any chip can hold. */
    record TooLong(long bytes, long limit) implements Fault {}

    /** Its first line does not say that it is a chip, of a version known here. */
    record NotAChip(String firstLine) implements Fault {}

    /** The line that ends every chip file is missing: it was cut short. */
    record CutShort(int lines) implements Fault {}

    /**
     * A line that cannot be.
     *
     * @param number counted from 1.
     */
    record BadLine(int number, String why) implements Fault {}
  }
}
