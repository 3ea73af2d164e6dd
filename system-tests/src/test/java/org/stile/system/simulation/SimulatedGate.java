package org.stile.system.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * A unit: its card with journal.db and master.db, its lane, its agent, its power and its clocks.
 */
final class SimulatedGate implements SimulatedAgent.Machine, SimulatedAgent.Line {
  private final World world;
  private final Show show;
  private final SimulatedBroker broker;
  private final GateId gate;
  private final Flaw flaw;
  private final List<MemoryJournal> lost = new ArrayList<>();
  private MemoryJournal journal;
  private MemoryMaster master;
  private @Nullable SimulatedAgent agent;
  private SimulatedBroker.@Nullable Connection connection;
  private Bytes bootId = Bytes.EMPTY;
  private int start;
  private boolean powered;
  private boolean reachable = true;
  private boolean diskFull;
  private Duration clockOff = Duration.ZERO;
  private Trust trust = Trust.TRUSTED;
  private long sentUpTo;

  SimulatedGate(World world, Show show, SimulatedBroker broker, GateId gate, Flaw flaw) {
    this.world = world;
    this.show = show;
    this.broker = broker;
    this.gate = gate;
    this.flaw = flaw;
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
    journal = new MemoryJournal(id(), id(), gate, card);
  }

  private Bytes id() {
    return Bytes.copyOf(world.bytes(16));
  }

  GateId gate() {
    return gate;
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

  boolean isReachable() {
    return reachable && powered;
  }

  boolean isPowered() {
    return powered;
  }

  boolean isDiskFull() {
    return diskFull;
  }

  void reachable(boolean is) {
    reachable = is;
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
    journal.openedBy(id());
    startAgent();
  }

  private void startAgent() {
    bootId = id();
    try {
      agent = new SimulatedAgent(gate, Show.VENUE, this, this, web(), new java.util.Random(start));
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
    drop();
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

  private SimulatedAgent.Web web() {
    return path -> {
      if (!isReachable() || world.happens(Fault.CUT, 0.3)) {
        return Optional.empty();
      }
      return Optional.of(show.at(path));
    };
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

  @Override
  public void connect(Bytes will, Ear ear) {
    drop();
    sentUpTo = 0;
    connection = broker.connect(this, will, flawed(ear));
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
