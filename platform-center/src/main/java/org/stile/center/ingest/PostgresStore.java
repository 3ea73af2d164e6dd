package org.stile.center.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/**
 * {@link IngestStore} by the center's tables: names the statements, which stand with each table.
 *
 * @param nodes tells the center's nodes.
 */
record PostgresStore(
    Handle handle, Incidents incidents, Manifests manifests, Consumer<Handle> nodes)
    implements IngestStore {

  @Override
  public Map<Bytes, LogHead> lock(Collection<Arrival> arrivals, Instant now) {
    return LogTables.lock(handle, arrivals, now);
  }

  @Override
  public List<LogHead> forks(LogHead log) {
    return LogTables.forks(handle, log);
  }

  @Override
  public LogHead fork(LogHead log, Bytes logId, LogHead.Fork from, Instant now) {
    return LogTables.fork(handle, log, logId, from, now);
  }

  @Override
  public void advance(Collection<LogHead> heads, Instant now) {
    LogTables.advance(handle, heads, now);
  }

  @Override
  public void keep(List<Segment> segments, Instant now) {
    LogTables.keep(handle, segments, now);
  }

  @Override
  public Optional<Bytes> holding(LogHead head, long sequence) {
    return LogTables.holding(handle, head, sequence);
  }

  @Override
  public boolean putAside(LogHead head, Arrival arrival) {
    return LogTables.putAside(handle, head, arrival);
  }

  @Override
  public List<Bytes> takeDue(LogHead head) {
    return LogTables.takeDue(handle, head);
  }

  @Override
  public void quarantine(GateName gate, Kind kind, Bytes message, int countMax, Instant now) {
    LogTables.quarantine(handle, gate, kind, message, countMax, now);
  }

  @Override
  public OptionalLong highWater(GateName gate, Bytes logId) {
    return LogTables.highWater(handle, gate, logId);
  }

  @Override
  public Optional<Intake.Mark> current(GateName gate) {
    return StatusTable.current(handle, gate);
  }

  @Override
  public List<PassageRow> addPassages(Collection<PassageRow> rows) {
    return PassageTable.add(handle, rows);
  }

  @Override
  public List<Doubles.Rival> rivals(Collection<PassageRow> rows) {
    return PassageTable.rivals(handle, rows);
  }

  @Override
  public Map<PassageKey, PassageRow> passages(Collection<PassageKey> keys) {
    return PassageTable.find(handle, keys);
  }

  @Override
  public List<PassageRow> updatePassages(Collection<PassageRow> rows) {
    return PassageTable.update(handle, rows);
  }

  @Override
  public void addNotes(List<NoteTable.Note> notes) {
    NoteTable.add(handle, notes);
  }

  @Override
  public OptionalLong venueOf(long event) {
    return handle
        .createQuery("SELECT venue_id FROM event WHERE id = :event")
        .bind("event", event)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public boolean hasVenue(long venue) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM venue WHERE id = :venue)")
        .bind("venue", venue)
        .mapTo(boolean.class)
        .one();
  }

  @Override
  public StatusTable.Before before(GateName gate, Bytes logId) {
    return StatusTable.before(handle, gate, logId);
  }

  @Override
  public void hello(GateName gate, Hello hello, Instant now) {
    StatusTable.hello(handle, gate, hello, now);
  }

  @Override
  public void health(
      GateName gate, Health health, Duration clockOff, Instant madeAfter, Instant now) {
    StatusTable.health(handle, gate, health, clockOff, madeAfter, now);
  }

  @Override
  public void birth(GateName gate, Birth birth, Instant now) {
    StatusTable.birth(handle, gate, birth, now);
  }

  @Override
  public void death(GateName gate, Death death) {
    StatusTable.death(handle, gate, death);
  }

  @Override
  public void heard(List<GateName> gates, Instant now) {
    StatusTable.heard(handle, gates, now);
  }

  @Override
  public void incident(GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    incidents.note(handle, gate, kind, about, detail, event);
  }

  @Override
  public void standing(GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    incidents.standing(handle, gate, kind, about, detail, event);
  }

  @Override
  public void settled(GateName gate, Kind kind, String about, String detail) {
    incidents.settled(handle, gate, kind, about, detail);
  }

  @Override
  public Optional<DownMessage> keySet(long installed) {
    return manifests.keySet(handle, installed);
  }

  @Override
  public List<DownMessage> lacking(GateName gate, Map<Long, Long> installed) {
    return manifests.lacking(handle, gate, installed);
  }

  @Override
  public List<Peers.Told> missed(long venue, Instant since, int countMax) {
    return Peers.missed(handle, venue, since, countMax);
  }

  @Override
  public void tellNodes() {
    nodes.accept(handle);
  }
}
