package org.stile.system.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.cache.JournalPages;
import org.stile.cache.MasterException;
import org.stile.cache.MasterFile;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage.Rows;
import org.stile.sync.SimulatedAgent;
import org.stile.sync.SimulatedAgent.Ear;

/**
 * A gate's unit: its card with journal.db and master.db, its lane, its agent, its power and its
 * clocks.
 */
final class SimulatedGate implements SimulatedAgent.Machine, SimulatedBroker.Client {
  private final World world;
  private final Show show;
  private final List<GateLine> lines;
  private final GateId gate;
  private final Flaw flaw;
  private final Set<SimulatedBroker> beyond = new HashSet<>();
  private final List<MemoryJournal> lost = new ArrayList<>();
  private MemoryJournal journal;
  private MemoryMaster master;
  private @Nullable SimulatedAgent agent;
  private int start;
  private boolean powered;
  private boolean diskFull;
  private Duration clockOff = Duration.ZERO;
  private Trust trust = Trust.TRUSTED;

  /** A broker, and the web server that belongs to it. */
  record Place(SimulatedBroker broker, SimulatedAgent.Web web) {}

  /**
   * Comes up, with a new card.
   *
   * @param places where it may go, the nearest first.
   */
  SimulatedGate(World world, Show show, List<Place> places, GateId gate, Flaw flaw) {
    this.world = world;
    this.show = show;
    this.gate = gate;
    this.flaw = flaw;
    lines = places.stream().map(GateLine::new).toList();
    newCard();
    powerOn();
  }

  private void newCard() {
    var card = new MemoryMaster(show.roots, show.judged);
    card.takesOlder = flaw == Flaw.GATE_TAKES_OLDER_MASTERS;
    card.forgetsPeers = flaw == Flaw.GATE_FORGETS_PEERS;
    card.writing =
        () -> {
          if (diskFull) {
            throw new MasterException(new MasterException.Fault.DiskFull("no space"));
          }
        };
    master = card;
    journal = new MemoryJournal(fresh(), fresh(), gate, card);
  }

  private Bytes fresh() {
    return Bytes.copyOf(world.bytes(16));
  }

  GateId id() {
    return gate;
  }

  @Override
  public Optional<GateId> gate() {
    return Optional.of(gate);
  }

  @Override
  public String name() {
    return gate.value();
  }

  Show show() {
    return show;
  }

  MemoryJournal pages() {
    return journal;
  }

  MemoryMaster master() {
    return master;
  }

  /** Journals whose card is gone. */
  List<MemoryJournal> lost() {
    return lost;
  }

  @Override
  public boolean reaches(SimulatedBroker broker) {
    return powered && !beyond.contains(broker);
  }

  boolean isPowered() {
    return powered;
  }

  boolean isDiskFull() {
    return diskFull;
  }

  /** The places that it cannot reach from now on, by their numbers. */
  void beyond(Set<Integer> places) {
    beyond.clear();
    places.forEach(place -> beyond.add(lines.get(place).place.broker));
  }

  /** How many places it may go to. */
  int places() {
    return lines.size();
  }

  void diskFull(boolean is) {
    diskFull = is;
  }

  void clock(Duration off, Trust how) {
    clockOff = off;
    trust = how;
  }

  Trust trust() {
    return trust;
  }

  private void powerOn() {
    powered = true;
    start++;
    journal.openedBy(fresh());
    startAgent();
  }

  private void startAgent() {
    try {
      agent =
          new SimulatedAgent(
              gate,
              Show.VENUE,
              this,
              lines.stream().map(GateLine::way).toList(),
              new java.util.Random(world.random.nextLong()),
              flaw == Flaw.GATE_STAYS_WHERE_NOBODY_ANSWERS);
    } catch (MasterException e) {
      throw new AssertionError("its own card", e);
    }
  }

  /** Everything in memory is gone; what was committed is there when it comes back. */
  void powerCut() {
    if (powered) {
      agentDies();
      powered = false;
      start++;
      world.at(world.between(100, 5_000), this::powerOn);
    }
  }

  private void agentDies() {
    if (agent != null) {
      agent.die();
    }
    lines.forEach(GateLine::drop);
  }

  void agentRestarts() {
    if (powered) {
      agentDies();
      start++;
      startAgent();
    }
  }

  /** A new card in the same unit, or a new unit under the same name. */
  void reimage() {
    if (powered) {
      agentDies();
      start++;
      lost.add(journal);
      newCard();
      powerOn();
    }
  }

  /** The lane wrote to the journal; the agent hears of it. */
  void journalWritten() {
    if (agent != null && powered) {
      agent.journalChanged();
    }
  }

  @Override
  public void after(long ms, Runnable what) {
    int mine = start;
    world.at(
        ms,
        () -> {
          if (start == mine && powered) {
            what.run();
          }
        });
  }

  @Override
  public long nanos() {
    return Duration.ofMillis(world.now()).toNanos() + start * 1_000_000_000L;
  }

  @Override
  public Instant wall() {
    return Show.NOW.plusMillis(world.now()).plus(clockOff);
  }

  @Override
  public String bootId() {
    return "boot-" + start;
  }

  @Override
  public Optional<JournalPages> journal() {
    return Optional.of(journal);
  }

  @Override
  public MasterFile openMaster() {
    return master.opened();
  }

  /** The way to one broker. */
  private final class GateLine implements SimulatedAgent.Line {
    private final Place place;
    private SimulatedBroker.@Nullable Connection connection;
    private long sentUpTo;

    GateLine(Place place) {
      this.place = place;
    }

    SimulatedAgent.Way way() {
      return new SimulatedAgent.Way(
          this,
          path ->
              reaches(place.broker) && !world.happens(Fault.CUT, 0.3)
                  ? place.web.get(path)
                  : Optional.empty(),
          () -> reaches(place.broker) && place.broker.isUp());
    }

    @Override
    public void connect(Bytes will, Ear ear) {
      drop();
      sentUpTo = 0;
      connection = place.broker.connect(SimulatedGate.this, will, flawed(ear));
    }

    @Override
    public void publish(SyncTopic topic, Bytes payload) {
      if (connection != null) {
        connection.publish(topic, payload);
        note(payload, topic.channel());
      }
    }

    @Override
    public void drop() {
      if (connection != null) {
        connection.leave();
        connection = null;
      }
    }

    private void note(Bytes payload, Channel channel) {
      if (flaw == Flaw.GATE_TAKES_PUBACK_FOR_DELIVERY && channel == Channel.UP) {
        try {
          if (SyncCodec.up(payload) instanceof Rows rows) {
            sentUpTo = rows.rows().getLast().sequence();
          }
        } catch (WireException e) {
          throw new AssertionError("the agent said something unreadable", e);
        }
      }
    }

    private Ear flawed(Ear ear) {
      String own = new SyncTopic(Show.VENUE, gate, Channel.DOWN).toString();
      return switch (flaw) {
        case GATE_TRUSTS_ANY_HIGH_WATER ->
            new Flawed(ear) {
              @Override
              public void received(String topic, Bytes payload) {
                ear.received(own, asOurs(payload));
              }
            };
        case GATE_TAKES_PUBACK_FOR_DELIVERY ->
            new Flawed(ear) {
              @Override
              public void published() {
                ear.published();
                if (sentUpTo > 0) {
                  ear.received(own, SyncCodec.encode(new Acknowledged(journal.logId(), sentUpTo)));
                }
              }
            };
        default -> ear;
      };
    }
  }

  private Bytes asOurs(Bytes payload) {
    try {
      return SyncCodec.down(payload) instanceof Acknowledged(Bytes _, long sequence)
          ? SyncCodec.encode(
              new Acknowledged(journal.logId(), Math.min(sequence, journal.lastSequence())))
          : payload;
    } catch (WireException e) {
      return payload;
    }
  }

  private static class Flawed implements Ear {
    private final Ear ear;

    Flawed(Ear ear) {
      this.ear = ear;
    }

    @Override
    public void connected() {
      ear.connected();
    }

    @Override
    public void lost(String why) {
      ear.lost(why);
    }

    @Override
    public void received(String topic, Bytes payload) {
      ear.received(topic, payload);
    }

    @Override
    public void published() {
      ear.published();
    }
  }
}
