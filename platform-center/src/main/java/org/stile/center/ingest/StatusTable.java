package org.stile.center.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.sync.InstalledVersion;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/** SQL over gate_status, and what hellos tell of logs. */
final class StatusTable {
  private StatusTable() {}

  /**
   * What was known of a gate before its hello.
   *
   * @param lastContact empty: never seen.
   * @param sameLog whether it spoke of this log last time.
   * @param logKnown whether a hello ever spoke of this log.
   * @param oldLog the log of last time, if it was another.
   * @param missing rows of that one which the gate had and the center never got.
   */
  record Before(
      Optional<Instant> lastContact,
      boolean sameLog,
      boolean logKnown,
      Optional<Bytes> oldLog,
      long missing) {}

  static Before before(Handle handle, GateName gate, Bytes logId) {
    boolean known =
        handle
            .createQuery("SELECT greeted FROM gate_log WHERE log_id = :log")
            .bind("log", logId.toArray())
            .mapTo(boolean.class)
            .findOne()
            .orElse(false);
    return handle
        .createQuery(
            """
            SELECT last_contact, log_id, greatest(told - high_water, 0) AS missing
            FROM gate_status LEFT JOIN gate_log ON gate_log.id = gate_status.log
            WHERE gate_status.venue_id = :venue AND gate_status.gate = :gate
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .map(
            (row, _) -> {
              byte[] old = row.getBytes("log_id");
              boolean same = old != null && Bytes.copyOf(old).equals(logId);
              return new Before(
                  Optional.of(row.getTimestamp("last_contact").toInstant()),
                  same,
                  known,
                  Optional.ofNullable(same ? null : old).map(Bytes::copyOf),
                  row.getLong("missing"));
            })
        .findOne()
        .orElse(new Before(Optional.empty(), false, known, Optional.empty(), 0));
  }

  /** The log a gate last greeted with, and how far the center has it. */
  static Optional<Intake.Mark> current(Handle handle, GateName gate) {
    return handle
        .createQuery(
            """
            SELECT gate_log.log_id,
              greatest(high_water, (SELECT max(line.high_water) FROM gate_log AS line
                                    WHERE line.fork_of = gate_log.log_id)) AS high_water
            FROM gate_status
            JOIN gate_log ON gate_log.id = gate_status.log
            WHERE gate_status.venue_id = :venue AND gate_status.gate = :gate
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .map(
            (row, _) -> new Intake.Mark(gate, Bytes.copyOf(row.getBytes("log_id")), row.getLong(2)))
        .findOne();
  }

  /** Notes a hello; its log is begun if it is new. */
  static void hello(Handle handle, GateName gate, Hello hello, Instant now) {
    LogTables.begin(handle, hello.logId(), gate, now);
    handle
        .createUpdate(
            """
            UPDATE gate_log SET told = greatest(told, :told), greeted = true
            WHERE log_id = :log AND venue_id = :venue AND gate = :gate
            """)
        .bind("told", hello.lastSequence())
        .bind("log", hello.logId().toArray())
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO gate_status (venue_id, gate, boot_id, hello_boot, online, log, last_contact,
              agent_version, last_sequence, masters, key_set)
            SELECT :venue, :gate, :boot, :boot, true, l.id, CAST(:now AS timestamptz), :agent, :last,
              CAST(:masters AS jsonb), :keySet
            FROM venue LEFT JOIN gate_log AS l
              ON l.log_id = :log AND l.venue_id = venue.id AND l.gate = :gate
            WHERE venue.id = :venue
            ON CONFLICT (venue_id, gate) DO UPDATE SET
              boot_id = excluded.boot_id, hello_boot = excluded.hello_boot, online = true,
              log = excluded.log,
              last_contact = excluded.last_contact, agent_version = excluded.agent_version,
              last_sequence = excluded.last_sequence, masters = excluded.masters,
              key_set = excluded.key_set
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("boot", hello.bootId().toArray())
        .bind("now", now)
        .bind("agent", hello.agentVersion())
        .bind("last", hello.lastSequence())
        .bind("masters", json(hello.masters()))
        .bind("keySet", hello.keySetVersion())
        .bind("log", hello.logId().toArray())
        .execute();
  }

  /**
   * Notes how a gate is, and how many rows its log has: begun, if its hello is yet to come.
   *
   * @param clockOff its clock minus ours.
   * @param madeAfter the latest time after which it surely was made; epoch: nobody knows.
   */
  static void health(
      Handle handle,
      GateName gate,
      Health health,
      Duration clockOff,
      Instant madeAfter,
      Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_status (venue_id, gate, boot_id, online, last_contact, last_sequence,
              unsynced, masters, clock_trust, clock_off_ms, reader_faults, disk_free, temperature,
              under_voltage, gate_runs)
            SELECT :venue, :gate, :boot, true, CAST(:now AS timestamptz), :last, :unsynced,
              CAST(:masters AS jsonb), CAST(:trust AS text), CAST(:off AS bigint), :faults, :disk,
              CAST(:temperature AS int), CAST(:weak AS boolean), CAST(:runs AS boolean)
            WHERE EXISTS (SELECT FROM venue WHERE id = :venue)
            ON CONFLICT (venue_id, gate) DO UPDATE SET
              online = true, boot_id = excluded.boot_id, last_contact = excluded.last_contact,
              last_sequence = excluded.last_sequence, unsynced = excluded.unsynced,
              masters = excluded.masters, clock_trust = excluded.clock_trust,
              clock_off_ms = excluded.clock_off_ms, reader_faults = excluded.reader_faults,
              disk_free = excluded.disk_free, temperature = excluded.temperature,
              under_voltage = excluded.under_voltage, gate_runs = excluded.gate_runs
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("boot", health.bootId().toArray())
        .bind("now", now)
        .bind("last", health.lastSequence())
        .bind("unsynced", health.unsynced())
        .bind("masters", json(health.masters()))
        .bind("trust", health.clockTrust().map(Enum::name).orElse(null))
        .bind("off", clockOff.toMillis())
        .bind("faults", health.readerFaults())
        .bind("disk", health.diskFree())
        .bind("temperature", health.temperature())
        .bind("weak", health.underVoltage().orElse(null))
        .bind("runs", health.gateRuns().orElse(null))
        .execute();
    if (!says(handle, gate, health, madeAfter)) {
      LogTables.begin(handle, health.logId(), gate, now);
      boolean _ = says(handle, gate, health, madeAfter);
    }
  }

  private static boolean says(Handle handle, GateName gate, Health health, Instant madeAfter) {
    return handle
            .createUpdate(
                """
                UPDATE gate_log SET told = greatest(told, :told), heard_at = greatest(heard_at, :made)
                WHERE log_id = :log AND venue_id = :venue AND gate = :gate
                """)
            .bind("told", health.lastSequence())
            .bind("made", madeAfter)
            .bind("log", health.logId().toArray())
            .bind("venue", gate.venue())
            .bind("gate", gate.gate().value())
            .execute()
        == 1;
  }

  static void birth(Handle handle, GateName gate, Birth birth, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_status (venue_id, gate, boot_id, online, last_contact, agent_version)
            SELECT :venue, :gate, :boot, true, CAST(:now AS timestamptz), :agent
            WHERE EXISTS (SELECT FROM venue WHERE id = :venue)
            ON CONFLICT (venue_id, gate) DO UPDATE SET
              online = true, boot_id = excluded.boot_id, last_contact = excluded.last_contact,
              agent_version = excluded.agent_version
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("boot", birth.bootId().toArray())
        .bind("now", now)
        .bind("agent", birth.agentVersion())
        .execute();
  }

  /** Notes a death, unless the gate has a newer connection: brokers tell deaths late. */
  static void death(Handle handle, GateName gate, Death death) {
    handle
        .createUpdate(
            """
            UPDATE gate_status SET online = false
            WHERE venue_id = :venue AND gate = :gate AND boot_id = :boot
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("boot", death.bootId().toArray())
        .execute();
  }

  /** Notes that these gates were heard of; rows of one that is away come from its venue's unit. */
  static void heard(Handle handle, List<GateName> gates, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE gate_status SET last_contact = greatest(last_contact, :now)
            FROM unnest(:venues, :gates) AS n (venue, gate)
            WHERE gate_status.venue_id = n.venue AND gate_status.gate = n.gate AND online
            """)
        .bind("now", now)
        .bind("venues", gates.stream().mapToLong(GateName::venue).toArray())
        .bind("gates", gates.stream().map(gate -> gate.gate().value()).toArray(String[]::new))
        .execute();
  }

  private static String json(List<InstalledVersion> masters) {
    return masters.stream()
        .map(master -> "\"" + master.event().value() + "\":" + master.version())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
