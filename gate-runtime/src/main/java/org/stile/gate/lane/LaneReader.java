package org.stile.gate.lane;

import java.time.Duration;
import java.util.Optional;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.drivers.ChipReader;

/**
 * A lane's reader, opened when it is first needed and anew after it failed. Owned by the lane's
 * thread, except {@link #interrupt}.
 */
final class LaneReader {
  private final ReaderOpener opener;
  private volatile Optional<ChipReader> open = Optional.empty();
  private volatile boolean interrupted;
  private long commandsBefore;
  private long recoveries;

  LaneReader(ReaderOpener opener) {
    this.opener = opener;
  }

  /** Opens it if it is not. */
  ChipReader opened() throws ChannelException {
    if (open.isEmpty()) {
      ChipReader reader = opener.open();
      recoveries = reader.health().recoveries();
      open = Optional.of(reader);
    }
    return open.get();
  }

  Optional<ChipChannel> awaitChip(Duration patience) throws ChannelException {
    ChipReader reader = opened();
    if (interrupted) { // Perhaps while it was being opened, with nothing there to interrupt.
      interrupted = false;
      return Optional.empty();
    }
    commandsBefore = reader.health().commands();
    return reader.awaitChip(patience);
  }

  /** Whether the chip has left; also true when there is no reader to ask. */
  boolean awaitRemoval(Duration patience) throws ChannelException {
    return open.isEmpty() || open.get().awaitRemoval(patience);
  }

  /** Makes a wait return soon. Any thread. */
  void interrupt() {
    interrupted = true;
    open.ifPresent(ChipReader::interrupt);
  }

  /** Commands answered since the last chip was waited for. */
  long commandsOfTap() {
    return open.map(reader -> reader.health().commands() - commandsBefore).orElse(0L);
  }

  /** How it is, if it had to be brought back since the last call. */
  Optional<String> recovered() {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    var health = open.get().health();
    boolean isNews = health.recoveries() > recoveries;
    recoveries = health.recoveries();
    return isNews ? Optional.of(health.toString()) : Optional.empty();
  }

  void close() {
    open.ifPresent(ChipReader::close);
    open = Optional.empty();
  }
}
