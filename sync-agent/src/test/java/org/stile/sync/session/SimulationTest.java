package org.stile.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Three sessions, a network that loses, doubles and reorders messages and cuts connections, agents
 * that forget what they did not store, and a center, in one thread from one seed. Whatever happens:
 * what the center acknowledged it has, and in the end it has every row once, unchanged.
 */
class SimulationTest {
  private static final int SEEDS = 300;
  private static final long TROUBLE_MS = 20_000; // Then the network is good again.
  private static final long END_MS = 300_000;

  @Test
  void every_row_is_at_the_center_once_whatever_the_network_does() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new World(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Something that happens later. */
  private record Later(long at, long order, Runnable what) {}

  private static final class World {
    private final Random random;
    private final PriorityQueue<Later> later =
        new PriorityQueue<>(
            (a, b) -> a.at == b.at ? Long.compare(a.order, b.order) : Long.compare(a.at, b.at));
    private final List<Unit> units = new ArrayList<>();
    private final Map<Bytes, TreeSet<Long>> center = new HashMap<>(); // Rows after a gap.
    private final Map<Bytes, Long> contiguous = new HashMap<>();
    private final Map<Bytes, Unit> ofLog = new HashMap<>();
    private long now;
    private long order;

    World(long seed) {
      random = new Random(seed);
      for (int i = 0; i < 3; i++) {
        var unit = new Unit(this, i);
        units.add(unit);
        center.put(unit.log, new TreeSet<>());
        contiguous.put(unit.log, 0L);
        ofLog.put(unit.log, unit);
      }
    }

    void at(long delay, Runnable what) {
      later.add(new Later(now + delay, order++, what));
    }

    boolean happens(double probability) {
      return now < TROUBLE_MS && random.nextDouble() < probability;
    }

    void run() {
      units.forEach(Unit::begin);
      while (!later.isEmpty() && later.peek().at <= END_MS && !isOver()) {
        Later next = later.remove();
        now = next.at;
        next.what.run();
        for (Unit unit : units) {
          assertThat(unit.stored).isLessThanOrEqualTo(contiguous(unit.log));
        }
      }
      for (Unit unit : units) {
        assertThat(contiguous(unit.log)).isEqualTo(unit.rows.size());
      }
    }

    private boolean isOver() {
      return now > TROUBLE_MS
          && units.stream().allMatch(unit -> contiguous(unit.log) == unit.rows.size());
    }

    long contiguous(Bytes log) {
      return contiguous.get(log);
    }

    private void store(Bytes log, long sequence) {
      TreeSet<Long> ahead = center.get(log);
      long last = contiguous.get(log);
      if (sequence > last) {
        ahead.add(sequence);
      }
      while (ahead.remove(last + 1)) {
        last++;
      }
      contiguous.put(log, last);
    }

    void atCenter(Unit from, Bytes payload) {
      UpMessage message;
      try {
        message = SyncCodec.up(payload);
      } catch (WireException e) {
        throw new AssertionError(e);
      }
      switch (message) {
        case Hello hello -> answer(from, hello.logId());
        case Rows rows -> {
          assertThat(rows.isChained()).isTrue();
          Unit owner = ofLog.get(rows.logId());
          for (JournalRow row : rows.rows()) {
            assertThat(row).isEqualTo(owner.rows.get((int) row.sequence() - 1));
            store(rows.logId(), row.sequence());
          }
          answer(from, rows.logId());
        }
        case UpMessage.Health _ -> {}
      }
    }

    private void answer(Unit to, Bytes log) {
      Bytes payload = SyncCodec.encode(new Acknowledged(log, contiguous(log)));
      // A broker that lies: now and then it hands the answer to another gate, too.
      to.fromBroker(to.gate, payload);
      if (happens(0.1)) {
        units.get(random.nextInt(units.size())).fromBroker(to.gate, payload);
      }
    }
  }

  /** A gate's journal, its agent, and its end of the network. */
  private static final class Unit {
    final World world;
    final GateId gate;
    final Bytes log;
    final List<JournalRow> rows = new ArrayList<>();
    long stored; // What master.db knows.
    private Session session;
    private int connection;
    private boolean up;
    private long wakeAt = Long.MAX_VALUE;

    Unit(World world, int number) {
      this.world = world;
      gate = new GateId("gate-" + number);
      log = Bytes.concat(Bytes.copyOf(new byte[15]), Bytes.of(number));
      session = new Session(7, gate, "1", 10_000);
    }

    void begin() {
      grow();
      agentDies();
    }

    private void grow() {
      int count = 1 + world.random.nextInt(60);
      for (int i = 0; i < count; i++) {
        long sequence = rows.size() + 1L;
        var at = new ClockReading(java.time.Instant.EPOCH, Trust.HELD);
        var entry = new Incident(0, at, "STARTED", "row " + sequence);
        Bytes before = rows.isEmpty() ? RowBytes.genesis(log, gate.value()) : rows.getLast().hash();
        var row = new JournalRow(sequence, entry, log, 0, Bytes.EMPTY);
        rows.add(new JournalRow(sequence, entry, log, 0, RowBytes.hash(before, row)));
      }
      tell(seen());
      if (world.now < TROUBLE_MS) {
        world.at(world.random.nextInt(3_000), this::grow);
      }
    }

    /** It starts anew, and knows only what it stored. */
    private void agentDies() {
      hangUp();
      session = new Session(7, gate, "1", 10_000);
      tell(seen());
      if (world.now < TROUBLE_MS) {
        world.at(2_000 + world.random.nextInt(15_000), this::agentDies);
      }
    }

    private SessionEvent seen() {
      return new SessionEvent.JournalSeen(log, rows.size(), stored, Optional.of(Trust.HELD));
    }

    private void hangUp() {
      up = false;
      connection++;
    }

    void tell(SessionEvent event) {
      for (Effect effect : session.on(event, world.now)) {
        perform(effect);
      }
      long wake = session.wakeAt();
      if (wake < wakeAt && wake < Long.MAX_VALUE) {
        wakeAt = wake;
        world.at(
            Math.max(1, wake - world.now),
            () -> {
              wakeAt = Long.MAX_VALUE;
              tell(new SessionEvent.Tick());
            });
      }
    }

    private void perform(Effect effect) {
      switch (effect) {
        case Effect.Connect _ -> connect();
        case Effect.Drop _ -> cut();
        case Effect.Publish(SyncTopic topic, Bytes payload) -> publish(topic, payload);
        case Effect.ReadRows(long after, int limit) -> {
          int to = (int) Math.min(rows.size(), after + limit);
          Bytes before =
              after == 0 ? RowBytes.genesis(log, gate.value()) : rows.get((int) after - 1).hash();
          var read =
              new SessionEvent.RowsRead(
                  log, after, before, List.copyOf(rows.subList((int) after, to)));
          soon(read);
        }
        case Effect.KeepAcknowledged(Bytes logId, long sequence) -> {
          assertThat(logId).isEqualTo(log);
          if (!world.happens(0.3)) { // Else it dies before it stored it.
            stored = Math.max(stored, sequence);
          }
        }
        case Effect.TakeHealth _ ->
            soon(
                new SessionEvent.HealthTaken(
                    new Vitals(0, 0, 0, OptionalInt.empty(), Optional.empty(), Optional.empty()),
                    false));
        case Effect.Leave _,
            Effect.KeepPassages _,
            Effect.KeepTime _,
            Effect.Download _,
            Effect.Note _ -> {}
      }
    }

    /** Of this run of the agent only. */
    private void soon(SessionEvent event) {
      Session now = session;
      world.at(
          0,
          () -> {
            if (session == now) {
              tell(event);
            }
          });
    }

    private void connect() {
      hangUp();
      int mine = connection;
      Session now = session;
      world.at(
          1 + world.random.nextInt(200),
          () -> {
            if (session != now || connection != mine) {
              return;
            }
            if (world.happens(0.3)) {
              cut();
              return;
            }
            up = true;
            tell(new SessionEvent.Connected(log));
            if (world.now < TROUBLE_MS) {
              world.at(
                  world.random.nextInt(8_000),
                  () -> {
                    if (connection == mine && session == now) {
                      cut();
                    }
                  });
            }
          });
    }

    private void cut() {
      hangUp();
      tell(new SessionEvent.Lost("cut", world.random.nextDouble()));
    }

    private void publish(SyncTopic topic, Bytes payload) {
      int mine = connection;
      Session now = session;
      if (!world.happens(0.05)) {
        world.at(
            1 + world.random.nextInt(50),
            () -> {
              if (connection == mine && session == now) {
                tell(new SessionEvent.Published());
              }
            });
      }
      if (topic.channel() == Channel.UP) {
        int copies = world.happens(0.2) ? 0 : world.happens(0.2) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          world.at(1 + world.random.nextInt(500), () -> world.atCenter(this, payload));
        }
      }
    }

    void fromBroker(GateId to, Bytes payload) {
      if (world.happens(0.1)) {
        return;
      }
      world.at(
          1 + world.random.nextInt(300),
          () -> {
            if (up) {
              String topic = new SyncTopic(7, to, Channel.DOWN).toString();
              tell(new SessionEvent.Received(topic, payload));
            }
          });
    }
  }
}
