package org.stile.chips.channel;

import java.io.IOException;
import java.time.Duration;

/** A command did not reach the chip, or its answer did not come back. */
public final class ChannelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public ChannelException(Fault fault) {
    super(fault.toString());
    this.fault = fault;
  }

  public ChannelException(Fault fault, Throwable cause) {
    super(fault.toString(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** What went wrong, as far as the reader can tell. */
  public sealed interface Fault {
    /** The chip left the field or stopped answering: wait for the next tap. */
    record ChipLost(String detail) implements Fault {}

    /** More than one chip in the field, so none can be meant: ask for one at a time. */
    record SeveralChips(int count) implements Fault {}

    /**
     * The reader itself did not answer in time: it must be recovered.
     *
     * @param waited how long.
     * @param tried what was done to wake it, for people; empty if nothing yet.
     */
    record ReaderSilent(Duration waited, String tried) implements Fault {
      public ReaderSilent(Duration waited) {
        this(waited, "");
      }
    }

    /** The reader answered something that is not its protocol: it must be recovered. */
    record ReaderProtocol(String detail) implements Fault {}

    /** The link to the reader is gone (unplugged, closed): it must be opened anew. */
    record LinkDown(String detail) implements Fault {}
  }
}
