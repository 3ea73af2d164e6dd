package org.stile.drivers.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.stile.drivers.pn532.FakePn532.DESFIRE;
import static org.stile.drivers.pn532.FakePn532.NTAG;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.core.Bytes;
import org.stile.drivers.PowerPin;
import org.stile.drivers.ReaderEvent;
import org.stile.drivers.ReaderEvent.Rung;
import org.stile.drivers.ResetPin;

/** The reader as a gate uses it, over a PN532 that is only memory. */
class Pn532ReaderTest {
  private static final Bytes SELECT = Bytes.hex("905A00000310 71F5 00".replace(" ", ""));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Bytes SLOW_DESFIRE = Bytes.hex("0344 20 07 04112233445566 067500810280");

  private final FakePn532 fake = new FakePn532();
  private final List<ReaderEvent> events = new ArrayList<>();
  private final AtomicInteger powerCycles = new AtomicInteger();
  private Pn532Reader reader = reader(Pn532Settings.DEFAULT, fake::reset, PowerPin.absent());

  private Pn532Reader reader(Pn532Settings settings, ResetPin reset, PowerPin power) {
    return new Pn532Reader(new ReaderPorts(fake::open, reset, power, events::add), settings, fake);
  }

  @Test
  void it_wakes_the_chip_and_raises_the_line_to_921600_baud() throws Exception {
    reader.prepare();
    assertThat(fake.takeCommands())
        .containsSubsequence("1401", "1007", "02", "1401", "1214", "3202000b0b", "3205ff01ff")
        .hasSizeLessThan(11);
    assertThat(fake.chipBaud).isEqualTo(921_600);
    assertThat(reader.health().model()).isEqualTo("PN532 v1.6");
    assertThat(reader.health().link()).isEqualTo("fake at 921600 baud");
    assertThat(events).containsExactly(new ReaderEvent.Ready("PN532 v1.6", "fake at 921600 baud"));
  }

  @Test
  void it_finds_a_chip_that_an_earlier_run_left_at_any_speed() throws Exception {
    for (int left : HsuInterface.SPEEDS) {
      fake.chipBaud = left;
      reader(Pn532Settings.DEFAULT, ResetPin.absent(), PowerPin.absent()).prepare();
      assertThat(fake.chipBaud).isEqualTo(921_600);
    }
  }

  @Test
  void it_stays_at_115200_baud_where_the_line_carries_no_more() throws Exception {
    fake.deafAt.add(921_600);
    fake.override =
        command -> {
          if (command.at(0) == 0x10) {
            return Optional.of(Bytes.EMPTY); // Agrees, and does not switch.
          }
          return Optional.empty();
        };
    reader.prepare();
    assertThat(reader.health().link()).isEqualTo("fake at 115200 baud");
    assertThat(events).contains(new ReaderEvent.LinkSlowed(921_600, 115_200));
  }

  @Test
  void it_goes_back_to_115200_baud_when_the_faster_line_turns_bytes_over() throws Exception {
    fake.override =
        command ->
            command.at(0) == 0x00 && fake.chipBaud == 921_600
                ? Optional.of(Bytes.hex("00 FF"))
                : Optional.empty();
    reader.prepare();
    assertThat(fake.chipBaud).isEqualTo(115_200);
    assertThat(reader.health().link()).isEqualTo("fake at 115200 baud");
  }

  @Test
  void it_leaves_a_line_at_115200_baud_that_is_set_to_be() throws Exception {
    reader(new Pn532Settings(115_200, ChipSpeed.KBIT_424, 2), ResetPin.absent(), PowerPin.absent())
        .prepare();
    assertThat(fake.takeCommands()).noneMatch(command -> command.startsWith("10"));
  }

  @Test
  void a_tap_is_a_listing_a_speed_and_an_exchange() throws Exception {
    reader.prepare();
    fake.takeCommands();
    long before = reader.health().commands();
    fake.whileListening(() -> fake.place(DESFIRE));
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    assertThat(channel.target().uid()).isEqualTo(Bytes.hex("04112233445566"));
    assertThat(channel.target().ats()).isEqualTo(Bytes.hex("067577810280"));
    assertThat(channel.transceive(SELECT)).isEqualTo(Bytes.hex("9100"));
    assertThat(fake.takeCommands()).containsExactly("4a0200", "4e010202", "4001" + SELECT.hex());
    assertThat(reader.health().commands() - before).isEqualTo(3);
  }

  @Test
  void a_chip_that_says_it_is_slow_is_not_asked_to_be_fast() throws Exception {
    fake.place(SLOW_DESFIRE);
    reader.awaitChip(MINUTE).orElseThrow();
    assertThat(fake.takeCommands()).noneMatch(command -> command.startsWith("4e"));
  }

  @Test
  void a_chip_that_fails_to_follow_is_listed_again_and_left_at_106() throws Exception {
    fake.override = code(0x4E, Bytes.of(0x02));
    fake.place(DESFIRE);
    reader.prepare();
    fake.takeCommands();
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    assertThat(fake.takeCommands()).containsExactly("4a0200", "4e010202", "320100", "4a0200");
    assertThat(channel.transceive(SELECT)).isEqualTo(Bytes.hex("9100"));
    assertThat(events).hasAtLeastOneElementOfType(ReaderEvent.ChipSlowed.class);
    fake.override = command -> Optional.empty();
    reader.awaitChip(MINUTE).orElseThrow();
    assertThat(fake.takeCommands()).noneMatch(command -> command.startsWith("4e"));
  }

  @Test
  void a_chip_whose_answers_are_noisy_at_424_is_slower_next_time() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    fake.chip = data -> Optional.of(Bytes.of(0x02));
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ChipLost.class);
    fake.takeCommands();
    reader.awaitChip(MINUTE).orElseThrow();
    assertThat(fake.takeCommands()).noneMatch(command -> command.startsWith("4e"));
  }

  @Test
  void two_chips_are_told_from_one_until_one_is_taken_away() throws Exception {
    fake.place(DESFIRE, NTAG);
    faultOf(() -> reader.awaitChip(MINUTE)).isEqualTo(new Fault.SeveralChips(2));
    assertThat(reader.awaitRemoval(Duration.ofMillis(300))).isFalse();
    fake.inField.remove(NTAG);
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(reader.health().recoveries()).isZero();
  }

  @Test
  void a_chip_that_does_not_speak_iso_dep_is_shown_and_not_spoken_to() throws Exception {
    fake.place(NTAG);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    assertThat(channel.target().speaksIsoDep()).isFalse();
    fake.takeCommands();
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ChipLost.class);
    assertThat(fake.takeCommands()).isEmpty();
    fake.inField.clear();
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
  }

  @Test
  void nothing_in_the_field_is_no_chip_and_no_fault() throws Exception {
    assertThat(reader.awaitChip(MINUTE)).isEmpty();
    assertThat(reader.health().faults()).isZero();
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
  }

  @Test
  void a_chip_pulled_away_is_lost_and_the_reader_goes_on() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    fake.inField.clear();
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ChipLost.class);
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
    fake.place(DESFIRE);
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(reader.health().recoveries()).isZero();
  }

  @Test
  void a_chip_is_watched_without_being_listed_and_the_next_listing_is_one_command()
      throws Exception {
    fake.place(DESFIRE);
    reader.awaitChip(MINUTE).orElseThrow();
    fake.takeCommands();
    assertThat(reader.awaitRemoval(Duration.ofSeconds(1))).isFalse();
    assertThat(fake.takeCommands())
        .startsWith("3202000b07", "42b2", "42b2")
        .hasSizeBetween(10, 25)
        .allMatch(command -> command.equals("42b2") || command.startsWith("32"));
    fake.inField.clear();
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
    assertThat(fake.takeCommands()).endsWith("3202000b0b", "3205ff01ff");
    fake.place(DESFIRE);
    reader.awaitChip(MINUTE).orElseThrow();
    assertThat(fake.takeCommands()).startsWith("4a0200");
  }

  @Test
  void a_chip_that_ignores_presence_checks_is_watched_by_listing_it() throws Exception {
    fake.override = code(0x42, Bytes.of(0x01));
    fake.place(DESFIRE);
    reader.awaitChip(MINUTE).orElseThrow();
    assertThat(reader.awaitRemoval(Duration.ofSeconds(1))).isFalse();
    fake.inField.clear();
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
  }

  @Test
  void another_chip_in_its_place_means_that_the_first_has_left() throws Exception {
    fake.override = code(0x42, Bytes.of(0x01));
    fake.place(DESFIRE);
    reader.awaitChip(MINUTE).orElseThrow();
    fake.inField.clear();
    fake.place(Bytes.hex("0344 20 07 04665544332211 067577810280"));
    assertThat(reader.awaitRemoval(MINUTE)).isTrue();
    assertThat(reader.awaitChip(MINUTE).orElseThrow().target().uid())
        .isEqualTo(Bytes.hex("04665544332211"));
  }

  @Test
  void a_chip_with_a_new_name_each_time_may_still_be_the_same() throws Exception {
    fake.override = code(0x42, Bytes.of(0x01));
    fake.place(Bytes.hex("0344 20 04 08112233 067577810280"));
    reader.awaitChip(MINUTE).orElseThrow();
    fake.inField.clear();
    fake.place(Bytes.hex("0344 20 04 08445566 067577810280"));
    assertThat(reader.awaitRemoval(Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void a_channel_dies_with_the_next_listing() throws Exception {
    fake.place(DESFIRE);
    ChipChannel first = reader.awaitChip(MINUTE).orElseThrow();
    ChipChannel second = reader.awaitChip(MINUTE).orElseThrow();
    faultOf(() -> first.transceive(SELECT)).isInstanceOf(Fault.ChipLost.class);
    assertThat(second.transceive(SELECT)).isEqualTo(Bytes.hex("9100"));
  }

  @Test
  void a_long_command_goes_in_pieces_and_a_long_answer_comes_in_pieces() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    List<String> sent = new ArrayList<>();
    fake.chip =
        data -> {
          sent.add(data.at(0) + ":" + (data.length() - 1));
          return Optional.of(
              switch (sent.size()) {
                case 1 -> Bytes.of(0x00); // More is announced: nothing to say yet.
                case 2 -> Bytes.hex("40 AABB");
                case 3 -> Bytes.hex("40 CC");
                default -> Bytes.hex("00 9100");
              });
        };
    assertThat(channel.transceive(Bytes.hex("11".repeat(300)))).isEqualTo(Bytes.hex("AABBCC9100"));
    assertThat(sent).containsExactly("65:262", "1:38", "1:0", "1:0");
  }

  @Test
  void an_answer_without_end_is_a_chip_lost_and_not_a_lane_lost() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    fake.chip = data -> Optional.of(Bytes.of(0x40));
    faultOf(() -> channel.transceive(SELECT))
        .isEqualTo(new Fault.ChipLost("an answer without end"));
    fake.chip = data -> Optional.of(Bytes.concat(Bytes.of(0x40), Bytes.hex("00".repeat(200))));
    faultOf(() -> channel.transceive(SELECT))
        .isEqualTo(new Fault.ChipLost("an answer without end"));
    fake.takeCommands();
    assertThat(reader.health().recoveries()).isZero();
  }

  @Test
  void an_answer_too_short_for_its_status_is_refused() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    for (String answer : new String[] {"00", "0091"}) {
      fake.chip = data -> Optional.of(Bytes.hex(answer));
      faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ChipLost.class);
    }
    assertThatThrownBy(() -> channel.transceive(Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> channel.transceive(Bytes.hex("00".repeat(channel.commandLengthMax() + 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_silent_reader_is_recovered_before_the_next_chip_and_not_in_a_tap() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    fake.chip = data -> Optional.empty();
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ReaderSilent.class);
    fake.takeCommands();
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.ReaderSilent.class);
    assertThat(fake.takeCommands()).isEmpty();
    fake.chip = data -> Optional.of(Bytes.hex("00 9100"));
    assertThat(reader.awaitChip(MINUTE).orElseThrow().transceive(SELECT))
        .isEqualTo(Bytes.hex("9100"));
    assertThat(reader.health().recoveries()).isEqualTo(1);
    assertThat(events).anyMatch(event -> recoveredBy(event, Rung.ABORT));
  }

  @Test
  void a_reader_reset_by_a_dip_of_its_supply_is_woken_and_raised_again() throws Exception {
    reader.prepare();
    fake.whileListening(
        () -> {
          fake.reset();
          fake.inField.add(DESFIRE);
        });
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(fake.chipBaud).isEqualTo(921_600);
    assertThat(events).anyMatch(event -> recoveredBy(event, Rung.REWAKE));
  }

  @Test
  void a_dead_reader_is_brought_back_by_its_reset_pin() throws Exception {
    reader.prepare();
    fake.dead = true;
    fake.inField.add(DESFIRE);
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(fake.pulses).isEqualTo(1);
    assertThat(events).anyMatch(event -> recoveredBy(event, Rung.RESET));
  }

  @Test
  void a_reader_that_even_a_reset_does_not_wake_has_its_power_cycled() throws Exception {
    PowerPin power =
        () -> {
          powerCycles.incrementAndGet();
          return fake.reset();
        };
    reader = reader(Pn532Settings.DEFAULT, () -> true, power);
    fake.dead = true;
    reader.prepare();
    assertThat(powerCycles).hasValue(1);
    assertThat(reader.health().model()).isEqualTo("PN532 v1.6");
  }

  @Test
  void a_reader_that_stays_dead_is_reported_with_all_that_was_tried() throws Exception {
    reader.prepare();
    fake.dead = true;
    reader = reader(Pn532Settings.DEFAULT, () -> true, PowerPin.absent());
    long start = fake.getAsLong();
    faultOf(() -> reader.awaitChip(MINUTE))
        .satisfies(
            fault -> assertThat(((Fault.ReaderSilent) fault).tried()).isEqualTo("[REOPEN, RESET]"));
    assertThat(Duration.ofNanos(fake.getAsLong() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(events).hasAtLeastOneElementOfType(ReaderEvent.Dead.class);
    fake.dead = false;
    reader.prepare(); // And once it is back, so is the lane.
  }

  @Test
  void a_pin_that_fails_does_not_stop_the_ladder() throws Exception {
    reader =
        reader(
            Pn532Settings.DEFAULT,
            () -> {
              throw new IOException("no such line");
            },
            fake::reset);
    fake.dead = true;
    reader.prepare();
    assertThat(fake.pulses).isEqualTo(1);
  }

  @Test
  void a_link_that_went_away_is_opened_anew() throws Exception {
    reader.prepare();
    fake.close();
    fake.place(DESFIRE);
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(fake.opened).isEqualTo(2);
    assertThat(reader.health().recoveries()).isEqualTo(1);
  }

  @Test
  void a_link_that_cannot_be_opened_is_said_to_be_down() {
    reader =
        new Pn532Reader(
            ReaderPorts.of(
                () -> {
                  throw new IOException("no such device");
                }),
            Pn532Settings.DEFAULT,
            fake);
    faultOf(() -> reader.awaitChip(MINUTE)).isEqualTo(new Fault.LinkDown("no such device"));
  }

  @Test
  void a_chip_that_is_no_pn532_is_refused() {
    fake.override = code(0x02, Bytes.hex("33020607"));
    faultOf(() -> reader.prepare()).isInstanceOf(Fault.ReaderSilent.class);
    assertThat(reader.health().recoveries()).isZero();
  }

  @Test
  void a_reader_that_lists_nothing_although_told_to_wait_is_set_up_anew() throws Exception {
    reader.prepare();
    fake.takeCommands();
    var empty = new AtomicInteger();
    fake.override =
        command ->
            command.at(0) == 0x4A && empty.getAndIncrement() < 1
                ? Optional.of(Bytes.of(0))
                : Optional.empty();
    fake.place(DESFIRE);
    assertThat(reader.awaitChip(MINUTE)).isPresent();
    assertThat(fake.takeCommands()).containsSubsequence("4a0200", "1401", "3205ff01ff", "4a0200");
  }

  @Test
  void an_interrupt_ends_the_wait_or_the_next_one() throws Exception {
    reader.prepare();
    long start = fake.getAsLong();
    fake.whileListening(() -> reader.interrupt());
    assertThat(reader.awaitChip(MINUTE)).isEmpty();
    assertThat(Duration.ofNanos(fake.getAsLong() - start)).isLessThan(Duration.ofMillis(50));
    fake.place(DESFIRE);
    reader.interrupt();
    assertThat(reader.awaitChip(MINUTE)).isEmpty();
    assertThat(reader.awaitChip(MINUTE)).isPresent();
  }

  @Test
  void a_close_leaves_the_field_off_and_the_line_as_others_expect_it() throws Exception {
    fake.place(DESFIRE);
    ChipChannel channel = reader.awaitChip(MINUTE).orElseThrow();
    fake.takeCommands();
    reader.close();
    reader.close();
    assertThat(fake.takeCommands()).containsExactly("320100", "1004");
    assertThat(fake.chipBaud).isEqualTo(115_200);
    faultOf(() -> reader.awaitChip(MINUTE)).isInstanceOf(Fault.LinkDown.class);
    faultOf(() -> channel.transceive(SELECT)).isInstanceOf(Fault.LinkDown.class);
  }

  @Test
  void patience_has_its_limits() {
    for (Duration patience : List.of(Duration.ZERO, Duration.ofMinutes(61))) {
      assertThatThrownBy(() -> reader.awaitChip(patience))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reader.awaitRemoval(patience))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static boolean recoveredBy(ReaderEvent event, Rung rung) {
    return event instanceof ReaderEvent.Recovered recovered && recovered.rung() == rung;
  }

  private static java.util.function.Function<Bytes, Optional<Bytes>> code(int code, Bytes answer) {
    return command -> command.at(0) == code ? Optional.of(answer) : Optional.empty();
  }

  private static ObjectAssert<Fault> faultOf(ThrowingCallable action) {
    var thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(ChannelException.class);
    return assertThat(((ChannelException) thrown).fault());
  }
}
