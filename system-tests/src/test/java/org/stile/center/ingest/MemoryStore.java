package org.stile.center.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.RowBytes;
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
  /** What PostgreSQL throws when a statement or a commit fails. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String what) {
      super(what);
    }
  }

  static final class Log {
    final long id;
    final GateName gate;
    final Bytes logId;
    final LogHead.Fork fork;
    long highWater;
    Bytes hash;
    int ahead;
    long broken;
    Instant brokenAt = Instant.EPOCH;
    long apart;
    long told;
    final TreeMap<Long, Segment> segments = new TreeMap<>();
    final TreeMap<Long, Bytes> waiting = new TreeMap<>();

    Log(long id, GateName gate, Bytes logId, LogHead.Fork fork) {
      this.id = id;
      this.gate = gate;
      this.logId = logId;
      this.fork = fork;
      highWater = fork.root();
      hash = fork.rootHash();
    }

    boolean isLineOf(Bytes log) {
      return logId.equals(log) || fork.of().equals(log);
    }
  }

  record Kept(PassageRow row, boolean twin, Instant changedAt) {}

  record Once(TicketId ticket, Direction direction, int number) {}

  record Status(
      Bytes bootId, boolean online, Optional<Bytes> log, Instant lastContact, long lastSequence) {}

  record Incident(GateName gate, Kind kind, String about) {}

  final Map<Bytes, Log> logs = new LinkedHashMap<>();
  final Map<Long, Log> byId = new HashMap<>();
  final Map<PassageKey, Kept> passages = new LinkedHashMap<>();
  final Map<Once, PassageKey> once = new HashMap<>();
  final Map<PassageKey, NoteTable.Note> notes = new HashMap<>();
  final Map<GateName, Map<Bytes, Kind>> quarantine = new HashMap<>();
  final Map<Incident, Integer> incidents = new LinkedHashMap<>();
  final Map<GateName, Status> statuses = new HashMap<>();
  final Map<Long, Long> venueOfEvent = new HashMap<>();
  Optional<KeySetAvailable> keySet = Optional.empty();
  Optional<MasterAvailable> master = Optional.empty();
  int nodesTold;

  /** Tells when the transaction is to fail: asked before every statement and at the commit. */
  Consumer<String> trouble = _ -> {};

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private Instant now = Instant.EPOCH;
  private final java.util.function.Supplier<Instant> databaseClock;

  MemoryStore(java.util.function.Supplier<Instant> databaseClock) {
    this.databaseClock = databaseClock;
  }

  @Override
  public void change(Consumer<IngestStore> work) {
    now = databaseClock.get();
    undo.clear();
    try {
      work.accept(this);
      trouble.accept("commit");
    } catch (RuntimeException | Error e) {
      while (!undo.isEmpty()) {
        undo.pop().run();
      }
      throw e;
    }
  }

  private <K, V> void put(Map<K, V> map, K key, V value) {
    boolean had = map.containsKey(key);
    V before = map.put(key, value);
    undo.push(
        () -> {
          if (had) {
            map.put(key, before);
          } else {
            map.remove(key);
          }
        });
  }

  private <K, V> void remove(Map<K, V> map, K key) {
    V before = map.remove(key);
    undo.push(() -> map.put(key, before));
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
              Log log = logs.get(logId);
              if (log != null) {
                heads.put(logId, head(log));
              }
            });
    return heads;
  }

  private LogHead head(Log log) {
    var head =
        new LogHead(
            log.id,
            log.logId,
            log.gate,
            isCurrent(log),
            log.fork,
            log.highWater,
            log.hash,
            log.ahead);
    head.broken = log.broken;
    head.brokenAt = log.brokenAt;
    head.apart = log.apart;
    return head;
  }

  private Stream<Log> lines(Bytes logId) {
    return logs.values().stream().filter(log -> log.isLineOf(logId));
  }

  @Override
  public List<LogHead> forks(LogHead log) {
    trouble.accept("forks");
    return lines(log.logId).filter(line -> line.id != log.id).map(this::head).toList();
  }

  @Override
  public LogHead fork(LogHead log, Bytes logId, LogHead.Fork from, Instant at) {
    trouble.accept("fork");
    var line = new Log(logs.size() + 1L, log.gate, logId, from);
    put(logs, logId, line);
    put(byId, line.id, line);
    return head(line);
  }

  private boolean isCurrent(Log log) {
    Status status = statuses.get(log.gate);
    return log.fork.of().equals(log.logId)
        && (status == null || status.log.isEmpty() || status.log.get().equals(log.logId));
  }

  private void begin(Bytes logId, GateName gate) {
    if (!logs.containsKey(logId) && hasVenue(gate.venue())) {
      Bytes genesis = RowBytes.genesis(logId, gate.gate().value());
      var log = new Log(logs.size() + 1L, gate, logId, new LogHead.Fork(logId, 0, genesis));
      put(logs, logId, log);
      put(byId, log.id, log);
    }
  }

  @Override
  public void advance(Collection<LogHead> heads, Instant at) {
    trouble.accept("advance");
    for (LogHead head : heads) {
      Log log = byId.get(head.id);
      long highWater = log.highWater;
      Bytes hash = log.hash;
      int ahead = log.ahead;
      long broken = log.broken;
      Instant brokenAt = log.brokenAt;
      long apart = log.apart;
      undo.push(
          () -> {
            log.highWater = highWater;
            log.hash = hash;
            log.ahead = ahead;
            log.broken = broken;
            log.brokenAt = brokenAt;
            log.apart = apart;
          });
      log.highWater = head.highWater;
      log.hash = head.hash;
      log.ahead = head.ahead;
      log.broken = head.broken;
      log.brokenAt = head.brokenAt.truncatedTo(ChronoUnit.MILLIS);
      log.apart = head.apart;
    }
  }

  @Override
  public void keep(List<Segment> segments, Instant at) {
    trouble.accept("keep");
    for (Segment segment : segments) {
      Log log = byId.get(segment.log());
      if (log.segments.containsKey(segment.first())) {
        throw new Failed("journal_segment: (log, first) is there");
      }
      put(log.segments, segment.first(), segment);
    }
  }

  @Override
  public Optional<Bytes> holding(LogHead head, long sequence) {
    var entry = byId.get(head.id).segments.floorEntry(sequence);
    return Optional.ofNullable(entry).map(each -> each.getValue().message());
  }

  @Override
  public boolean putAside(LogHead head, Arrival arrival) {
    trouble.accept("put aside");
    Log log = byId.get(head.id);
    if (log.waiting.containsKey(arrival.first())) {
      return false;
    }
    put(log.waiting, arrival.first(), arrival.message());
    return true;
  }

  @Override
  public List<Bytes> takeDue(LogHead head) {
    Log log = byId.get(head.id);
    List<Bytes> due = new ArrayList<>();
    for (Long first : List.copyOf(log.waiting.headMap(head.highWater + 1, true).keySet())) {
      due.add(log.waiting.get(first));
      remove(log.waiting, first);
    }
    head.ahead -= due.size();
    return due;
  }

  @Override
  public void quarantine(GateName gate, Kind kind, Bytes message, int countMax, Instant at) {
    trouble.accept("quarantine");
    Map<Bytes, Kind> kept = quarantine.computeIfAbsent(gate, _ -> new LinkedHashMap<>());
    Bytes hash = message.sha256();
    if (kept.size() < countMax && !kept.containsKey(hash)) {
      put(kept, hash, kind);
    }
  }

  @Override
  public OptionalLong highWater(GateName gate, Bytes logId) {
    return lines(logId)
        .filter(line -> line.gate.equals(gate))
        .mapToLong(line -> line.highWater)
        .min();
  }

  @Override
  public Optional<Intake.Mark> current(GateName gate) {
    Status status = statuses.get(gate);
    return status == null
        ? Optional.empty()
        : status.log.map(
            log ->
                new Intake.Mark(
                    gate, log, lines(log).mapToLong(line -> line.highWater).max().orElse(0)));
  }

  @Override
  public List<PassageRow> addPassages(Collection<PassageRow> rows) {
    trouble.accept("passages");
    List<PassageRow> sorted =
        rows.stream()
            .sorted(
                Comparator.comparingLong((PassageRow row) -> row.ticket().event().value())
                    .thenComparingInt(row -> row.ticket().index())
                    .thenComparing(PassageRow::direction)
                    .thenComparingInt(PassageRow::number))
            .toList();
    List<PassageRow> twins = new ArrayList<>();
    for (PassageRow row : sorted) {
      if (passages.containsKey(row.key())) {
        throw new Failed("passage: (log, sequence) is there");
      }
      var number = new Once(row.ticket(), row.direction(), row.number());
      boolean twin = once.containsKey(number);
      if (twin) {
        twins.add(row);
      } else {
        put(once, number, row.key());
      }
      put(passages, row.key(), new Kept(row, twin, now));
    }
    return twins;
  }

  @Override
  public Optional<String> firstOf(PassageRow twin) {
    PassageKey first = once.get(new Once(twin.ticket(), twin.direction(), twin.number()));
    return Optional.ofNullable(first)
        .map(
            key ->
                "at "
                    + byId.get(key.log()).gate.gate()
                    + " at "
                    + Instant.ofEpochMilli(WallTime.ms(passages.get(key).row().at())));
  }

  @Override
  public Map<PassageKey, PassageRow> passages(Collection<PassageKey> keys) {
    Map<PassageKey, PassageRow> found = new HashMap<>();
    for (PassageKey key : keys) {
      Kept kept = passages.get(key);
      if (kept != null) {
        found.put(key, stored(kept.row()));
      }
    }
    return found;
  }

  /** As the database gives it back: within the times it can hold. */
  private static PassageRow stored(PassageRow row) {
    return new PassageRow(
        row.key(),
        row.asOf(),
        row.ticket(),
        row.direction(),
        row.number(),
        row.lane(),
        Instant.ofEpochMilli(WallTime.ms(row.at())),
        row.fate(),
        row.seatType(),
        row.zone(),
        row.doubted());
  }

  @Override
  public void updatePassages(Collection<PassageRow> rows) {
    trouble.accept("fates");
    for (PassageRow row : rows) {
      Kept kept = passages.get(row.key());
      if (kept != null) {
        put(
            passages,
            row.key(),
            new Kept(kept.row().with(row.fate(), row.asOf()), kept.twin(), now));
      }
    }
  }

  @Override
  public void addNotes(List<NoteTable.Note> more) {
    trouble.accept("notes");
    for (NoteTable.Note note : more) {
      if (notes.containsKey(note.key())) {
        throw new Failed("gate_note: (log, sequence) is there");
      }
      put(notes, note.key(), note);
    }
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
    Log log = logs.get(logId);
    boolean known = log != null && (log.told > 0 || log.highWater > 0);
    Status status = statuses.get(gate);
    if (status == null) {
      return new StatusTable.Before(Optional.empty(), false, known, Optional.empty(), 0);
    }
    boolean same = status.log.equals(Optional.of(logId));
    Log old = status.log.map(logs::get).orElse(null);
    return new StatusTable.Before(
        Optional.of(status.lastContact),
        same,
        known,
        same ? Optional.empty() : status.log,
        old == null ? 0 : Math.max(0, old.told - old.highWater));
  }

  @Override
  public void hello(GateName gate, Hello hello, Instant at) {
    trouble.accept("hello");
    begin(hello.logId(), gate);
    Log log = logs.get(hello.logId());
    boolean own = log != null && log.gate.equals(gate);
    if (own) {
      tell(log, hello.lastSequence());
    }
    if (hasVenue(gate.venue())) {
      put(
          statuses,
          gate,
          new Status(
              hello.bootId(),
              true,
              own ? Optional.of(hello.logId()) : Optional.empty(),
              at,
              hello.lastSequence()));
    }
  }

  private void tell(Log log, long told) {
    long before = log.told;
    undo.push(() -> log.told = before);
    log.told = Math.max(before, told);
  }

  @Override
  public void health(GateName gate, Health health, Duration clockOff, Instant at) {
    trouble.accept("health");
    if (!hasVenue(gate.venue())) {
      return;
    }
    Status before = statuses.get(gate);
    Optional<Bytes> log = before == null ? Optional.empty() : before.log;
    put(statuses, gate, new Status(health.bootId(), true, log, at, health.lastSequence()));
    log.map(logs::get).ifPresent(known -> tell(known, health.lastSequence()));
  }

  @Override
  public void birth(GateName gate, Birth birth, Instant at) {
    if (hasVenue(gate.venue())) {
      Status before = statuses.get(gate);
      put(
          statuses,
          gate,
          new Status(
              birth.bootId(),
              true,
              before == null ? Optional.empty() : before.log,
              at,
              before == null ? 0 : before.lastSequence));
    }
  }

  @Override
  public void death(GateName gate, Death death) {
    Status before = statuses.get(gate);
    if (before != null && before.bootId.equals(death.bootId())) {
      put(
          statuses,
          gate,
          new Status(before.bootId, false, before.log, before.lastContact, before.lastSequence));
    }
  }

  @Override
  public void heard(List<GateName> gates, Instant at) {
    for (GateName gate : gates) {
      Status before = statuses.get(gate);
      if (before != null) {
        Instant last = before.lastContact.isAfter(at) ? before.lastContact : at;
        put(statuses, gate, new Status(before.bootId, true, before.log, last, before.lastSequence));
      }
    }
  }

  @Override
  public void incident(GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    trouble.accept("incident");
    var incident = new Incident(gate, kind, about);
    put(incidents, incident, incidents.getOrDefault(incident, 0) + 1);
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
    List<Kept> missed =
        passages.values().stream()
            .filter(kept -> kept.changedAt().isAfter(since))
            .filter(kept -> byId.get(kept.row().key().log()).gate.venue() == venue)
            .sorted(Comparator.comparing(Kept::changedAt))
            .toList();
    return missed.subList(Math.max(0, missed.size() - countMax), missed.size()).stream()
        .map(kept -> told(kept.row()))
        .toList();
  }

  private Peers.Told told(PassageRow row) {
    Log log = byId.get(row.key().log());
    return Peers.of(new Intake.Changed(log.gate, log.logId, isCurrent(log), stored(row)));
  }

  @Override
  public void tellNodes() {
    nodesTold++;
  }

  /** The gates a venue has, as far as they were ever heard of. */
  List<GateId> gates() {
    return statuses.keySet().stream().map(GateName::gate).toList();
  }
}
