package org.stile.center.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/**
 * {@link IngestStore} in memory, for the simulation: what {@link PostgresStore} does by its tables.
 * {@code IngestStoresTest} runs both through the same operations. Transactions are taken back by an
 * undo list. One thread.
 */
final class MemoryStore implements IngestStore, IngestStore.Transactions {
  record Incident(GateName gate, Kind kind, String about) {}

  /** How often one came, what is said of it, and whether it is none after all. */
  record Noted(int times, String detail, boolean settled) {
    private static final Noted NEVER = new Noted(0, "", false);
  }

  private final Supplier<Instant> databaseClock;
  private final Undo undo = new Undo();
  final MemoryLogs logs;
  final MemoryStatuses statuses;
  final MemoryPassages passages;
  final Map<GateName, Map<Bytes, Kind>> quarantine = new HashMap<>();
  final Map<Incident, Noted> incidents = new LinkedHashMap<>();
  final Map<Long, Long> venueOfEvent = new HashMap<>();
  Optional<KeySetAvailable> keySet = Optional.empty();
  Optional<MasterAvailable> master = Optional.empty();

  /** Tells when the transaction is to fail: asked before every statement and at the commit. */
  Consumer<String> trouble = _ -> {};

  private Instant now = Instant.EPOCH;

  MemoryStore(Supplier<Instant> databaseClock) {
    this.databaseClock = databaseClock;
    logs = new MemoryLogs(undo);
    statuses = new MemoryStatuses(logs, undo);
    passages = new MemoryPassages(undo);
  }

  private MemoryStore(MemoryStore of) {
    databaseClock = of.databaseClock;
    logs = of.logs.copy(undo);
    statuses = of.statuses.copy(logs, undo);
    passages = of.passages.copy(undo);
    of.quarantine.forEach((gate, kept) -> quarantine.put(gate, new LinkedHashMap<>(kept)));
    incidents.putAll(of.incidents);
    venueOfEvent.putAll(of.venueOfEvent);
    keySet = of.keySet;
    master = of.master;
    trouble = of.trouble;
  }

  /** All that is committed, as a backup has it. */
  MemoryStore copy() {
    return new MemoryStore(this);
  }

  @Override
  public void change(Consumer<IngestStore> work) {
    now = databaseClock.get();
    undo.begin();
    try {
      work.accept(this);
      trouble.accept("commit");
    } catch (RuntimeException | Error e) {
      undo.takeBack();
      throw e;
    }
  }

  @Override
  public Map<Bytes, LogHead> lock(Collection<Arrival> arrivals, Instant at) {
    trouble.accept("lock");
    Map<Bytes, LogHead> heads = new LinkedHashMap<>();
    arrivals.forEach(arrival -> begin(arrival.rows().logId(), arrival.gate()));
    arrivals.stream()
        .map(arrival -> arrival.rows().logId())
        .distinct()
        .sorted(Comparator.comparing(Bytes::hex))
        .forEach(
            logId -> {
              MemoryLog log = logs.logs.get(logId);
              if (log != null) {
                heads.put(logId, head(log));
              }
            });
    return heads;
  }

  private void begin(Bytes logId, GateName gate) {
    if (hasVenue(gate.venue())) {
      logs.begin(logId, gate);
    }
  }

  private LogHead head(MemoryLog log) {
    return log.head(statuses.isCurrent(log));
  }

  @Override
  public List<LogHead> forks(LogHead log) {
    trouble.accept("forks");
    return logs.lines(log.logId).filter(line -> line.id != log.id).map(this::head).toList();
  }

  @Override
  public LogHead fork(LogHead log, Bytes logId, LogHead.Fork from, Instant at) {
    trouble.accept("fork");
    return head(logs.fork(log, logId, from));
  }

  @Override
  public void advance(Collection<LogHead> heads, Instant at) {
    trouble.accept("advance");
    logs.advance(heads);
  }

  @Override
  public void keep(List<Segment> segments, Instant at) {
    trouble.accept("keep");
    logs.keep(segments);
  }

  @Override
  public Optional<Bytes> holding(LogHead head, long sequence) {
    return logs.holding(head, sequence);
  }

  @Override
  public boolean putAside(LogHead head, Arrival arrival) {
    trouble.accept("put aside");
    return logs.putAside(head, arrival);
  }

  @Override
  public List<Bytes> takeDue(LogHead head) {
    return logs.takeDue(head);
  }

  @Override
  public void quarantine(GateName gate, Kind kind, Bytes message, int countMax, Instant at) {
    trouble.accept("quarantine");
    Map<Bytes, Kind> kept = quarantine.computeIfAbsent(gate, _ -> new LinkedHashMap<>());
    Bytes hash = message.sha256();
    if (kept.size() < countMax && !kept.containsKey(hash)) {
      undo.put(kept, hash, kind);
    }
  }

  @Override
  public OptionalLong highWater(GateName gate, Bytes logId) {
    return logs.highWater(gate, logId);
  }

  @Override
  public Optional<Intake.Mark> current(GateName gate) {
    return statuses.current(gate);
  }

  @Override
  public List<PassageRow> addPassages(Collection<PassageRow> rows) {
    trouble.accept("passages");
    return passages.add(rows, now);
  }

  @Override
  public List<Doubles.Rival> rivals(Collection<PassageRow> rows) {
    trouble.accept("rivals");
    return passages.rivals(rows).stream()
        .map(
            kept ->
                new Doubles.Rival(
                    logOf(kept.row()).gate, MemoryPassages.stored(kept.row()), kept.twin()))
        .toList();
  }

  @Override
  public Map<PassageKey, PassageRow> passages(Collection<PassageKey> keys) {
    return passages.find(keys);
  }

  @Override
  public List<PassageRow> updatePassages(Collection<PassageRow> rows) {
    trouble.accept("fates");
    return passages.update(rows, now);
  }

  @Override
  public void addNotes(List<NoteTable.Note> more) {
    trouble.accept("notes");
    passages.addNotes(more);
  }

  @Override
  public OptionalLong venueOf(long event) {
    Long venue = venueOfEvent.get(event);
    return venue == null ? OptionalLong.empty() : OptionalLong.of(venue);
  }

  @Override
  public boolean hasVenue(long venue) {
    return venueOfEvent.containsValue(venue);
  }

  @Override
  public StatusTable.Before before(GateName gate, Bytes logId) {
    return statuses.before(gate, logId);
  }

  @Override
  public void hello(GateName gate, Hello hello, Instant at) {
    trouble.accept("hello");
    begin(hello.logId(), gate);
    MemoryLog log = logs.logs.get(hello.logId());
    if (log != null && log.gate.equals(gate)) {
      logs.tell(log, hello.lastSequence());
      logs.greet(log);
    }
    if (hasVenue(gate.venue())) {
      statuses.hello(gate, hello, at);
    }
  }

  @Override
  public void health(
      GateName gate, Health health, Duration clockOff, Instant madeAfter, Instant at) {
    trouble.accept("health");
    if (hasVenue(gate.venue())) {
      begin(health.logId(), gate);
      statuses.health(gate, health, at);
      MemoryLog log = logs.logs.get(health.logId());
      if (log.gate.equals(gate)) {
        logs.tell(log, health.lastSequence());
        logs.hear(log, madeAfter);
      }
    }
  }

  @Override
  public void birth(GateName gate, Birth birth, Instant at) {
    if (hasVenue(gate.venue())) {
      statuses.birth(gate, birth, at);
    }
  }

  @Override
  public void death(GateName gate, Death death) {
    statuses.death(gate, death);
  }

  @Override
  public void heard(List<GateName> gates, Instant at) {
    statuses.heard(gates, at);
  }

  @Override
  public void incident(GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    trouble.accept("incident");
    var incident = new Incident(gate, kind, about);
    Noted before = incidents.getOrDefault(incident, Noted.NEVER);
    undo.put(incidents, incident, new Noted(before.times() + 1, detail, false));
  }

  @Override
  public void standing(GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    trouble.accept("incident");
    var incident = new Incident(gate, kind, about);
    Noted before = incidents.getOrDefault(incident, Noted.NEVER);
    if (before.settled() || !before.detail().equals(detail)) {
      boolean again = before.settled() || before.times() == 0;
      undo.put(incidents, incident, new Noted(before.times() + (again ? 1 : 0), detail, false));
    }
  }

  @Override
  public void settled(GateName gate, Kind kind, String about, String detail) {
    trouble.accept("incident");
    var incident = new Incident(gate, kind, about);
    Noted before = incidents.get(incident);
    if (before != null && !before.settled()) {
      undo.put(incidents, incident, new Noted(before.times(), detail, true));
    }
  }

  @Override
  public Optional<DownMessage> keySet(long installed) {
    return keySet.filter(newest -> newest.version() > installed).map(newest -> newest);
  }

  @Override
  public List<DownMessage> lacking(GateName gate, Map<Long, Long> installed) {
    return master
        .filter(there -> installed.getOrDefault(there.event().value(), 0L) < there.version())
        .<List<DownMessage>>map(List::of)
        .orElse(List.of());
  }

  @Override
  public List<Peers.Told> missed(long venue, Instant since, int countMax) {
    List<MemoryPassages.Kept> missed =
        passages.rows.values().stream()
            .filter(kept -> kept.changedAt().isAfter(since))
            .filter(kept -> logOf(kept.row()).gate.venue() == venue)
            .sorted(Comparator.comparing(MemoryPassages.Kept::changedAt))
            .toList();
    return missed.subList(Math.max(0, missed.size() - countMax), missed.size()).stream()
        .map(kept -> told(kept.row()))
        .toList();
  }

  private MemoryLog logOf(PassageRow row) {
    return logs.byId.get(row.key().log());
  }

  private Peers.Told told(PassageRow row) {
    MemoryLog log = logOf(row);
    return Peers.of(
        new Intake.Changed(
            log.gate, log.logId, statuses.isCurrent(log), MemoryPassages.stored(row)));
  }

  @Override
  public void tellNodes() {}
}
