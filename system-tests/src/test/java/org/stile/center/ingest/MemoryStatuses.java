package org.stile.center.ingest;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/** What {@link StatusTable} keeps, in memory. One thread. */
final class MemoryStatuses {
  final Map<GateName, Status> rows = new HashMap<>();
  private final MemoryLogs logs;
  private final Undo undo;

  /** A row; boots are empty, and {@code agentVersion} is, where none was told. */
  record Status(
      Bytes bootId,
      Bytes helloBoot,
      boolean online,
      Optional<Bytes> log,
      Instant lastContact,
      Optional<String> agentVersion,
      long lastSequence) {
    private static final Status NEW =
        new Status(
            Bytes.EMPTY, Bytes.EMPTY, false, Optional.empty(), Instant.EPOCH, Optional.empty(), 0);

    Status heard(Bytes boot, Instant at) {
      return new Status(boot, helloBoot, true, log, at, agentVersion, lastSequence);
    }

    Status greeted(Optional<Bytes> its) {
      return new Status(bootId, bootId, online, its, lastContact, agentVersion, lastSequence);
    }

    Status by(String version) {
      return new Status(
          bootId, helloBoot, online, log, lastContact, Optional.of(version), lastSequence);
    }

    Status upTo(long sequence) {
      return new Status(bootId, helloBoot, online, log, lastContact, agentVersion, sequence);
    }

    Status gone() {
      return new Status(bootId, helloBoot, false, log, lastContact, agentVersion, lastSequence);
    }
  }

  MemoryStatuses(MemoryLogs logs, Undo undo) {
    this.logs = logs;
    this.undo = undo;
  }

  MemoryStatuses copy(MemoryLogs its, Undo of) {
    var copy = new MemoryStatuses(its, of);
    copy.rows.putAll(rows);
    return copy;
  }

  boolean isCurrent(MemoryLog log) {
    Status status = rows.get(log.gate);
    return log.fork.of().equals(log.logId)
        && (status == null || status.log.isEmpty() || status.log.get().equals(log.logId));
  }

  Optional<Intake.Mark> current(GateName gate) {
    return Optional.ofNullable(rows.get(gate))
        .flatMap(Status::log)
        .map(
            log ->
                new Intake.Mark(
                    gate, log, logs.lines(log).mapToLong(line -> line.highWater).max().orElse(0)));
  }

  StatusTable.Before before(GateName gate, Bytes logId) {
    MemoryLog log = logs.logs.get(logId);
    boolean known = log != null && log.greeted;
    Status status = rows.get(gate);
    if (status == null) {
      return new StatusTable.Before(Optional.empty(), false, known, Optional.empty(), 0);
    }
    boolean same = status.log.equals(Optional.of(logId));
    MemoryLog old = status.log.map(logs.logs::get).orElse(null);
    return new StatusTable.Before(
        Optional.of(status.lastContact),
        same,
        known,
        same ? Optional.empty() : status.log,
        old == null ? 0 : Math.max(0, old.told - old.highWater));
  }

  private Status of(GateName gate) {
    return rows.getOrDefault(gate, Status.NEW);
  }

  void hello(GateName gate, Hello hello, Instant at) {
    MemoryLog log = logs.logs.get(hello.logId());
    boolean own = log != null && log.gate.equals(gate);
    undo.put(
        rows,
        gate,
        of(gate)
            .heard(hello.bootId(), at)
            .greeted(own ? Optional.of(hello.logId()) : Optional.empty())
            .by(hello.agentVersion())
            .upTo(hello.lastSequence()));
  }

  void health(GateName gate, Health health, Instant at) {
    undo.put(rows, gate, of(gate).heard(health.bootId(), at).upTo(health.lastSequence()));
  }

  void birth(GateName gate, Birth birth, Instant at) {
    undo.put(rows, gate, of(gate).heard(birth.bootId(), at).by(birth.agentVersion()));
  }

  void death(GateName gate, Death death) {
    Status before = rows.get(gate);
    if (before != null && before.bootId.equals(death.bootId())) {
      undo.put(rows, gate, before.gone());
    }
  }

  void heard(List<GateName> gates, Instant at) {
    for (GateName gate : gates) {
      Status before = rows.get(gate);
      if (before != null && before.online && before.lastContact.isBefore(at)) {
        undo.put(rows, gate, before.heard(before.bootId, at));
      }
    }
  }

  /** As {@code VenueTables.nobodyIsHere}. */
  void nobodyIsHere() {
    rows.replaceAll((_, status) -> status.gone());
  }
}
