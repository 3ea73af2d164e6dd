package org.stile.system.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stile.core.admission.Direction;
import org.stile.core.id.TicketId;
import org.stile.system.sync.Office.Guest;

/**
 * Who comes to an evening's gates, and what they were answered there. Everybody enters at one gate,
 * tries again at another with the same chip, leaves, and then tries his luck here and there. Any
 * thread.
 */
final class Turnout {
  private final List<String> entries;
  private final List<String> all;
  private final Queue<Guest> atHome;
  private final Queue<Guest> fresh = new ConcurrentLinkedQueue<>();
  private final Queue<Guest> leaving = new ConcurrentLinkedQueue<>();
  private final Map<String, Queue<Guest>> trying = new ConcurrentHashMap<>();
  private final Set<TicketId> left = ConcurrentHashMap.newKeySet();
  private final Set<Walk> opened = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Queue<Tap> taps = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile String during = "start";

  /** For whom an arm opened. */
  record Walk(TicketId ticket, Direction direction) {}

  /**
   * A tap that was answered.
   *
   * @param during what was wrong meanwhile.
   * @param micros the gate took for it, by its own log, without waiting for the chip.
   * @param again no decision: whoever it was had to hold the chip there again.
   */
  record Tap(String during, String gate, long micros, boolean opened, boolean again) {}

  /**
   * All are at home still.
   *
   * @param entries gates that let people in.
   * @param exit the gate that lets them out.
   */
  Turnout(List<String> entries, String exit, List<Guest> guests) {
    this.entries = List.copyOf(entries);
    all = new ArrayList<>(entries);
    all.add(exit);
    atHome = new ConcurrentLinkedQueue<>(guests);
    for (String gate : all) {
      trying.put(gate, new ConcurrentLinkedQueue<>());
      answers.put(gate, new AtomicInteger());
    }
  }

  /** So many more come to the gates. */
  void come(int guests) {
    for (int each = 0; each < guests && !atHome.isEmpty(); each++) {
      fresh.add(atHome.remove());
    }
  }

  /** Somebody who was at no gate before. */
  Optional<Guest> fresh() {
    return Optional.ofNullable(fresh.poll());
  }

  /** Somebody who is inside and wants out. */
  Optional<Guest> leaving() {
    return Optional.ofNullable(leaving.poll());
  }

  /** Somebody who should get nothing here. */
  Optional<Guest> trying(String gate) {
    return Optional.ofNullable(of(trying, gate).poll());
  }

  boolean hasLeft(Guest guest) {
    return left.contains(guest.ticket());
  }

  /** Sends somebody on who entered. */
  void entered(Guest guest, String at) {
    of(trying, next(entries, at)).add(guest);
  }

  /** Sends somebody on who was refused. */
  void refused(Guest guest, String at) {
    if (hasLeft(guest)) {
      of(trying, next(all, at)).add(guest);
    } else {
      leaving.add(guest);
    }
  }

  /** Sends somebody on who left. */
  void left(Guest guest, String at) {
    left.add(guest.ticket());
    of(trying, next(all, at)).add(guest);
  }

  private static String next(List<String> gates, String after) {
    return gates.get((gates.indexOf(after) + 1) % gates.size());
  }

  private static <V> V of(Map<String, V> map, String gate) {
    V there = map.get(gate);
    if (there == null) {
      throw new IllegalArgumentException("no gate " + gate);
    }
    return there;
  }

  void answered(Tap tap) {
    taps.add(tap);
    int _ = of(answers, tap.gate()).incrementAndGet();
  }

  void opened(Guest guest, Direction direction) {
    opened.add(new Walk(guest.ticket(), direction));
  }

  /** Everybody for whom an arm opened. */
  Set<Walk> opened() {
    return opened;
  }

  /** Says what is wrong from now on, for what is told of the taps. */
  void during(String what) {
    during = what;
  }

  String during() {
    return during;
  }

  /** Taps that were answered at each gate. */
  Map<String, Integer> answers() {
    Map<String, Integer> now = new LinkedHashMap<>();
    all.forEach(gate -> now.put(gate, of(answers, gate).get()));
    return now;
  }

  List<Tap> taps() {
    return List.copyOf(taps);
  }

  /** The first thing that should not have happened at a gate. */
  void failed(Throwable what) {
    boolean _ = failure.compareAndSet(null, what);
  }

  /** Throws that. */
  void check() {
    Throwable what = failure.get();
    if (what != null) {
      throw new AssertionError("at a gate", what);
    }
  }
}
