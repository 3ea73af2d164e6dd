package org.stile.center.grants;

import java.util.List;
import java.util.Optional;
import org.stile.center.grants.Facts.EventState;
import org.stile.center.grants.Facts.Payment;

/** Distribution authentication: decides requests. Same arguments, same answer; never throws. */
final class Policy {
  /** In the order of docs/reference/requests.md. */
  private static final List<Rule> RULES =
      List.of(
          Policy::published,
          Policy::notCancelled,
          Policy::salesBegun,
          Policy::salesNotOver,
          Policy::chipNotBlocked,
          Policy::member,
          Policy::personNamed,
          Policy::withinChipLimit,
          Policy::withinPersonLimit,
          Policy::paymentNamed,
          Policy::paymentNotUsed,
          Policy::paymentNotRefunded);

  private static final List<SeatRule> SEAT_RULES =
      List.of(
          Policy::allotted, Policy::notBlocked, Policy::notTaken, Policy::left, Policy::sideBySide);

  private Policy() {}

  /** Decides everything but the seats. */
  static Decision decide(Facts facts) {
    for (Rule rule : RULES) {
      Optional<Refusal> objection = rule.objection(facts);
      if (objection.isPresent()) {
        return new Decision.Refuse(objection.get());
      }
    }
    boolean unpaid = facts.rules().paymentRequired() && facts.payment() != Payment.CONFIRMED;
    return new Decision.Grant(
        unpaid ? State.AWAITING_PAYMENT : State.GRANTED, facts.now().plus(facts.rules().window()));
  }

  /** Why seats cannot be had, empty if they can. */
  static Optional<Refusal> objection(SeatFacts facts) {
    return SEAT_RULES.stream().flatMap(rule -> rule.objection(facts).stream()).findFirst();
  }

  /**
   * What became of the seats that were asked for.
   *
   * @param notAllotted how many of the named ones another seller has, or nobody.
   * @param blocked how many of the named ones the organizer blocks.
   * @param taken how many of the named ones a request holds.
   * @param missing how many seats fewer are free than were asked for, range [0, wanted].
   * @param apart whether those that are free are not side by side, as asked.
   */
  record SeatFacts(int notAllotted, int blocked, int taken, int missing, boolean apart) {
    static final SeatFacts ALL_THERE = new SeatFacts(0, 0, 0, 0, false);
  }

  private static Optional<Refusal> published(Facts facts) {
    return when(facts.event() == EventState.DRAFT, Refusal.EVENT_NOT_PUBLISHED);
  }

  private static Optional<Refusal> notCancelled(Facts facts) {
    return when(facts.event() == EventState.CANCELLED, Refusal.EVENT_CANCELLED);
  }

  private static Optional<Refusal> salesBegun(Facts facts) {
    var from = facts.rules().from();
    return when(from.isPresent() && facts.now().isBefore(from.get()), Refusal.SALES_NOT_BEGUN);
  }

  private static Optional<Refusal> salesNotOver(Facts facts) {
    var until = facts.rules().until().orElse(facts.lastEntry());
    return when(!facts.now().isBefore(until), Refusal.SALES_OVER);
  }

  private static Optional<Refusal> chipNotBlocked(Facts facts) {
    return when(facts.chipBlocked(), Refusal.CHIP_BLOCKED);
  }

  private static Optional<Refusal> member(Facts facts) {
    return when(facts.rules().membershipRequired() && !facts.member(), Refusal.MEMBERSHIP_REQUIRED);
  }

  private static Optional<Refusal> personNamed(Facts facts) {
    return when(
        facts.rules().perPerson().isPresent() && !facts.personNamed(), Refusal.PERSON_MISSING);
  }

  private static Optional<Refusal> withinChipLimit(Facts facts) {
    var limit = facts.rules().perChip();
    return when(
        limit.isPresent() && facts.chipHas() + facts.wanted() > limit.getAsInt(),
        Refusal.CHIP_LIMIT);
  }

  private static Optional<Refusal> withinPersonLimit(Facts facts) {
    var limit = facts.rules().perPerson();
    return when(
        limit.isPresent() && facts.personHas() + facts.wanted() > limit.getAsInt(),
        Refusal.PERSON_LIMIT);
  }

  private static Optional<Refusal> paymentNamed(Facts facts) {
    return when(
        facts.rules().paymentRequired() && facts.payment() == Payment.NOT_NAMED,
        Refusal.PAYMENT_MISSING);
  }

  private static Optional<Refusal> paymentNotUsed(Facts facts) {
    return when(facts.payment() == Payment.USED, Refusal.PAYMENT_USED);
  }

  private static Optional<Refusal> paymentNotRefunded(Facts facts) {
    return when(facts.payment() == Payment.REFUNDED, Refusal.PAYMENT_REFUNDED);
  }

  private static Optional<Refusal> allotted(SeatFacts facts) {
    return when(facts.notAllotted() > 0, Refusal.SEAT_NOT_ALLOTTED);
  }

  private static Optional<Refusal> notBlocked(SeatFacts facts) {
    return when(facts.blocked() > 0, Refusal.SEAT_BLOCKED);
  }

  private static Optional<Refusal> notTaken(SeatFacts facts) {
    return when(facts.taken() > 0, Refusal.SEAT_TAKEN);
  }

  private static Optional<Refusal> left(SeatFacts facts) {
    return when(facts.missing() > 0, Refusal.SOLD_OUT);
  }

  private static Optional<Refusal> sideBySide(SeatFacts facts) {
    return when(facts.apart(), Refusal.NOT_CONSECUTIVE);
  }

  private static Optional<Refusal> when(boolean objected, Refusal reason) {
    return objected ? Optional.of(reason) : Optional.empty();
  }

  private interface Rule {
    Optional<Refusal> objection(Facts facts);
  }

  private interface SeatRule {
    Optional<Refusal> objection(SeatFacts facts);
  }
}
