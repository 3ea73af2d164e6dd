package org.stile.gate.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

class TapChannelTest {
  private static final Bytes ASK_ON = Bytes.hex("AF");

  private final AtomicLong nanos = new AtomicLong();
  private final TapChannel channel = new TapChannel(new Endless(), nanos::get, 1_000);

  /** A chip that always has one more frame, and takes its time. */
  private final class Endless implements ChipChannel {
    @Override
    public ChipTarget target() {
      return new ChipTarget(Bytes.hex("04112233445566"), 0x0344, 0x20, Bytes.EMPTY);
    }

    @Override
    public Bytes transceive(Bytes command) {
      nanos.addAndGet(5);
      return Bytes.hex("91AF");
    }

    @Override
    public int commandLengthMax() {
      return 61;
    }
  }

  private int exchangesUntilItEnds() {
    int exchanges = 0;
    try {
      while (true) {
        assertThat(channel.transceive(ASK_ON)).isEqualTo(Bytes.hex("91AF"));
        exchanges++;
      }
    } catch (ChannelException e) {
      assertThat(e.fault()).isInstanceOf(ChannelException.Fault.ChipLost.class);
      return exchanges;
    }
  }

  @Test
  void a_chip_that_never_comes_to_an_end_is_left_after_so_many_exchanges() {
    assertThat(exchangesUntilItEnds()).isEqualTo(TapChannel.EXCHANGES_MAX);
    assertThat(channel.isOver()).isFalse();
  }

  @Test
  void a_chip_that_is_slow_is_left_when_its_time_is_over() {
    nanos.set(1_000 - 5 * 10);
    assertThat(exchangesUntilItEnds()).isEqualTo(10);
    assertThat(channel.isOver()).isTrue();
    assertThat(channel.remainingNanos()).isZero();
  }

  @Test
  void nothing_is_sent_once_the_time_is_over() {
    nanos.set(1_000);
    assertThatThrownBy(() -> channel.transceive(ASK_ON)).isInstanceOf(ChannelException.class);
    assertThat(nanos).hasValue(1_000);
  }

  @Test
  void what_is_under_it_shows_through() {
    assertThat(channel.commandLengthMax()).isEqualTo(61);
    assertThat(channel.target().speaksIsoDep()).isTrue();
    nanos.set(400);
    assertThat(channel.remainingNanos()).isEqualTo(600);
  }
}
