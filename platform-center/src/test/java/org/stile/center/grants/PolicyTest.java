package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.center.grants.Facts.EventState;
import org.stile.center.grants.Facts.Payment;
import org.stile.center.grants.Facts.SaleRules;
import org.stile.center.grants.Policy.SeatFacts;

/** Each rule with what it refuses, and the same but for one thing, which it does not. */
class PolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  /** Facts of a sale in which all rules apply and all hold, to be changed in one thing. */
  private static final class Case {
    private EventState event = EventState.PUBLISHED;
    private Instant lastEntry = NOW.plusSeconds(1);
    private Optional<Instant> from = Optional.of(NOW);
    private Optional<Instant> until = Optional.empty();
    private OptionalInt perChip = OptionalInt.of(4);
    private OptionalInt perPerson = OptionalInt.of(4);
    private boolean membershipRequired = true;
    private boolean paymentRequired = true;
    private boolean chipBlocked;
    private boolean member = true;
    private boolean personNamed = true;
    private int chipHas = 2;
    private int personHas = 2;
    private Payment payment = Payment.CONFIRMED;

    private Facts facts() {
      return new Facts(
          NOW,
          event,
          lastEntry,
          new SaleRules(
              from,
              until,
              perChip,
              perPerson,
              membershipRequired,
              paymentRequired,
              Duration.ofMinutes(30)),
          chipBlocked,
          member,
          personNamed,
          2,
          chipHas,
          personHas,
          payment);
    }

    private Case with(UnaryOperator<Case> change) {
      return change.apply(this);
    }
  }

  private static Arguments refused(Refusal reason, UnaryOperator<Case> change) {
    return Arguments.of(reason, new Case().with(change).facts());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(
            Refusal.EVENT_NOT_PUBLISHED,
            c -> {
              c.event = EventState.DRAFT;
              return c;
            }),
        refused(
            Refusal.EVENT_CANCELLED,
            c -> {
              c.event = EventState.CANCELLED;
              return c;
            }),
        refused(
            Refusal.SALES_NOT_BEGUN,
            c -> {
              c.from = Optional.of(NOW.plusMillis(1));
              return c;
            }),
        refused(
            Refusal.SALES_OVER,
            c -> {
              c.until = Optional.of(NOW);
              return c;
            }),
        refused(
            Refusal.SALES_OVER,
            c -> {
              c.lastEntry = NOW;
              return c;
            }),
        refused(
            Refusal.CHIP_BLOCKED,
            c -> {
              c.chipBlocked = true;
              return c;
            }),
        refused(
            Refusal.MEMBERSHIP_REQUIRED,
            c -> {
              c.member = false;
              return c;
            }),
        refused(
            Refusal.PERSON_MISSING,
            c -> {
              c.personNamed = false;
              return c;
            }),
        refused(
            Refusal.CHIP_LIMIT,
            c -> {
              c.chipHas = 3;
              return c;
            }),
        refused(
            Refusal.PERSON_LIMIT,
            c -> {
              c.personHas = 3;
              return c;
            }),
        refused(
            Refusal.PAYMENT_MISSING,
            c -> {
              c.payment = Payment.NOT_NAMED;
              return c;
            }),
        refused(
            Refusal.PAYMENT_USED,
            c -> {
              c.payment = Payment.USED;
              return c;
            }),
        refused(
            Refusal.PAYMENT_REFUNDED,
            c -> {
              c.payment = Payment.REFUNDED;
              return c;
            }));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void one_thing_that_is_not_as_it_must_be_refuses(Refusal reason, Facts facts) {
    assertThat(Policy.decide(facts)).isEqualTo(new Decision.Refuse(reason));
  }

  @Test
  void all_as_it_must_be_grants_until_the_window_ends() {
    assertThat(Policy.decide(new Case().facts()))
        .isEqualTo(new Decision.Grant(State.GRANTED, NOW.plus(Duration.ofMinutes(30))));
  }

  static Stream<Facts> harmless() {
    return Stream.of(
        new Case()
            .with(
                c -> {
                  c.from = Optional.empty();
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.until = Optional.of(NOW.plusMillis(1));
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.membershipRequired = false;
                  c.member = false;
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.perPerson = OptionalInt.empty();
                  c.personNamed = false;
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.perChip = OptionalInt.empty();
                  c.chipHas = 99;
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.perPerson = OptionalInt.empty();
                  c.personHas = 99;
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.paymentRequired = false;
                  c.payment = Payment.NOT_NAMED;
                  return c;
                })
            .facts(),
        new Case()
            .with(
                c -> {
                  c.paymentRequired = false;
                  c.payment = Payment.NAMED;
                  return c;
                })
            .facts());
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void the_same_but_for_the_rule_not_applying_grants(Facts facts) {
    assertThat(Policy.decide(facts))
        .isInstanceOfSatisfying(
            Decision.Grant.class, grant -> assertThat(grant.state()).isEqualTo(State.GRANTED));
  }

  @Test
  void a_payment_that_is_named_but_not_confirmed_is_waited_for() {
    assertThat(
            Policy.decide(
                new Case()
                    .with(
                        c -> {
                          c.payment = Payment.NAMED;
                          return c;
                        })
                    .facts()))
        .isEqualTo(new Decision.Grant(State.AWAITING_PAYMENT, NOW.plus(Duration.ofMinutes(30))));
  }

  @Test
  void of_several_reasons_the_first_in_order_is_told() {
    assertThat(
            Policy.decide(
                new Case()
                    .with(
                        c -> {
                          c.event = EventState.CANCELLED;
                          c.chipBlocked = true;
                          return c;
                        })
                    .facts()))
        .isEqualTo(new Decision.Refuse(Refusal.EVENT_CANCELLED));
  }

  static Stream<Arguments> seats() {
    return Stream.of(
        Arguments.of(Refusal.SEAT_NOT_ALLOTTED, new SeatFacts(1, 1, 1, 0, false)),
        Arguments.of(Refusal.SEAT_BLOCKED, new SeatFacts(0, 1, 1, 0, false)),
        Arguments.of(Refusal.SEAT_TAKEN, new SeatFacts(0, 0, 1, 0, false)),
        Arguments.of(Refusal.SOLD_OUT, new SeatFacts(0, 0, 0, 1, true)),
        Arguments.of(Refusal.NOT_CONSECUTIVE, new SeatFacts(0, 0, 0, 0, true)));
  }

  @ParameterizedTest
  @MethodSource("seats")
  void seats_that_cannot_be_had_are_told_why(Refusal reason, SeatFacts facts) {
    assertThat(Policy.objection(facts)).hasValue(reason);
  }

  @Test
  void seats_that_are_all_there_are_not_objected_to() {
    assertThat(Policy.objection(SeatFacts.ALL_THERE)).isEmpty();
  }
}
