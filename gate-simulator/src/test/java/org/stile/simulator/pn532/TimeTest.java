package org.stile.simulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;

/** How long things take by the model, on a clock that only the test moves. */
class TimeTest {
  private static final long MICRO = 1_000;

  private static ScriptedChip placed(Host host) {
    var chip = ScriptedChip.echo();
    host.reader.place(chip, host.now);
    return chip;
  }

  /** When, from now on, the reader has said all it has to say; moves the clock there. */
  private static long nanosUntilSaid(Host host) {
    long start = host.now;
    for (var due = host.reader.nextDue(); due.isPresent(); due = host.reader.nextDue()) {
      host.now = Math.max(host.now, due.getAsLong());
      host.heard();
    }
    return host.now - start;
  }

  @Test
  void an_instant_reader_takes_no_time_and_knows_what_it_would_have_taken() {
    var host = Host.atReader();
    placed(host);
    host.answer("4A0100");
    host.answer("4001" + "90600000" + "00");
    assertThat(host.exchanges())
        .extracting(Exchange::what)
        .endsWith("InListPassiveTarget", "InDataExchange 60");
    assertThat(host.reader.nextDue()).isEmpty();
  }

  @Test
  void a_lifelike_reader_takes_just_as_long_as_it_says() {
    var host = Host.atLifelikeReader();
    placed(host);
    for (String command : new String[] {"02", "4A0100", "4E010202", "4001" + "AA".repeat(200)}) {
      host.ask(command);
      long took = nanosUntilSaid(host);
      assertThat(host.exchanges().getLast().total().toNanos())
          .as(command)
          .isCloseTo(took, within(MICRO));
    }
  }

  @Test
  void eight_times_the_line_speed_is_an_eighth_of_the_line_time() {
    var host = Host.atLifelikeReader();
    host.ask("02");
    nanosUntilSaid(host);
    // 8 bytes there until the command is known, 6 of ACK, 13 back, 10 bits each.
    assertThat(host.exchanges().getLast().uart().toNanos() / MICRO)
        .isCloseTo(27 * 10 * 1_000_000L / 115_200, within(2L));
    host.ask("1007");
    nanosUntilSaid(host);
    host.send(Host.ACK);
    host.speed = 921_600;
    host.ask("02");
    nanosUntilSaid(host);
    assertThat(host.exchanges().getLast().uart().toNanos() / MICRO)
        .isCloseTo(27 * 10 * 1_000_000L / 921_600, within(2L));
  }

  @Test
  void four_times_the_radio_speed_is_less_than_half_the_air_time_of_a_long_answer() {
    var host = Host.atReader();
    placed(host);
    host.answer("4A0100");
    host.answer("4001" + "AA".repeat(200));
    Duration slow = host.exchanges().getLast().air();
    host.answer("4A0100");
    host.answer("4E010202");
    host.answer("4001" + "AA".repeat(200));
    Duration fast = host.exchanges().getLast().air();
    // 400 bytes of 9 bits at 106 kbit/s are 34 ms; blocks of 61 and their pauses come on top.
    assertThat(slow.toMillis()).isBetween(36L, 41L);
    assertThat(fast.toMillis()).isBetween(10L, 12L);
  }

  @Test
  void the_chips_own_work_is_counted_as_the_chip_says() {
    var host = Host.atReader();
    placed(host);
    host.answer("4A0100");
    host.answer("400160");
    assertThat(host.exchanges().getLast().compute()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void listing_takes_the_time_of_an_activation_from_when_the_chip_came() {
    var host = Host.atLifelikeReader();
    host.ask("4A0100");
    host.passMillis(5_000);
    host.exchanges();
    placed(host);
    long took = nanosUntilSaid(host);
    assertThat(Duration.ofNanos(took).toMillis()).isBetween(11L, 14L);
    assertThat(host.exchanges().getLast().air())
        .isBetween(Duration.ofMillis(11), Duration.ofMillis(12));
  }

  @Test
  void a_chip_that_flees_while_it_is_being_listed_is_waited_for_again() {
    var host = Host.atLifelikeReader();
    host.ask("4A0100");
    host.passMillis(5_000);
    var chip = placed(host);
    host.passMillis(5);
    host.reader.remove(chip);
    assertThat(host.passMillis(5_000)).isEqualTo(Bytes.EMPTY);
    host.reader.place(chip, host.now);
    assertThat(host.passMillis(50).hex()).contains("d54b01");
  }

  @Test
  void a_chip_taken_away_before_the_command_reached_it_has_not_acted() {
    var host = Host.atLifelikeReader();
    var chip = placed(host);
    host.ask("4A0100");
    host.passMillis(50);
    host.ask("4001" + "AA".repeat(200));
    host.passMillis(15); // Still on the serial line.
    host.reader.remove(chip);
    host.passMillis(1_000);
    assertThat(chip.heard).isEmpty();
  }

  @Test
  void a_chip_taken_away_while_it_answers_has_acted() {
    var host = Host.atLifelikeReader();
    var chip = placed(host);
    host.ask("4A0100");
    host.passMillis(50);
    host.ask("4001" + "AA".repeat(200));
    while (chip.heard.isEmpty()) {
      host.passMillis(1);
    }
    host.reader.remove(chip);
    assertThat(host.passMillis(1_000).hex()).contains("d54101");
  }

  @Test
  void that_a_chip_is_gone_takes_three_waiting_times_to_find_out() {
    var host = Host.atLifelikeReader();
    var chip = placed(host);
    host.ask("4A0100");
    host.passMillis(50);
    host.reader.remove(chip);
    host.ask("400160");
    assertThat(Duration.ofNanos(nanosUntilSaid(host)).toMillis()).isBetween(232L, 240L);
  }

  @Test
  void raw_bytes_are_waited_for_as_long_as_the_host_has_set() {
    var host = Host.atLifelikeReader();
    host.ask("42B2");
    assertThat(Duration.ofNanos(nanosUntilSaid(host)).toMillis()).isBetween(51L, 57L);
    host.ask("3202000B07");
    nanosUntilSaid(host);
    host.ask("42B2");
    assertThat(Duration.ofNanos(nanosUntilSaid(host)).toMillis()).isBetween(6L, 12L);
  }

  @Test
  void an_abort_in_the_middle_of_a_command_silences_it() {
    var host = Host.atLifelikeReader();
    host.ask("02");
    host.passMillis(1);
    host.send(Host.ACK);
    assertThat(host.passMillis(100)).isEqualTo(Bytes.EMPTY);
  }
}
