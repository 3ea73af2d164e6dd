package org.stile.center.ingest;

import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.Incidents.Kind;

/** All that a store keeps of a venue, as lines that can be compared. */
final class StoreDump {
  private StoreDump() {}

  /** What is in the tables, as lines. */
  static List<String> of(Handle handle, long venue) {
    var lines = new TreeSet<String>();
    for (String query :
        List.of(
            """
            SELECT concat_ws(' ', 'log', encode(log_id, 'hex'), gate, high_water,
              encode(hash, 'hex'), ahead, told, broken, apart, forwarded,
              floor(extract(epoch FROM heard_at) * 1000)::bigint, floor(extract(epoch FROM wrote_at) * 1000)::bigint)
            FROM gate_log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'segment', encode(log_id, 'hex'), first, last,
              encode(sha256(message), 'hex'))
            FROM journal_segment s JOIN gate_log l ON l.id = s.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'ahead', encode(log_id, 'hex'), first, encode(sha256(message), 'hex'))
            FROM journal_ahead s JOIN gate_log l ON l.id = s.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'passage', encode(log_id, 'hex'), sequence, as_of, ticket_index,
              direction, number, state, stamp_open, twin)
            FROM passage p JOIN gate_log l ON l.id = p.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'note', encode(log_id, 'hex'), sequence, code)
            FROM gate_note p JOIN gate_log l ON l.id = p.log WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'quarantine', gate, kind, encode(sha256, 'hex'))
            FROM quarantine WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'incident', gate, kind, about, times, settled_at IS NOT NULL,
              CASE WHEN kind = 'DOUBLE_ADMISSION' THEN detail END)
            FROM gate_incident WHERE venue_id = :venue
            """,
            """
            SELECT concat_ws(' ', 'status', s.gate, s.online, encode(s.boot_id, 'hex'),
              encode(l.log_id, 'hex'))
            FROM gate_status s LEFT JOIN gate_log l ON l.id = s.log WHERE s.venue_id = :venue
            """)) {
      handle.createQuery(query).bind("venue", venue).mapTo(String.class).forEach(lines::add);
    }
    return List.copyOf(lines);
  }

  static List<String> of(MemoryStore memory) {
    var lines = new TreeSet<String>();
    memory.logs.logs.forEach(
        (id, log) -> {
          lines.add(
              "log %s %s %d %s %d %d %d %d %d %d %d"
                  .formatted(
                      id.hex(),
                      log.gate.gate(),
                      log.highWater,
                      log.hash.hex(),
                      log.ahead,
                      log.told,
                      log.broken,
                      log.apart,
                      log.forwarded,
                      log.heardAt.toEpochMilli(),
                      log.wroteAt.toEpochMilli()));
          log.segments.forEach(
              (first, segment) ->
                  lines.add(
                      "segment %s %d %d %s"
                          .formatted(
                              id.hex(), first, segment.last(), segment.message().sha256().hex())));
          log.waiting.forEach(
              (first, message) ->
                  lines.add("ahead %s %d %s".formatted(id.hex(), first, message.sha256().hex())));
        });
    memory.passages.rows.forEach(
        (key, kept) -> {
          PassageRow row = kept.row();
          lines.add(
              "passage %s %d %d %d %d %d %d %s %s"
                  .formatted(
                      memory.logs.byId.get(key.log()).logId.hex(),
                      key.sequence(),
                      row.asOf(),
                      row.ticket().index(),
                      PassageRow.code(row.direction()),
                      row.number(),
                      PassageRow.code(row.fate().state()),
                      row.fate().stampOpen() ? "t" : "f",
                      kept.twin() ? "t" : "f"));
        });
    memory.passages.notes.forEach(
        (key, note) ->
            lines.add(
                "note %s %d %s"
                    .formatted(
                        memory.logs.byId.get(key.log()).logId.hex(), key.sequence(), note.code())));
    memory.quarantine.forEach(
        (gate, kept) ->
            kept.forEach(
                (hash, kind) ->
                    lines.add("quarantine %s %s %s".formatted(gate.gate(), kind, hash.hex()))));
    memory.incidents.forEach(
        (each, noted) ->
            lines.add(
                "incident %s %s %s %d %s%s"
                    .formatted(
                        each.gate().gate(),
                        each.kind(),
                        each.about(),
                        noted.times(),
                        noted.settled() ? "t" : "f",
                        each.kind() == Kind.DOUBLE_ADMISSION ? " " + noted.detail() : "")));
    memory.statuses.rows.forEach(
        (gate, status) ->
            lines.add(
                "status %s %s %s%s"
                    .formatted(
                        gate.gate(),
                        status.online() ? "t" : "f",
                        status.bootId().hex(),
                        status.log().map(log -> " " + log.hex()).orElse(""))));
    return List.copyOf(lines);
  }
}
