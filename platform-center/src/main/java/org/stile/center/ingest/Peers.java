package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.SyncLimits;

/** Passages as the other gates of a venue are told of them. */
final class Peers {
  private Peers() {}

  /**
   * A passage, and whose venue it was at.
   *
   * @param current whether its gate still writes that log, and so knows it better than anybody.
   */
  record Told(long venue, boolean current, PeerPassage passage) {}

  static Told of(Intake.Changed changed) {
    PassageRow row = changed.passage();
    return new Told(
        changed.gate().venue(),
        changed.current(),
        new PeerPassage(
            changed.logId(),
            row.key().sequence(),
            row.asOf(),
            changed.gate().gate(),
            row.lane(),
            row.ticket(),
            row.direction(),
            row.number(),
            row.at(),
            row.fate().state()));
  }

  /** What changed since, oldest first, at most {@code countMax}. */
  static List<Told> since(Handle handle, Instant since, int countMax) {
    return query(handle, "changed_at > :since ORDER BY changed_at LIMIT :max", since, countMax, 0);
  }

  /** What happened at a venue since, oldest first, at most {@code countMax}: the newest of it. */
  static List<Told> missed(Handle handle, long venue, Instant since, int countMax) {
    return query(
            handle,
            """
            changed_at > :since AND gate_log.venue_id = :venue
            ORDER BY changed_at DESC LIMIT :max
            """,
            since,
            countMax,
            venue)
        .reversed();
  }

  private static List<Told> query(
      Handle handle, String condition, Instant since, int countMax, long venue) {
    return handle
        .createQuery(
            """
            SELECT passage.*, gate_log.log_id, gate_log.venue_id, gate_log.gate,
              gate_log.fork_of IS NULL AND (s.log IS NULL OR s.log = gate_log.id) AS current
            FROM passage JOIN gate_log ON gate_log.id = passage.log
            LEFT JOIN gate_status AS s
              ON s.venue_id = gate_log.venue_id AND s.gate = gate_log.gate
            WHERE
            """
                + condition)
        .bind("since", since)
        .bind("max", countMax)
        .bind("venue", venue)
        .map(
            (row, _) ->
                of(
                    new Intake.Changed(
                        new GateName(row.getLong("venue_id"), new GateId(row.getString("gate"))),
                        Bytes.copyOf(row.getBytes("log_id")),
                        row.getBoolean("current"),
                        PassageTable.read(row))))
        .list();
  }

  /** Passages in as few messages as the wire allows. */
  static List<Passages> messages(List<PeerPassage> passages) {
    List<Passages> messages = new ArrayList<>();
    for (int from = 0; from < passages.size(); from += SyncLimits.PASSAGES_MAX) {
      int to = Math.min(passages.size(), from + SyncLimits.PASSAGES_MAX);
      messages.add(new Passages(passages.subList(from, to)));
    }
    return messages;
  }
}
