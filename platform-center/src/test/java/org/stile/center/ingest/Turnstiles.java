package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.StateMessage;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UnitMessage;
import org.stile.core.sync.UnitTopic;
import org.stile.core.sync.UpMessage.Health;

/** Gates whose messages go the way real ones go from the broker on, without the broker. */
@ApplicationScoped
public class Turnstiles {
  private final Batches batches;
  private final UnitStates units;
  private final InstantSource clock;
  private final Map<GateName, GateJournal> journals = new HashMap<>();
  private final Map<GateName, Long> sent = new HashMap<>();
  private final Map<GateName, List<InstalledVersion>> installed = new HashMap<>();
  private final Random random = new Random(7);

  public Turnstiles(Batches batches, UnitStates units, InstantSource clock) {
    this.batches = batches;
    this.units = units;
    this.clock = clock;
  }

  private GateJournal journal(GateName gate) {
    return journals.computeIfAbsent(gate, _ -> new GateJournal(gate, random));
  }

  /** The gate connects, and says how it is. */
  public void greet(GateName gate) {
    batches.take(List.of(journal(gate).delivered(journal(gate).hello())));
    health(gate, Duration.ZERO);
  }

  /** The gate has this master from now on. */
  public void install(GateName gate, InstalledVersion master) {
    installed.put(gate, List.of(master));
  }

  /** Somebody walks in at this time; the gate keeps the rows. */
  public void admit(GateName gate, long event, int ticket, Instant at) {
    journal(gate).admit(event, ticket, at);
  }

  public void admit(GateName gate, long event, int ticket, int type, int zone, Instant at) {
    GateJournal journal = journal(gate);
    long about = journal.grant(event, ticket, Direction.ENTRY, 1, at, type, zone);
    journal.progress(about, Outcome.PASSED, at);
  }

  public void leave(GateName gate, long event, int ticket, Instant at) {
    GateJournal journal = journal(gate);
    long about = journal.grant(event, ticket, Direction.EXIT, 1, at);
    journal.progress(about, Outcome.PASSED, at);
  }

  public void refuse(GateName gate, long event, int ticket, String code, Instant at) {
    journal(gate).refuse(Optional.of(new TicketId(new EventId(event), ticket)), code, at);
  }

  public void refuseUnread(GateName gate, String code, Instant at) {
    journal(gate).refuse(Optional.empty(), code, at);
  }

  public void note(GateName gate, String kind, Instant at) {
    journal(gate).note(kind, at);
  }

  /** Sends all rows that were not sent yet. */
  public void send(GateName gate) {
    GateJournal journal = journal(gate);
    long from = sent.getOrDefault(gate, 0L) + 1;
    while (from <= journal.last()) {
      long to = Math.min(journal.last(), from + 99);
      batches.take(List.of(journal.delivered(journal.message(from, to))));
      from = to + 1;
    }
    sent.put(gate, journal.last());
  }

  /** Says how the gate is: what it has of rows, and what its clock shows. */
  public void health(GateName gate, Duration clockOff) {
    health(gate, clockOff, 0, 8L << 30, 41, false, true);
  }

  /** Says how the gate is and its computer. */
  public void health(
      GateName gate,
      Duration clockOff,
      long readerFaults,
      long diskFree,
      int temperature,
      boolean underVoltage,
      boolean gateRuns) {
    GateJournal journal = journal(gate);
    batches.take(
        List.of(
            journal.delivered(
                new Health(
                    journal.logId,
                    journal.bootId,
                    journal.last(),
                    journal.last() - sent.getOrDefault(gate, 0L),
                    installed.getOrDefault(gate, List.of()),
                    Optional.of(Trust.TRUSTED),
                    clock.instant().plus(clockOff).toEpochMilli(),
                    readerFaults,
                    diskFree,
                    OptionalInt.of(temperature),
                    Optional.of(underVoltage),
                    OptionalLong.of(clock.millis()),
                    Optional.of(gateRuns)))));
  }

  /** The broker tells that the gate's connection ended. */
  public void cut(GateName gate) {
    batches.take(
        List.of(
            new Batches.Message(
                new SyncTopic(gate.venue(), gate.gate(), Channel.STATE).toString(),
                SyncCodec.encode(new StateMessage.Death(journal(gate).bootId)).toArray(),
                () -> {})));
  }

  /** The venue's unit says that it is there and speaks for these gates. */
  public void unit(long venue, Bytes bootId, List<GateName> gates, long waiting, Instant since) {
    unit(
        venue,
        new UnitMessage.There(
            bootId,
            gates.stream()
                .map(gate -> new UnitMessage.Gate(gate.gate(), journal(gate).bootId))
                .toList(),
            waiting,
            waiting == 0 ? OptionalLong.empty() : OptionalLong.of(since.toEpochMilli())));
  }

  /** The broker tells that the unit's connection ended. */
  public void unitGone(long venue, Bytes bootId) {
    unit(venue, new UnitMessage.Gone(bootId));
  }

  private void unit(long venue, UnitMessage message) {
    units.take(
        List.of(
            new Batches.Message(
                new UnitTopic(venue).toString(), SyncCodec.encode(message).toArray(), () -> {})));
  }
}
