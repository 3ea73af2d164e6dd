package org.stile.center.grants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.stile.center.grants.Registration.Mode;
import org.stile.center.grants.RequestSql.Known;
import org.stile.center.web.Problem;

/**
 * Decides and registers some requests in one transaction. Rows are locked in one order everywhere:
 * limits by name, named seats ascending, new requests by key; chosen seats never wait. One thread.
 */
final class Batch {
  private final Handle handle;
  private final Reservations reservations;
  private final Requests.HolderStore holders;
  private final Instant now;
  private final boolean patient;
  private final BatchState state;
  private final NamedSeats named;
  private final ChosenSeats chosen;

  /**
   * One transaction's work.
   *
   * @param patient whether to wait once for seats that others have locked; for requests that were
   *     crowded out before.
   */
  Batch(
      Handle handle,
      Stocks stocks,
      Reservations reservations,
      Requests.HolderStore holders,
      RandomGenerator random,
      Instant now,
      boolean patient) {
    this.patient = patient;
    this.holders = holders;
    this.handle = handle;
    this.reservations = reservations;
    this.now = now;
    state = new BatchState(handle, now);
    named = new NamedSeats(handle, state, now);
    chosen = new ChosenSeats(handle, state, stocks, reservations, random, now, patient);
  }

  /** What became of one request: it is registered, or cannot be. */
  sealed interface Outcome {
    /**
     * It is registered.
     *
     * @param again whether it was before this call.
     */
    record Done(Registered request, boolean again) implements Outcome {}

    /** It cannot even be refused. */
    record Failed(Problem problem) implements Outcome {}

    /** Others took every place it tried, or are about to; it is to be tried again. */
    record Crowded() implements Outcome {}
  }

  /** Rolls a batch back of which one member was registered elsewhere at the same moment. */
  static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overtaken() {
      super("registered elsewhere at the same moment", null, false, false);
    }
  }

  /**
   * Decides and registers.
   *
   * @return in the order of {@code asks}.
   * @throws Overtaken if all must be rolled back and begun again.
   */
  List<Outcome> run(List<Ask> asks) {
    List<Known> known = known(asks);
    var outcomes = new Outcome[asks.size()];
    var cases = new ArrayList<Case>();
    for (int n = 0; n < asks.size(); n++) {
      Ask ask = asks.get(n);
      Known of = known.get(n);
      if (of.before().isPresent()) {
        outcomes[n] = again(ask, of.before().get());
      } else if (of.facts().isEmpty()) {
        outcomes[n] = new Outcome.Failed(Problem.notFound("event"));
      } else {
        cases.add(new Case(n, ask, of.organizer(), Policy.decide(of.facts().get())));
      }
    }
    hope(cases);
    cases.removeAll(state.crowdedOut());
    List<Case> left = register(cases, outcomes);
    if (!left.isEmpty()) {
      named.give(left.stream().filter(Case::named).toList());
      chosen.lock(left.stream().filter(c -> !c.named()).toList());
      left.removeAll(state.crowdedOut());
      if (!register(left, outcomes).isEmpty()) {
        throw new IllegalStateException("a locked seat could not be had");
      }
    }
    state.crowdedOut().forEach(c -> outcomes[c.n] = new Outcome.Crowded());
    return List.of(outcomes);
  }

  /**
   * Picks seats as if nobody else wanted them: nearly always so, and then registering is all there
   * is to do. First come first served.
   */
  private void hope(List<Case> cases) {
    for (Case one : cases) {
      if (one.granted() && one.ask.wish() instanceof Wish.Named(List<Integer> seats)) {
        one.seats = seats;
        one.mode = Collections.disjoint(state.given(one), seats) ? Mode.WAIT : Mode.HOLD;
        if (one.mode == Mode.WAIT) {
          state.given(one).addAll(seats);
        }
      }
    }
    for (Case one : cases) {
      if (one.granted() && !one.named()) {
        chosen.apart(one);
        one.mode = patient ? Mode.WAIT : Mode.SKIP;
        state.given(one).addAll(one.seats);
      }
    }
  }

  /** What is known of the asks, under the locks that their limits need. */
  private List<Known> known(List<Ask> asks) {
    List<Known> known = RequestSql.known(handle, asks, now);
    var locks = new TreeSet<String>();
    for (int n = 0; n < asks.size(); n++) {
      Ask ask = asks.get(n);
      known.get(n).facts().ifPresent(facts -> locks.addAll(Limits.locks(ask, facts)));
    }
    if (locks.isEmpty()) {
      return known;
    }
    RequestSql.lock(handle, locks);
    state.endLapses(OptionalLong.empty()); // A payment of a grant that is over is free again.
    return RequestSql.known(handle, asks, now);
  }

  private static Outcome again(Ask ask, Registered before) {
    return before.fingerprint().matches(ask.fingerprint())
        ? new Outcome.Done(before, true)
        : new Outcome.Failed(
            new Problem(
                422,
                "idempotency-key-reused",
                "This Idempotency-Key was used for another request; each request needs its own.",
                List.of()));
  }

  /**
   * Registers; returns those for which a seat could not be had, or that it only locked seats for.
   */
  private List<Case> register(List<Case> cases, Outcome[] outcomes) {
    if (cases.isEmpty()) {
      return List.of();
    }
    List<Registration.Result> results =
        Registration.register(handle, cases.stream().map(Case::entry).toList(), now)
            .orElseThrow(Overtaken::new);
    var left = new ArrayList<Case>();
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      Registration.Result result = results.get(i);
      if (result.id().isPresent()) {
        outcomes[one.n] = new Outcome.Done(made(one, result.id().getAsLong()), false);
        continue;
      }
      if (one.mode != Mode.HOLD) {
        state.given(one).removeAll(one.seats);
      }
      one.had = new HashSet<>(result.had());
      one.seats = List.of();
      one.mode = Mode.WAIT; // For nobody: they will be locked.
      left.add(one);
    }
    return left;
  }

  private Registered made(Case one, long id) {
    if (one.granted()) {
      one.ask.holder().ifPresent(holder -> holders.keep(handle, one.ask.event(), id, holder));
      reservations.granted(one.allotment(), one.seats);
    }
    return one.registered(id, now);
  }
}
