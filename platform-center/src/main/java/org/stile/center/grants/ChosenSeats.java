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
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.stile.center.grants.RequestSql.Wanted;

/**
 * The seats that are chosen for requests of one {@link Batch}, the best there are. Confined to its
 * transaction.
 */
final class ChosenSeats {
  /** After so many places lost to others, the request is tried again in a later transaction. */
  private static final int CHOICES_MAX = 8;

  /** From this choice on the allotment is read anew each time. */
  private static final int CHOICES_FROM_HINT = 3;

  private final Handle handle;
  private final BatchState state;
  private final Stocks stocks;
  private final Reservations reservations;
  private final RandomGenerator random;
  private final Instant now;
  private final boolean patient;

  /** {@code patient} as {@link Batch} has it. */
  ChosenSeats(
      Handle handle,
      BatchState state,
      Stocks stocks,
      Reservations reservations,
      RandomGenerator random,
      Instant now,
      boolean patient) {
    this.handle = handle;
    this.state = state;
    this.stocks = stocks;
    this.reservations = reservations;
    this.random = random;
    this.now = now;
    this.patient = patient;
  }

  /** Chooses seats that no batch mate may get by name; crowds out if there are no others. */
  void apart(Case one) {
    for (int choice = 0; choice < CHOICES_MAX; choice++) {
      Optional<int[]> chosen = choose(one, 0);
      List<Integer> seats = chosen.stream().flatMapToInt(Arrays::stream).boxed().toList();
      if (Collections.disjoint(state.given(one), seats)) {
        one.seats = seats;
        if (choice > 0 && seats.isEmpty()) {
          state.crowdOut(one); // Whether nothing is left is known when its mates have theirs.
        }
        return;
      }
      var had = new HashSet<>(seats);
      had.removeAll(state.given(one));
      reservations.missed(stocks.of(handle, one.allotment()), one.chosen, had);
    }
    state.crowdOut(one);
  }

  /** Chooses and locks until everybody has seats, is refused or crowded out. */
  void lock(List<Case> cases) {
    for (Case one : cases) {
      var had = new HashSet<>(one.had);
      had.removeAll(state.given(one));
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
    pending.forEach(state::crowdOut);
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
    if (seats.isEmpty() && !(state.lapsesEnded(one.ask.event()) && stock.readSince(now))) {
      state.endLapses(one.ask.event());
      stocks.refresh(handle, one.allotment(), stock);
      seats = stock.take(wish);
    }
    if (seats.isPresent()) {
      one.chosen = seats.get();
      reservations.add(stock, seats.get());
    } else if (Lapses.any(handle, one.allotment(), now)) {
      state.crowdOut(one); // Another is just ending a grant that is over.
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
          Set<Integer> gone = state.given(one);
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
}
