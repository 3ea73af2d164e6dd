package org.stile.center.board;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/** What staff must know of gates, and what they saw to. */
@ApplicationScoped
public class IncidentLog {
  private static final int INCIDENTS_MAX = 1_000;
  private static final int NOTE_BYTES_MAX = 200;

  private static final String SELECT =
      """
      SELECT i.id, i.gate, i.kind, i.about, i.detail, i.event_id, i.times, i.first_at, i.last_at,
        i.settled_at, i.acknowledged_times, i.acknowledged_at, i.acknowledged_note,
        coalesce(a.display_name, i.acknowledged_by) AS acknowledged_by
      FROM gate_incident AS i JOIN event ON event.id = :event AND event.venue_id = i.venue_id
      LEFT JOIN account AS a ON 'account:' || a.id = i.acknowledged_by
      WHERE (i.event_id = :event OR i.event_id IS NULL)
      """;

  private final Audit audit;
  private final InstantSource clock;

  public IncidentLog(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * An incident; see {@code Incidents.Kind}.
   *
   * @param settledAt when rows came that say it was none after all; {@code detail} says why.
   * @param open it came more often than staff acknowledged, and is not settled.
   */
  public record Incident(
      long id,
      String gate,
      String kind,
      String about,
      String detail,
      Optional<Long> event,
      long times,
      Instant firstAt,
      Instant lastAt,
      Optional<Instant> settledAt,
      boolean open,
      Optional<Acknowledged> acknowledged) {
    /** "Double admission". */
    public String title() {
      String words = kind.replace('_', ' ').toLowerCase(java.util.Locale.ROOT);
      return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
  }

  /**
   * Who saw to it.
   *
   * @param by the name of the account, or as the audit log names actors.
   * @param times how often it had come by then.
   */
  public record Acknowledged(String by, Instant at, long times, String note) {}

  /** Incidents of an event and of its venue's gates: open ones first, newest first. */
  static List<Incident> of(Handle handle, long event) {
    return handle
        .createQuery(
            SELECT
                + " ORDER BY i.times > i.acknowledged_times AND i.settled_at IS NULL DESC,"
                + " i.last_at DESC, i.id DESC"
                + " LIMIT :max")
        .bind("event", event)
        .bind("max", INCIDENTS_MAX)
        .map((row, _) -> incident(row))
        .list();
  }

  /**
   * Notes that the caller saw to it.
   *
   * @param times how often it had come as the caller knows; null: as often as it has.
   * @throws Problem 404: not an incident of an event of the caller's organizer.
   */
  Incident acknowledge(
      Handle handle,
      Caller caller,
      long event,
      long incident,
      @Nullable Long times,
      @Nullable String note) {
    OwnEvent.demand(handle, caller, event);
    var errors = new FieldErrors();
    String text = Texts.name(errors, "note", note, 0, NOTE_BYTES_MAX);
    errors.throwIfAny();
    Incident known =
        find(handle, event, incident, " FOR UPDATE OF i")
            .orElseThrow(() -> Problem.notFound("incident"));
    long seen = times == null ? known.times : Math.clamp(times, 0, known.times);
    handle
        .createUpdate(
            """
            UPDATE gate_incident
            SET acknowledged_times = greatest(acknowledged_times, :times), acknowledged_at = :now,
              acknowledged_by = :by, acknowledged_note = :note
            WHERE id = :id
            """)
        .bind("times", seen)
        .bind("now", clock.instant())
        .bind("by", caller.actor())
        .bind("note", text)
        .bind("id", incident)
        .execute();
    audit.record(
        handle,
        caller,
        "incident.acknowledge",
        "event:" + event,
        Map.of("incident", incident, "kind", known.kind, "gate", known.gate, "times", seen));
    return find(handle, event, incident, "").orElseThrow();
  }

  private static Optional<Incident> find(Handle handle, long event, long incident, String lock) {
    return handle
        .createQuery(SELECT + " AND i.id = :id" + lock)
        .bind("event", event)
        .bind("id", incident)
        .map((row, _) -> incident(row))
        .findOne();
  }

  private static Incident incident(ResultSet row) throws SQLException {
    long times = row.getLong("times");
    long acknowledged = row.getLong("acknowledged_times");
    var at = row.getTimestamp("acknowledged_at");
    var settled = row.getTimestamp("settled_at");
    return new Incident(
        row.getLong("id"),
        row.getString("gate"),
        row.getString("kind"),
        row.getString("about"),
        row.getString("detail"),
        Optional.ofNullable((Long) row.getObject("event_id")),
        times,
        row.getTimestamp("first_at").toInstant(),
        row.getTimestamp("last_at").toInstant(),
        Optional.ofNullable(settled).map(java.sql.Timestamp::toInstant),
        times > acknowledged && settled == null,
        at == null
            ? Optional.empty()
            : Optional.of(
                new Acknowledged(
                    row.getString("acknowledged_by"),
                    at.toInstant(),
                    acknowledged,
                    row.getString("acknowledged_note"))));
  }
}
