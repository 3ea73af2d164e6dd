package org.stile.system.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.Bytes;
import org.stile.drivers.ReaderEvent;
import org.stile.simulator.pn532.Faults;

/** The real driver at a line and a reader that fail in every way a PN532 was seen to. */
class Pn532FaultTest extends PtyReaderRig {
  private static final Bytes COMMAND = Bytes.hex("90600000009100");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORTLY = Duration.ofMillis(300);
  private static final boolean LONG_RUN = Boolean.getBoolean("stile.long");

  @ParameterizedTest
  @EnumSource(Faults.Cure.class)
  void a_frozen_reader_is_brought_back_by_what_helps(Faults.Cure cure) throws Exception {
    simulated.place(chip);
    ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
    simulated.faults().freezeAfter(0, cure);
    assertThat(faultOf(() -> channel.transceive(COMMAND))).isInstanceOf(Fault.ReaderSilent.class);
    assertThat(reader.awaitChip(PATIENCE).orElseThrow().transceive(COMMAND)).isEqualTo(COMMAND);
    assertThat(reader.health().recoveries()).isEqualTo(1);
    assertThat(events).hasAtLeastOneElementOfType(ReaderEvent.Recovered.class);
    assertThat(simulated.speed()).isEqualTo(921_600);
  }

  @ParameterizedTest
  @EnumSource(Faults.Way.class)
  void a_bit_turned_over_at_any_byte_of_a_tap_is_survived(Faults.Way way) throws Exception {
    atEveryByte(way, 3, at -> simulated.faults().corruptAfter(way, at, 0x10));
  }

  @ParameterizedTest
  @EnumSource(Faults.Way.class)
  void a_byte_lost_anywhere_in_a_tap_is_survived(Faults.Way way) throws Exception {
    atEveryByte(way, 3, at -> simulated.faults().loseAfter(way, at));
  }

  @ParameterizedTest
  @EnumSource(Faults.Way.class)
  void a_line_cut_at_any_byte_of_a_tap_is_survived(Faults.Way way) throws Exception {
    atEveryByte(way, 28, at -> simulated.faults().cutAfter(way, at));
  }

  private interface Harm {
    void at(long bytes);
  }

  /**
   * One tap with the harm done at each of its bytes, and a clean tap after it.
   *
   * @param step which bytes to leave out when time is short.
   */
  private void atEveryByte(Faults.Way way, int step, Harm harm) throws Exception {
    reader.prepare();
    int most = way == Faults.Way.TO_READER ? 50 : 85; // What a tap takes, each way.
    for (int at = 0; at < most; at += LONG_RUN ? 1 : step) {
      simulated.place(chip);
      harm.at(at);
      tapWithFaults(way);
      simulated.faults().mend();
      assertThat(reader.awaitChip(PATIENCE).orElseThrow().transceive(COMMAND))
          .as("the tap after harm at byte %d", at)
          .isEqualTo(COMMAND);
      simulated.remove(chip);
      assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
    }
  }

  /**
   * Whatever goes wrong has a name, no answer is changed, and nothing is said to the chip twice.
   */
  private void tapWithFaults(Faults.Way way) {
    int before = chip.acted();
    try {
      Optional<ChipChannel> channel = reader.awaitChip(SHORTLY);
      if (channel.isPresent()) {
        Bytes answer = channel.get().transceive(COMMAND);
        // The reader cannot miss a 00 lost from a command: the checksum of a frame is a sum. That
        // is what chips have MACs for.
        assertThat(way == Faults.Way.TO_READER || answer.equals(COMMAND)).isTrue();
      }
    } catch (ChannelException named) {
      assertThat(named.fault()).isNotNull();
    }
    assertThat(chip.acted() - before).isLessThanOrEqualTo(1);
  }

  private static Fault faultOf(ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(ChannelException.class);
    return ((ChannelException) thrown).fault();
  }
}
