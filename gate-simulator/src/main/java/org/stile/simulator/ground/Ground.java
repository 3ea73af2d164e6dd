package org.stile.simulator.ground;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.admission.Language;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.master.EventMaster;
import org.stile.simulator.office.CenterOffice;

/**
 * A whole ground on this machine: a center with its database and its broker, a venue's unit with
 * its own, three gates with their agents, as the processes they are, on loopback; and everybody who
 * comes. Any thread.
 */
public final class Ground implements AutoCloseable {
  static final List<GateId> GATES = List.of(new GateId("n1"), new GateId("n2"), new GateId("s1"));

  /** Taps that are remembered for people. */
  private static final int TAPS_MAX = 60;

  /** Visitors of one crowd. */
  static final int CROWD = 10;

  private static final Duration EACH_VISITOR = Duration.ofMillis(1_050);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Opening.Setting setting;
  private final Sides sides;
  private final CenterOffice office;
  private final ChipKeys keys;
  private final Map<GateId, GateUnit> gates;
  private final Map<String, Guest> guests;
  private final Cast cast;
  private final Deque<Shown> taps = new ArrayDeque<>(); // Guarded by itself.
  private final Map<GateId, AtomicInteger> queues = new ConcurrentHashMap<>();
  private final Doors doors;
  private final Map<String, String> revoked = new ConcurrentHashMap<>();

  /** A tap, for people: whose, where, and what the panel said. */
  record Shown(GateId gate, String guest, Tapped tapped, String headline) {}

  /**
   * Both ends of the venue's internet line, and what each knows.
   *
   * @param venue its unit, to which the gates' cables lead.
   */
  record Sides(
      CenterUnit center,
      BoardWatch centerBoard,
      VenueSide venue,
      BoardWatch venueBoard,
      Internet internet) {}

  Ground(
      Opening.Setting setting,
      Sides sides,
      CenterOffice office,
      ChipKeys keys,
      Map<GateId, GateUnit> gates,
      Map<String, Guest> guests,
      Cast cast) {
    this.setting = setting;
    this.sides = sides;
    this.office = office;
    this.keys = keys;
    this.gates = Map.copyOf(gates);
    this.guests = guests;
    this.cast = cast;
    this.doors = new Doors(this, setting.random());
    GATES.forEach(id -> queues.put(id, new AtomicInteger()));
  }

  /**
   * Holds somebody's chip to a gate; returns when that visitor is through, or turned away.
   *
   * @return empty if somebody else stands there, or the gate gave no answer.
   */
  Optional<Shown> tap(Guest guest, GateId gate, int lane) throws IOException {
    Optional<Shown> shown =
        gate(gate)
            .tap(guest, lane)
            .map(answer -> new Shown(gate, guest.name(), answer.tapped(), answer.headline()));
    shown.ifPresent(this::remember);
    setting.changed().run();
    return shown;
  }

  private void remember(Shown shown) {
    synchronized (taps) {
      taps.addFirst(shown);
      if (taps.size() > TAPS_MAX) {
        taps.removeLast();
      }
    }
  }

  /** Pulls a gate's network cable, lets nothing come through it, or plugs it in. */
  void cable(GateId gate, Cable.State state) {
    gate(gate).cable(state);
  }

  /**
   * Sends visitors who buy their tickets this moment, one after the other, as many a minute as such
   * a gate is rated for.
   */
  void crowd(GateId gate, int count) throws IOException {
    AtomicInteger queue = queue(gate);
    queue.addAndGet(count);
    int left = count;
    try {
      while (left > 0) {
        long next = System.nanoTime() + EACH_VISITOR.toNanos();
        Guest visitor = visitor(gate);
        while (tap(visitor, gate, GateUnit.IN).isEmpty()) {
          pause(LOOK_EVERY.toNanos());
        }
        left--;
        queue.decrementAndGet();
        pause(next - System.nanoTime());
      }
    } finally {
      queue.addAndGet(-left);
      setting.changed().run();
    }
  }

  private Guest visitor(GateId gate) throws IOException {
    boolean south = gate.value().startsWith("s");
    synchronized (cast) {
      return cast.another(south ? "South" : "North", south ? "S102" : "N101");
    }
  }

  private static void pause(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while visitors came", e);
    }
  }

  /** Somebody else, with a chip that is in all the guest's is at this moment. */
  Guest cloned(Guest guest) {
    return cast.cloned("clone", guest.name() + "'s clone", Cast.CLONED, guest.chip());
  }

  /** Takes a guest's tickets back at the center. */
  void revoke(Guest guest) throws IOException {
    for (long ticket : guest.tickets()) {
      office.revoke(ticket);
    }
    revoked.put(guest.id(), "");
    setting.changed().run();
  }

  boolean isRevoked(Guest guest) {
    return revoked.containsKey(guest.id());
  }

  /** Lets a gate speak another language first. */
  void speak(GateId gate, Language language) throws IOException {
    gate(gate).speak(language);
  }

  AtomicInteger queue(GateId gate) {
    AtomicInteger queue = queues.get(gate);
    if (queue == null) {
      throw new IllegalArgumentException("no gate " + gate);
    }
    return queue;
  }

  GateUnit gate(GateId id) {
    GateUnit unit = gates.get(id);
    if (unit == null) {
      throw new IllegalArgumentException("no gate " + id);
    }
    return unit;
  }

  Map<GateId, GateUnit> gates() {
    return gates;
  }

  Map<String, Guest> guests() {
    return guests;
  }

  Guest guest(String id) {
    Guest guest = guests.get(id);
    if (guest == null) {
      throw new IllegalArgumentException("nobody is called " + id);
    }
    return guest;
  }

  /** Taps, the newest first. */
  List<Shown> taps() {
    synchronized (taps) {
      return List.copyOf(taps);
    }
  }

  /** What the center knows. */
  BoardWatch center() {
    return sides.centerBoard;
  }

  /** What the venue's unit knows. */
  BoardWatch venue() {
    return sides.venueBoard;
  }

  /** Takes the venue's internet line down, one way or the other, or up again. */
  void internet(Cable.State state) {
    sides.internet.goes(state);
    setting.changed().run();
  }

  /** Processes that ended although nobody asked them to. */
  List<Child> dead() {
    return setting.household().dead();
  }

  Sides sides() {
    return sides;
  }

  /** Tonight's ticket with this number. */
  TicketId ticket(long number) {
    return new TicketId(tonight().event(), (int) number);
  }

  Doors doors() {
    return doors;
  }

  /** What time it is here. */
  Instant now() {
    return setting.clock().instant();
  }

  CenterOffice office() {
    return office;
  }

  EventMaster tonight() {
    return office.tonight();
  }

  @Override
  public void close() throws IOException {
    sides.centerBoard.close();
    sides.venueBoard.close();
    sides.internet.close();
    for (GateUnit gate : gates.values()) {
      gate.close();
    }
    keys.close();
  }
}
