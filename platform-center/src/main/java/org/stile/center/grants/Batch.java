package org.stile.center.grants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.stile.center.grants.Registration.Mode;
import org.stile.center.grants.RequestSql.Known;
import org.stile.center.grants.RequestSql.Wanted;
import org.stile.center.web.Problem;

/**
 * Decides and registers some requests in one transaction. Rows are locked in one order everywhere:
 * limits by name, named seats ascending, new requests by key; chosen seats never wait. One thread.
 */
final class Batch {
  /** After so many places lost to others, the request is tried again in a later transaction. */
  private static final int CHOICES_MAX = 8;

  /** From this choice on the allotment is read anew each time. */
  private static final int CHOICES_FROM_HINT = 3;

  /** Two thousand grants at once; what is more waits for the next transaction. */
  private static final int LAPSE_BATCHES_MAX = 4;

  private final Handle handle;
  private final Stocks stocks;
  private final Reservations reservations;
  private final Requests.HolderStore holders;
  private final RandomGenerator random;
  private final Instant now;
  private final boolean patient;
  private final Map<Stocks.Allotment, Set<Integer>> given = new HashMap<>();
  private final List<Case> crowdedOut = new ArrayList<>();
  private final Set<Long> lapsesEnded = new HashSet<>();

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
    this.stocks = stocks;
    this.reservations = reservations;
    this.random = random;
    this.now = now;
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
    cases.removeAll(crowdedOut);
    List<Case> left = register(cases, outcomes);
    if (!left.isEmpty()) {
      named(left.stream().filter(Case::named).toList());
      best(left.stream().filter(c -> !c.named()).toList());
      left.removeAll(crowdedOut);
      if (!register(left, outcomes).isEmpty()) {
        throw new IllegalStateException("a locked seat could not be had");
      }
    }
    crowdedOut.forEach(c -> outcomes[c.n] = new Outcome.Crowded());
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
        one.mode = Collections.disjoint(given(one), seats) ? Mode.WAIT : Mode.HOLD;
        if (one.mode == Mode.WAIT) {
          given(one).addAll(seats);
        }
      }
    }
    for (Case one : cases) {
      if (one.granted() && !one.named()) {
        chooseApart(one);
        one.mode = patient ? Mode.WAIT : Mode.SKIP;
        given(one).addAll(one.seats);
      }
    }
  }

  /** Chooses seats that no batch mate may get by name; crowds out if there are no others. */
  private void chooseApart(Case one) {
    for (int choice = 0; choice < CHOICES_MAX; choice++) {
      Optional<int[]> chosen = choose(one, 0);
      List<Integer> seats = chosen.stream().flatMapToInt(Arrays::stream).boxed().toList();
      if (Collections.disjoint(given(one), seats)) {
        one.seats = seats;
        if (choice > 0 && seats.isEmpty()) {
          crowdedOut.add(one); // Whether nothing is left is known when its mates have theirs.
        }
        return;
      }
      var had = new HashSet<>(seats);
      had.removeAll(given(one));
      reservations.missed(stocks.of(handle, one.allotment()), one.chosen, had);
    }
    crowdedOut.add(one);
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
    endLapses(OptionalLong.empty()); // A payment of a grant that is over is free again.
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

  /** Gives those their seats that had to wait for batch mates; refuses or crowds out the others. */
  private void named(List<Case> cases) {
    var free = new HashMap<Integer, Set<Integer>>();
    cases.forEach(one -> free.put(one.n, one.had));
    var lapsed = give(cases, free).stream().filter(this::explain).toList();
    if (lapsed.isEmpty()) {
      return;
    }
    lapsed.stream().map(c -> c.ask.event()).distinct().forEach(this::endLapses);
    lapsed.forEach(c -> c.refusal = Optional.empty());
    for (Case one : give(lapsed, lock(lapsed))) {
      if (explain(one)) {
        crowdedOut.add(one); // Another is just ending the grant that is over.
      }
    }
  }

  private Map<Integer, Set<Integer>> lock(List<Case> cases) {
    var wanted = new ArrayList<Wanted>();
    for (Case one : cases) {
      for (int seat : ((Wish.Named) one.ask.wish()).seats()) {
        wanted.add(new Wanted(one.n, one.ask.event(), one.ask.seller(), seat));
      }
    }
    return RequestSql.lockFree(handle, wanted);
  }

  /** Gives whole wishes their seats, first come first served; returns those left short. */
  private List<Case> give(List<Case> cases, Map<Integer, Set<Integer>> free) {
    var leftShort = new ArrayList<Case>();
    for (Case one : cases) {
      List<Integer> seats = ((Wish.Named) one.ask.wish()).seats();
      Set<Integer> gone = given(one);
      Set<Integer> had = free.getOrDefault(one.n, Set.of());
      one.lost = seats.stream().filter(seat -> gone.contains(seat) || !had.contains(seat)).toList();
      if (one.lost.isEmpty()) {
        one.seats = seats;
        gone.addAll(seats);
      } else {
        leftShort.add(one);
      }
    }
    return leftShort;
  }

  /**
   * Refuses a wish that was left short, or crowds it out if others only have its seats locked; true
   * if it was left short only because of grants that are over.
   */
  private boolean explain(Case one) {
    var why = RequestSql.lost(handle, one.ask, one.lost, now);
    int foreign = 0;
    int blocked = 0;
    int lapsed = 0;
    boolean locked = false;
    for (int seat : one.lost) {
      RequestSql.Lost lost = why.get(seat);
      if (lost == null || !lost.allotted()) {
        foreign++;
      } else if (lost.blocked()) {
        blocked++;
      } else if (lost.lapsed() && !given(one).contains(seat)) {
        lapsed++;
      } else {
        locked |= !lost.held() && !given(one).contains(seat);
      }
    }
    if (locked) {
      crowdedOut.add(one);
      return false;
    }
    int taken = one.lost.size() - foreign - blocked;
    one.refusal = Policy.objection(new Policy.SeatFacts(foreign, blocked, taken, 0, false));
    return lapsed == one.lost.size();
  }

  /** Chooses and locks until everybody has seats, is refused or crowded out. */
  private void best(List<Case> cases) {
    for (Case one : cases) {
      var had = new HashSet<>(one.had);
      had.removeAll(given(one));
      reservations.missed(stocks.of(handle, one.allotment()), one.chosen, had);
    }
    lookAside(cases);
    List<Case> pending = cases;
    for (int choice = 1; choice < CHOICES_MAX && !pending.isEmpty(); choice++) {
      var chosen = new HashMap<Case, int[]>();
      for (Case one : pending) {
        choose(one, choice).ifPresent(seats -> chosen.put(one, seats));
      }
      pending = lockChosen(chosen);
      lookAside(pending);
    }
    crowdedOut.addAll(pending);
  }

  /** Another node sells the same seats: from now on this one chooses others. */
  private void lookAside(List<Case> beaten) {
    var seen = new HashSet<Stocks.Allotment>();
    for (Case one : beaten) {
      if (seen.add(one.allotment())) {
        Stock stock = stocks.of(handle, one.allotment());
        stocks.beaten(handle, one.allotment(), stock, one.chosen, random);
      }
    }
  }

  private Optional<int[]> choose(Case one, int choice) {
    var wish = (Wish.Best) one.ask.wish();
    Stock stock = stocks.of(handle, one.allotment());
    if (patient || choice >= CHOICES_FROM_HINT) {
      stocks.refresh(handle, one.allotment(), stock);
    }
    Optional<int[]> seats = stock.take(wish);
    if (seats.isEmpty() && !(lapsesEnded.contains(one.ask.event()) && stock.readSince(now))) {
      endLapses(one.ask.event());
      stocks.refresh(handle, one.allotment(), stock);
      seats = stock.take(wish);
    }
    if (seats.isPresent()) {
      one.chosen = seats.get();
      reservations.add(stock, seats.get());
    } else if (Lapses.any(handle, one.allotment(), now)) {
      crowdedOut.add(one); // Another is just ending a grant that is over.
    } else {
      one.refusal = Policy.objection(stock.lack(wish));
    }
    return seats;
  }

  private List<Case> lockChosen(Map<Case, int[]> chosen) {
    if (chosen.isEmpty()) {
      return List.of();
    }
    var wanted = new ArrayList<Wanted>();
    chosen.forEach(
        (one, seats) -> {
          for (int seat : seats) {
            wanted.add(new Wanted(one.n, one.ask.event(), one.ask.seller(), seat));
          }
        });
    Map<Integer, Set<Integer>> free = RequestSql.lockFree(handle, wanted);
    var missed = new ArrayList<Case>();
    chosen.forEach(
        (one, seats) -> {
          Set<Integer> gone = given(one);
          Set<Integer> had = new HashSet<>(free.getOrDefault(one.n, Set.of()));
          had.removeAll(gone);
          if (had.size() == seats.length) {
            one.seats = had.stream().sorted().toList();
            gone.addAll(had);
          } else {
            reservations.missed(stocks.of(handle, one.allotment()), seats, had);
            missed.add(one);
          }
        });
    return missed;
  }

  private Set<Integer> given(Case one) {
    return given.computeIfAbsent(one.allotment(), _ -> new HashSet<>());
  }

  private void endLapses(long event) {
    endLapses(OptionalLong.of(event));
    lapsesEnded.add(event);
  }

  private void endLapses(OptionalLong event) {
    int ended = Lapses.BATCH_MAX;
    for (int batch = 0; batch < LAPSE_BATCHES_MAX && ended == Lapses.BATCH_MAX; batch++) {
      ended = Lapses.end(handle, now, event).size();
    }
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
        given(one).removeAll(one.seats);
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
