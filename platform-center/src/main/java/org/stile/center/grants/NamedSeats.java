package org.stile.center.grants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.stile.center.grants.RequestSql.Wanted;

/** The seats that requests of one {@link Batch} ask for by name. Confined to its transaction. */
final class NamedSeats {
  private final Handle handle;
  private final BatchState state;
  private final Instant now;

  NamedSeats(Handle handle, BatchState state, Instant now) {
    this.handle = handle;
    this.state = state;
    this.now = now;
  }

  /** Gives those their seats that had to wait for batch mates; refuses or crowds out the others. */
  void give(List<Case> cases) {
    var free = new HashMap<Integer, Set<Integer>>();
    cases.forEach(one -> free.put(one.n, one.had));
    var lapsed = give(cases, free).stream().filter(this::explain).toList();
    if (lapsed.isEmpty()) {
      return;
    }
    lapsed.stream().map(c -> c.ask.event()).distinct().forEach(state::endLapses);
    lapsed.forEach(c -> c.refusal = Optional.empty());
    for (Case one : give(lapsed, lock(lapsed))) {
      if (explain(one)) {
        state.crowdOut(one); // Another is just ending the grant that is over.
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
      Set<Integer> gone = state.given(one);
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
      } else if (lost.lapsed() && !state.given(one).contains(seat)) {
        lapsed++;
      } else {
        locked |= !lost.held() && !state.given(one).contains(seat);
      }
    }
    if (locked) {
      state.crowdOut(one);
      return false;
    }
    int taken = one.lost.size() - foreign - blocked;
    one.refusal = Policy.objection(new Policy.SeatFacts(foreign, blocked, taken, 0, false));
    return lapsed == one.lost.size();
  }
}
