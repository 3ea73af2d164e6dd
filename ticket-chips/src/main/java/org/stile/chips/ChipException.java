package org.stile.chips;

import java.io.IOException;
import org.stile.chips.channel.ChannelException;

/** A chip could not be read or written as this system needs it. */
public final class ChipException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public ChipException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  public ChipException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What went wrong. */
  public sealed interface Fault {
    /** The pipe to the chip failed: it left, or the reader did. */
    record Channel(ChannelException.Fault cause) implements Fault {}

    /** A chip without this system's application. */
    record Foreign(String found) implements Fault {}

    /** It does not know the key it must know: a copy, or made with other keys. */
    record NotGenuine(String detail) implements Fault {}

    /** A message code that does not verify: something between gate and chip lies. */
    record WrongMac(String command) implements Fault {}

    /** Lengths or contents that cannot be. */
    record Malformed(String detail) implements Fault {}

    /** The chip answered a command with an error it has a number for. */
    record Refused(String command, int status) implements Fault {}

    /** The slot's counter is at zero. */
    record NoEntriesLeft(int slot) implements Fault {}
  }
}
