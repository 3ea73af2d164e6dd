package org.stile.gate.lane;

import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * A channel that lasts no longer than one tap may: whatever a chip answers, and however often, it
 * cannot hold the lane. Owned by the lane's thread.
 */
final class TapChannel implements ChipChannel {
  /**
   * Exchanges of one tap. The longest honest one, an EV1 chip with 8 tickets, takes under 60: open
   * twice, stamps in four frames twice, eight tickets in three frames each, stamp, debit, commit.
   */
  static final int EXCHANGES_MAX = 96;

  private final ChipChannel channel;
  private final LongSupplier nanoTime;
  private final long deadlineNanos;
  private int exchanges;

  TapChannel(ChipChannel channel, LongSupplier nanoTime, long deadlineNanos) {
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.deadlineNanos = deadlineNanos;
  }

  boolean isOver() {
    return nanoTime.getAsLong() - deadlineNanos >= 0;
  }

  long remainingNanos() {
    return Math.max(0, deadlineNanos - nanoTime.getAsLong());
  }

  @Override
  public ChipTarget target() {
    return channel.target();
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    if (exchanges == EXCHANGES_MAX) {
      throw lost("more than " + EXCHANGES_MAX + " exchanges in one tap");
    }
    if (isOver()) {
      throw lost("the tap took too long");
    }
    exchanges++;
    return channel.transceive(command);
  }

  @Override
  public int commandLengthMax() {
    return channel.commandLengthMax();
  }

  private static ChannelException lost(String why) {
    return new ChannelException(new ChannelException.Fault.ChipLost(why));
  }
}
