package org.stile.drivers;

import java.time.Duration;
import java.util.Optional;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;

/**
 * A contactless reader. Owned by one thread; no method may be called from another, except {@link
 * #interrupt()} and {@link #close()}.
 */
public interface ChipReader extends AutoCloseable {
  /**
   * Blocks until a chip is in the field; no polling delay in between. A chip that does not speak
   * ISO/IEC 14443-4 is returned too, so that its holder can be told; see {@link
   * org.stile.chips.channel.ChipTarget#speaksIsoDep()}. Nothing can be sent to it.
   *
   * @param patience how long to wait, range (0 s, 1 h].
   * @return the chip, or empty if none came in time or {@link #interrupt()} was called.
   * @throws ChannelException with {@link ChannelException.Fault.SeveralChips} if more than one chip
   *     lies in the field, or another fault if the reader could not be brought to listen, recovery
   *     included.
   */
  Optional<ChipChannel> awaitChip(Duration patience) throws ChannelException;

  /**
   * Blocks until the chip last returned (or, after {@link ChannelException.Fault.SeveralChips}, all
   * but one) has left the field. Its channel is of no use afterwards.
   *
   * @param patience how long to wait, range (0 s, 1 h].
   * @return whether it left in time; true if there was none; false if {@link #interrupt()} was
   *     called, which is used up by that.
   */
  boolean awaitRemoval(Duration patience) throws ChannelException;

  /** Makes a blocked or the next wait return at once, with nothing. Any thread. */
  void interrupt();

  /** How the reader is: for the journal, the self-test and the field tech. Any thread. */
  ReaderHealth health();

  /** Releases chip, field and link. Never throws; may be called twice. */
  @Override
  void close();
}
