package org.stile.system.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.drivers.pn532.ReaderPorts;
import org.stile.drivers.serial.SerialLink;
import org.stile.simulator.pn532.Faults;

/** The real driver, the kernel's terminal, and a PN532 that shares no code with the driver. */
class Pn532OverPtyTest extends PtyReaderRig {
  private static final Bytes COMMAND = Bytes.hex("90600000009100");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORTLY = Duration.ofMillis(300);

  @Test
  void a_chip_is_listed_spoken_to_and_missed() throws Exception {
    reader.prepare();
    assertThat(simulated.speed()).isEqualTo(921_600);
    long before = reader.health().commands();
    simulated.place(chip);
    ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
    assertThat(channel.target()).isEqualTo(chip.target());
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    assertThat(reader.health().commands() - before).isEqualTo(3); // List, speed, exchange.
    assertThat(reader.awaitRemoval(SHORTLY)).isFalse();
    simulated.remove(chip);
    assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
    simulated.place(chip);
    assertThat(reader.awaitChip(PATIENCE).orElseThrow().transceive(COMMAND)).isEqualTo(COMMAND);
    assertThat(reader.health().faults()).isZero();
  }

  @Test
  void a_waiting_reader_notices_a_chip_that_comes() throws Exception {
    reader.prepare();
    var tap = CompletableFuture.supplyAsync(this::awaitChip);
    Thread.sleep(50);
    simulated.place(chip);
    assertThat(tap.get(2, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void the_longest_frames_go_both_ways() throws Exception {
    simulated.place(chip);
    ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
    for (int length : new int[] {2, 54, 64, 251, 252, 253, 254, 255, 261, 262}) {
      Bytes data = Bytes.hex("A7".repeat(length));
      assertThat(channel.transceive(data)).isEqualTo(data);
    }
  }

  @Test
  void an_interrupt_ends_a_wait_at_once_and_the_next_one_works() throws Exception {
    reader.prepare();
    var tap = CompletableFuture.supplyAsync(this::awaitChip);
    Thread.sleep(50);
    long start = System.nanoTime();
    reader.interrupt();
    assertThat(tap.get(2, TimeUnit.SECONDS)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    simulated.place(chip);
    assertThat(reader.awaitChip(PATIENCE)).isPresent();
  }

  @Test
  void an_interrupt_ends_one_wait_for_a_chip_to_leave() throws Exception {
    simulated.place(chip);
    reader.awaitChip(PATIENCE).orElseThrow();
    var removal = CompletableFuture.supplyAsync(this::awaitRemoval);
    Thread.sleep(50);
    reader.interrupt();
    assertThat(removal.get(2, TimeUnit.SECONDS)).isFalse();
    simulated.remove(chip);
    assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
  }

  @Test
  void a_close_from_elsewhere_ends_a_wait_and_leaves_the_chip_at_115200_baud() throws Exception {
    reader.prepare();
    var tap = CompletableFuture.supplyAsync(this::awaitChip);
    Thread.sleep(50);
    reader.close();
    assertThat(tap.get(2, TimeUnit.SECONDS)).isEmpty();
    assertThat(simulated.speed()).isEqualTo(115_200);
  }

  @Test
  void a_reader_left_at_921600_baud_and_listening_is_taken_over() throws Exception {
    var crashed = SerialLink.open(Path.of(simulated.device()));
    var before =
        new Pn532Reader(ReaderPorts.of(() -> crashed), Pn532Settings.DEFAULT, System::nanoTime);
    before.prepare();
    var tap = CompletableFuture.runAsync(() -> catchThrowable(() -> before.awaitChip(PATIENCE)));
    Thread.sleep(50);
    crashed.close(); // Its process is gone; the chip goes on listening.
    simulated.place(chip);
    assertThat(reader.awaitChip(PATIENCE)).isPresent();
    before.close();
    tap.get(5, TimeUnit.SECONDS);
  }

  @Test
  void two_chips_are_one_too_many_and_a_foreign_one_is_shown() throws Exception {
    EchoChip ntag = EchoChip.ntag();
    simulated.place(chip);
    simulated.place(ntag);
    assertThat(faultOf(() -> reader.awaitChip(PATIENCE))).isEqualTo(new Fault.SeveralChips(2));
    simulated.remove(chip);
    assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
    ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
    assertThat(channel.target().speaksIsoDep()).isFalse();
    assertThat(faultOf(() -> channel.transceive(COMMAND))).isInstanceOf(Fault.ChipLost.class);
    assertThat(reader.awaitRemoval(SHORTLY)).isFalse();
    simulated.remove(ntag);
    assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
  }

  @Test
  void a_chip_pulled_away_in_the_middle_is_lost_and_nothing_else() throws Exception {
    for (Faults.Moment moment : Faults.Moment.values()) {
      simulated.place(chip);
      ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
      simulated.faults().pullChipAfter(0, moment);
      assertThat(faultOf(() -> channel.transceive(COMMAND))).isInstanceOf(Fault.ChipLost.class);
      assertThat(reader.awaitRemoval(PATIENCE)).isTrue();
    }
    assertThat(reader.health().recoveries()).isZero();
  }

  @Test
  void slow_acks_missing_acks_early_answers_and_noise_cost_no_tap() throws Exception {
    simulated.place(chip);
    ChipChannel channel = reader.awaitChip(PATIENCE).orElseThrow();
    simulated.faults().delayAcks(Duration.ofMillis(15));
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    simulated.faults().mend();
    simulated.faults().dropAcks(2);
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    simulated.faults().answerBeforeAck(2);
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    simulated.faults().noise(Bytes.hex("FF0055AA00FF01"));
    assertThat(channel.transceive(COMMAND)).isEqualTo(COMMAND);
    assertThat(chip.acted()).isEqualTo(5);
    assertThat(reader.health().faults()).isZero();
  }

  private Optional<ChipChannel> awaitChip() {
    try {
      return reader.awaitChip(PATIENCE);
    } catch (ChannelException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean awaitRemoval() {
    try {
      return reader.awaitRemoval(PATIENCE);
    } catch (ChannelException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Fault faultOf(ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(ChannelException.class);
    return ((ChannelException) thrown).fault();
  }
}
