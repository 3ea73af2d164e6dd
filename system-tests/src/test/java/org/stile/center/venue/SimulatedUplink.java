package org.stile.center.venue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.stile.center.ingest.StoreFailed;
import org.stile.center.ingest.UnitTables;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.id.EventId;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.UpMessage.Rows;

/**
 * A unit's own {@link Forwarder} without its thread, clock, database and sockets: what {@link
 * VenueUplink} does with those is done by a simulated machine. One thread.
 */
public final class SimulatedUplink {
  /** As in {@link VenueUplink}. */
  private static final long GATHER_MS = 10;

  private static final long TROUBLE_MS = 1_000;
  private static final int TURNS_AT_ONCE_MAX = 10_000;

  private final Machine machine;
  private final Ways ways;
  private final Flaw flaw;
  private final Forwarder forwarder;
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private boolean connectedAnew;
  private boolean waiting;
  private long timer;
  private long turnedAt = -1;
  private int turns;

  /** What the unit runs on. */
  public interface Machine {
    /** Calls back so many ms later, unless the unit has died by then. */
    void after(long ms, Runnable what);

    /** ms of a clock that only goes forward. */
    long now();
  }

  /** Where messages go; as {@link Forwarder.Ways}. */
  public interface Ways {
    boolean isConnected();

    void toCenter(SyncTopic topic, Bytes payload);

    void toGate(SyncTopic topic, Bytes payload);

    void news();
  }

  /** What it is to get wrong, for a test of the simulation itself. */
  public enum Flaw {
    NONE,
    /** Rows are said to follow upon other ones than they do. */
    WRONG_BEGINNING,
    /** Rows that came in while there was no connection to the center are not handed on. */
    FORGETS_WHAT_CAME_WHILE_CUT_OFF
  }

  /** Begins, as when the unit starts. */
  public SimulatedUplink(
      UnitTables tables, long venue, EventId event, Machine machine, Ways ways, Flaw flaw) {
    this.machine = machine;
    this.ways = ways;
    this.flaw = flaw;
    var memory = new MemoryTables(tables, venue, event);
    forwarder =
        new Forwarder(
            flaw == Flaw.FORGETS_WHAT_CAME_WHILE_CUT_OFF
                ? new ForgetfulTables(memory, ways::isConnected)
                : memory,
            new Wires());
    machine.after(0, this::turn);
  }

  /** There is a new connection to the center's broker. */
  public void connected() {
    connectedAnew = true;
    offer(() -> {});
  }

  /** The center told one of the gates something. */
  public void heard(String topic, Bytes payload) {
    offer(() -> forwarder.heard(topic, payload, machine.now()));
  }

  /** A message of a gate is in the database. */
  public void taken(String topic, Bytes payload) {
    offer(() -> forwarder.committed(topic, payload));
  }

  private void offer(Runnable work) {
    inbox.add(work);
    if (waiting) {
      waiting = false;
      machine.after(0, this::take);
    }
  }

  /** As {@code VenueUplink.turn}, up to where it waits. */
  private void turn() {
    neverSpins();
    waiting = false;
    if (connectedAnew) {
      connectedAnew = false;
      forwarder.connected(machine.now());
    }
    long waitMs;
    try {
      waitMs = forwarder.turn(machine.now());
    } catch (StoreFailed e) {
      forwarder.startOver();
      machine.after(TROUBLE_MS, this::turn);
      return;
    }
    if (!inbox.isEmpty()) {
      take();
      return;
    }
    waiting = true;
    long mine = ++timer;
    machine.after(
        waitMs,
        () -> {
          if (waiting && timer == mine) {
            turn();
          }
        });
  }

  /** And from where it has waited. */
  private void take() {
    inbox.remove().run();
    if (forwarder.isLookDue()) {
      machine.after(GATHER_MS, this::drain);
    } else {
      drain();
    }
  }

  private void drain() {
    List<Runnable> more = List.copyOf(inbox);
    inbox.clear();
    more.forEach(Runnable::run);
    turn();
  }

  private void neverSpins() {
    turns = turnedAt == machine.now() ? turns + 1 : 0;
    turnedAt = machine.now();
    if (turns > TURNS_AT_ONCE_MAX) {
      throw new AssertionError("the uplink spins");
    }
  }

  private final class Wires implements Forwarder.Ways {
    @Override
    public boolean isConnected() {
      return ways.isConnected();
    }

    @Override
    public void toCenter(SyncTopic topic, Bytes payload) {
      ways.toCenter(topic, flaw == Flaw.WRONG_BEGINNING ? elsewhere(payload) : payload);
    }

    @Override
    public void toGate(SyncTopic topic, Bytes payload) {
      ways.toGate(topic, payload);
    }

    @Override
    public void news() {
      ways.news();
    }

    @Override
    public void note(String what) {}
  }

  /** Rows that begin after another hash than theirs. */
  private static Bytes elsewhere(Bytes payload) {
    try {
      return SyncCodec.up(payload) instanceof Rows rows
          ? SyncCodec.encode(
              new Rows(rows.logId(), rows.hashBefore().sha256(), rows.rows(), rows.hashAfter()))
          : payload;
    } catch (WireException e) {
      return payload; // A state.
    }
  }
}
