package org.stile.simulator.chip;

import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** Straight to a virtual chip, with no reader between: for a desk without one, and for tests. */
public final class DirectChannel implements ChipChannel, AutoCloseable {
  private static final int ANSWER_LENGTH_MIN = 2;
  private static final int ANSWER_LENGTH_MAX = 262; // What a PN532 passes on.

  private final VirtualChip chip;

  private DirectChannel(VirtualChip chip) {
    this.chip = chip;
  }

  /** Switches the field off and on: the chip starts anew, as at a tap. */
  public static DirectChannel tap(VirtualChip chip) {
    chip.leaveField();
    chip.enterField();
    return new DirectChannel(chip);
  }

  @Override
  public ChipTarget target() {
    return chip.target();
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    if (command.isEmpty() || command.length() > commandLengthMax()) {
      throw new IllegalArgumentException("a command of " + command.length() + " bytes");
    }
    VirtualChip.Answer answer = chip.exchange(command);
    if (answer.isSilence()) {
      throw new ChannelException(new Fault.ChipLost("no answer"));
    }
    int length = answer.response().length();
    if (length < ANSWER_LENGTH_MIN || length > ANSWER_LENGTH_MAX) {
      throw new ChannelException(new Fault.ChipLost("an answer of " + length + " bytes"));
    }
    return answer.response();
  }

  @Override
  public int commandLengthMax() {
    return Envelope.COMMAND_LENGTH_MAX;
  }

  /** The chip leaves the field. */
  @Override
  public void close() {
    chip.leaveField();
  }
}
