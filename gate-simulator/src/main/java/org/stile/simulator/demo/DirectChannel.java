package org.stile.simulator.demo;

import java.time.Duration;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/**
 * A virtual chip without a reader in between: for issuing and for looking at chip files. The chip
 * is in the field from the first to the last use.
 */
public final class DirectChannel implements ChipChannel, AutoCloseable {
  private final VirtualChip chip;

  public DirectChannel(VirtualChip chip) {
    this.chip = chip;
    chip.enterField();
  }

  @Override
  public ChipTarget target() {
    return chip.target();
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    Bytes answer = chip.exchange(command).response();
    if (answer.isEmpty()) {
      throw new ChannelException(new Fault.ChipLost("no answer within " + Duration.ZERO));
    }
    return answer;
  }

  @Override
  public int commandLengthMax() {
    return 262;
  }

  @Override
  public void close() {
    chip.leaveField();
  }
}
