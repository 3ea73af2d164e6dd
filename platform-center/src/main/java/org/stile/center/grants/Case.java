package org.stile.center.grants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stile.center.grants.Registration.Entry;
import org.stile.center.grants.Registration.Mode;

/** One request on its way through a {@link Batch}. One thread. */
final class Case {
  /** Its place in the batch. */
  final int n;

  final Ask ask;
  private final long organizer;
  private final Decision decision;

  /** The seats it is to be given. */
  List<Integer> seats = List.of();

  /** Those of the seats it was to be given that are free and locked; empty before it was tried. */
  Set<Integer> had = Set.of();

  /** What was chosen for it last, as it is reserved. */
  int[] chosen = {};

  /** Named seats it cannot have. */
  List<Integer> lost = List.of();

  Optional<Refusal> refusal;
  Mode mode = Mode.WAIT;

  Case(int n, Ask ask, long organizer, Decision decision) {
    this.n = n;
    this.ask = ask;
    this.organizer = organizer;
    this.decision = decision;
    this.refusal =
        decision instanceof Decision.Refuse(Refusal reason)
            ? Optional.of(reason)
            : Optional.empty();
  }

  Stocks.Allotment allotment() {
    return new Stocks.Allotment(ask.event(), ask.seller());
  }

  boolean granted() {
    return refusal.isEmpty();
  }

  boolean named() {
    return ask.wish() instanceof Wish.Named;
  }

  /** As the database takes it. */
  Entry entry() {
    boolean granted = granted() && decision instanceof Decision.Grant;
    Optional<Decision.Grant> grant =
        granted ? Optional.of((Decision.Grant) decision) : Optional.empty();
    return new Entry(
        ask,
        organizer,
        grant.map(Decision.Grant::state).orElse(State.REFUSED),
        granted ? seats : List.of(),
        granted ? List.of() : lost,
        refusal,
        grant.map(Decision.Grant::windowEndsAt),
        detail(),
        mode);
  }

  /** As the audit log keeps it: plain words and numbers, nothing that would need escaping. */
  private String detail() {
    String reason =
        refusal.map(r -> "\"reason\":\"" + r + "\",").orElse("\"seats\":" + seats + ",");
    return ("{\"chip\":\"" + ask.chip() + "\"," + reason)
        + ("\"wanted\":" + ask.wish().count() + "}");
  }

  /** What is registered once its entry is made. */
  Registered registered(long id, Instant now) {
    Entry entry = entry();
    return new Registered(
        ask.event(),
        id,
        ask.seller(),
        ask.chip(),
        ask.person().isPresent(),
        ask.wish().count(),
        entry.state(),
        entry.seats(),
        entry.lost(),
        entry.reason().map(Refusal::name),
        ask.payment(),
        now,
        entry.windowEndsAt(),
        Optional.empty(),
        ask.fingerprint());
  }
}
