package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.chips.ChipException;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.DeleteResult;
import org.stile.chips.desfire.DesfireFamily;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.chips.desfire.IssueResult;
import org.stile.chips.desfire.Personalisation;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventHash;

/** The product's own chip code, from a blank chip to an admission, on virtual chips. */
class TicketsOnChipTest {
  static final ChipKeys KEYS = ChipKeys.draw(1, new SecureRandom());
  static final Bytes TICKET = Bytes.copyOf(new byte[118]);
  static final EventHash EVENT = new EventHash(Bytes.hex("a0a1a2a3a4a5a6a7"));
  static final Bytes NONCE = Bytes.hex("0102030405060708");

  static DesfireIssuer issuer() {
    return new DesfireIssuer(KEYS, new SecureRandom());
  }

  static DesfireFamily gate() {
    return new DesfireFamily(KEYS.gateKeys(), new SecureRandom());
  }

  static TicketChip open(VirtualChip chip) throws ChipException {
    return gate().open(DirectChannel.tap(chip)).orElseThrow();
  }

  static DesfireChip blank(Generation generation) {
    return VirtualChips.blank(
        generation, Bytes.hex("04112233445566"), new Random(3), ComputeTimes.OFF);
  }

  /** A chip with one ticket for two entries in slot 0. */
  static DesfireChip withTicket(Generation generation) throws ChipException {
    DesfireChip chip = blank(generation);
    assertThat(issuer().personalise(DirectChannel.tap(chip))).isEqualTo(Personalisation.MADE);
    Bytes information = Bytes.copyOf("an event".getBytes(StandardCharsets.US_ASCII));
    var order = new IssueOrder(EVENT, information, TICKET, 2);
    assertThat(issuer().issue(DirectChannel.tap(chip), List.of(order)))
        .isEqualTo(new IssueResult.Issued(List.of(0)));
    return chip;
  }

  static Stamp stamp(Bytes nonce) {
    return new Stamp(
        0,
        7,
        Direction.ENTRY,
        1,
        Bytes.hex("0a0b0c0d"),
        Instant.ofEpochSecond(1_800_000_000),
        nonce,
        EVENT.value().slice(0, 3));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_blank_chip_is_made_issued_to_read_stamped_and_cleared(Generation generation)
      throws ChipException {
    DesfireChip chip = withTicket(generation);
    TicketChip ticketChip = open(chip);
    assertThat(ticketChip.readDirectory().entries())
        .containsExactly(new Directory.Entry(0, EVENT.value().slice(0, 4), 118));
    assertThat(ticketChip.readTicket(0, 118)).isEqualTo(TICKET);
    assertThat(ticketChip.readStamps()).isEmpty();
    StampResult result = ticketChip.prepare(new StampOrder(stamp(NONCE), true)).commit();
    assertThat(result).isInstanceOf(StampResult.Committed.class);
    int proof = ((StampResult.Committed) result).proof().length();
    assertThat(proof).isEqualTo(generation.knowsEv2() ? 12 : 0);
    assertThat(open(chip).readStamps()).containsExactly(stamp(NONCE));
    assertThat(issuer().delete(DirectChannel.tap(chip), 0)).isEqualTo(new DeleteResult.Deleted());
    assertThat(open(chip).readDirectory().entries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void a_third_entry_on_a_ticket_for_two_is_refused_by_the_chip(Generation generation)
      throws ChipException {
    DesfireChip chip = withTicket(generation);
    for (int entry = 0; entry < 2; entry++) {
      StampResult result = open(chip).prepare(new StampOrder(stamp(NONCE), true)).commit();
      assertThat(result).isInstanceOf(StampResult.Committed.class);
    }
    assertThatThrownBy(() -> open(chip).prepare(new StampOrder(stamp(NONCE), true)))
        .isInstanceOfSatisfying(
            ChipException.class,
            e -> assertThat(e.fault()).isEqualTo(new ChipException.Fault.NoEntriesLeft(0)));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void eight_tickets_and_all_their_files_fit_on_four_kilobytes(Generation generation)
      throws ChipException {
    DesfireChip chip = blank(generation);
    assertThat(issuer().personalise(DirectChannel.tap(chip))).isEqualTo(Personalisation.MADE);
    Bytes information = Bytes.copyOf(new byte[223]);
    Bytes ticket = Bytes.copyOf(new byte[128]);
    List<IssueOrder> orders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      orders.add(new IssueOrder(EVENT, information, ticket, 255));
    }
    assertThat(issuer().issue(DirectChannel.tap(chip), orders))
        .isInstanceOf(IssueResult.Issued.class);
    assertThat(open(chip).readDirectory().entries()).hasSize(8);
    assertThat(issuer().issue(DirectChannel.tap(chip), orders.subList(0, 1)))
        .isEqualTo(new IssueResult.NoRoom(0));
  }

  /** Select, authenticate, three reads, stamp, debit, commit: what the estimate is made for. */
  @Test
  void one_admission_on_an_ev2_takes_the_chip_36_ms() throws ChipException {
    DesfireChip made = withTicket(Generation.EV2);
    var chip = new StopWatch(VirtualChips.twin(made, new Random(4), ComputeTimes.ESTIMATED));
    TicketChip ticketChip = open(chip);
    Directory _ = ticketChip.readDirectory();
    Bytes _ = ticketChip.readTicket(0, 118);
    List<Stamp> _ = ticketChip.readStamps();
    StampResult result = ticketChip.prepare(new StampOrder(stamp(NONCE), true)).commit();
    assertThat(result).isInstanceOf(StampResult.Committed.class);
    assertThat(chip.computed).isEqualTo(Duration.ofMillis(36));
    assertThat(chip.exchanges).isEqualTo(9);
  }

  /** Adds up what a chip says it needs. */
  private static final class StopWatch implements VirtualChip {
    private final VirtualChip chip;
    private Duration computed = Duration.ZERO;
    private int exchanges;

    StopWatch(VirtualChip chip) {
      this.chip = chip;
    }

    @Override
    public org.stile.chips.channel.ChipTarget target() {
      return chip.target();
    }

    @Override
    public void enterField() {
      chip.enterField();
    }

    @Override
    public void leaveField() {
      chip.leaveField();
    }

    @Override
    public Answer exchange(Bytes command) {
      Answer answer = chip.exchange(command);
      computed = computed.plus(answer.compute());
      exchanges++;
      return answer;
    }
  }
}
