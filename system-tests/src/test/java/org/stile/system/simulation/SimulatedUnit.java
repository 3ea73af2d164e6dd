package org.stile.system.simulation;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.ingest.SimulatedCenter;
import org.stile.center.venue.SimulatedUplink;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.SyncTopic;
import org.stile.sync.SimulatedAgent;
import org.stile.sync.SimulatedAgent.Ear;

/**
 * A venue's unit: a broker for its gates, ingest into a database of its own, its uplink to the
 * center's broker, its disk and its power. Following the center's masters is played by a rule: it
 * asks every few seconds, and has the newest when it is answered.
 */
final class SimulatedUnit
    implements SimulatedBroker.Client, SimulatedUplink.Machine, SimulatedUplink.Ways {
  static final String NAME = "venue-" + Show.VENUE;

  /** As in {@code VenueFollower}. */
  private static final int ASK_EVERY_MS = 3_000;

  /** Half of what {@code BrokerLink} waits at most, on average. */
  private static final int RECONNECT_MOST_MS = 5_000;

  final SimulatedCenter center;
  final SimulatedBroker broker;
  private final World world;
  private final Show show;
  private final SimulatedCenter above;
  private final SimulatedBroker brokerAbove;
  private final Flaw flaw;
  private final IngestHost host;
  private @Nullable SimulatedUplink uplink;
  private SimulatedBroker.@Nullable Connection link;
  private SimulatedCenter.@Nullable Copy copy;
  private boolean connected;
  private boolean powered;
  private boolean cutOff;
  private int start;
  private int restored;

  SimulatedUnit(
      World world,
      Show show,
      SimulatedCenter center,
      SimulatedCenter above,
      SimulatedBroker brokerAbove,
      Flaw flaw) {
    this.world = world;
    this.show = show;
    this.center = center;
    this.above = above;
    this.brokerAbove = brokerAbove;
    this.flaw = flaw;
    broker = new SimulatedBroker(world, show);
    host =
        new IngestHost(
            world,
            center,
            broker,
            new IngestHost.Setup(flaw.ofUnit(), Fault.VENUE, this::taken, _ -> powerCut()));
    powerOn();
  }

  private void powerOn() {
    powered = true;
    start++;
    center.unitTables().nobodyIsHere();
    broker.comeUp();
    host.start();
    broker.consumer(host::take);
    uplink =
        new SimulatedUplink(
            center.unitTables(), Show.VENUE, show.offer(0).event(), this, this, flaw.ofUplink());
    connect();
    follow();
  }

  /** Everything in memory is gone; what was committed is there when it comes back. */
  void powerCut() {
    if (!powered) {
      return;
    }
    powered = false;
    start++;
    List<SimulatedBroker.Delivery> _ = host.end(); // Its broker held them, and is gone too.
    broker.noConsumer();
    broker.goDown();
    uplink = null;
    connected = false;
    if (link != null) {
      link.leave();
    }
    world.at(world.between(100, 8_000), this::powerOn);
  }

  /** Now a backup is made, now that is all there is. */
  void copyOrRestore() {
    if (copy == null) {
      copy = center.copy();
    } else if (powered) {
      powerCut();
      center.restore(copy);
      copy = null;
      restored++;
    }
  }

  /** How often what it had after the last backup was lost. */
  int restored() {
    return restored;
  }

  void cutOff(boolean is) {
    cutOff = is;
  }

  boolean isPowered() {
    return powered;
  }

  private void taken(String topic, Bytes payload) {
    if (uplink != null) {
      uplink.taken(topic, payload);
    }
  }

  private void connect() {
    link =
        brokerAbove.connect(
            this,
            Bytes.EMPTY,
            new Ear() {
              private final int mine = start;

              @Override
              public void connected() {
                if (start == mine && uplink != null) {
                  connected = true;
                  uplink.connected();
                }
              }

              @Override
              public void lost(String why) {
                if (start == mine) {
                  connected = false;
                  after(world.between(1, RECONNECT_MOST_MS), SimulatedUnit.this::connect);
                }
              }

              @Override
              public void received(String topic, Bytes payload) {
                if (start == mine && uplink != null) {
                  uplink.heard(topic, payload);
                }
              }

              @Override
              public void published() {}
            });
  }

  private void follow() {
    look();
    after(ASK_EVERY_MS, this::follow);
  }

  private void look() {
    if (reaches(brokerAbove) && !world.happens(Fault.CUT, 0.3)) {
      long here = center.master().map(MasterAvailable::version).orElse(0L);
      above
          .master()
          .filter(newest -> newest.version() > here)
          .ifPresent(
              newest -> {
                MasterAvailable whole = whole(newest);
                center.publish(show.keySet());
                center.publish(whole);
                host.announce(whole);
              });
    }
  }

  /** Without deltas: gates can have the whole one over the local network. */
  private static MasterAvailable whole(MasterAvailable newest) {
    return new MasterAvailable(
        newest.event(),
        newest.version(),
        newest.sha256(),
        newest.size(),
        newest.path(),
        List.of(),
        newest.deltaPath());
  }

  /** What its web server has for a gate: what it has itself. */
  SimulatedAgent.Web web() {
    return path -> {
      if (!powered) {
        return Optional.empty();
      }
      return Optional.of(
          center
              .master()
              .filter(newest -> show.isThere(path, newest.version()))
              .flatMap(_ -> show.at(path)));
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
  public long now() {
    return world.now();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void toCenter(SyncTopic topic, Bytes payload) {
    if (link != null && connected) {
      link.publish(topic, payload);
    }
  }

  @Override
  public void toGate(SyncTopic topic, Bytes payload) {
    broker.tell(topic.gate(), payload);
  }

  @Override
  public void news() {
    after(world.between(1, 50), this::look);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean reaches(SimulatedBroker to) {
    return powered && !cutOff;
  }

  @Override
  public Optional<GateId> gate() {
    return Optional.empty();
  }
}
