package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** What staff must know of gates: named, kept, counted when it comes again. */
@ApplicationScoped
public class Incidents {
  /** Stands where a gate's name does, if it is of the venue's unit; no gate is called so. */
  public static final String UNIT = "venue unit";

  /** A gate's clock that is off by more is suspect: windows of admission are wrong there. */
  public static final Duration CLOCK_OFF_MAX = Duration.ofSeconds(60);

  /** Details come from outside in part. */
  private static final int DETAIL_LENGTH_MAX = 500;

  private final InstantSource clock;

  public Incidents(InstantSource clock) {
    this.clock = clock;
  }

  /** Kinds; docs/reference/ingest.md says what to do about each. */
  public enum Kind {
    /** A gate, or a unit, asked to publish or hear what is not its own. */
    FOREIGN_TOPIC,
    /** A certificate that is revoked, expired, unknown, or not theirs who show it. */
    CERTIFICATE_REFUSED,
    /** A certificate in use that ends soon. */
    CERTIFICATE_EXPIRING,
    /** Bytes that are no message, or one too large. */
    MALFORMED,
    /** Rows of a log that belongs to another gate. */
    FOREIGN_LOG,
    /** Rows whose hashes do not follow each other. */
    CHAIN_BROKEN,
    /** Other rows than the ones that came before under the same numbers. */
    LOG_FORKED,
    /** A gate that has begun a new log while an old one had rows the center never got. */
    LOG_REPLACED,
    /** Two units at once under one identity. */
    IDENTITY_SHARED,
    /** More rows out of order than are kept. */
    GAP,
    /** One entry of one ticket granted at two logs, and neither grant withdrawn or not walked. */
    DOUBLE_ADMISSION,
    /** Rows about an event that is not of the gate's venue. */
    FOREIGN_EVENT,
    /** A clock that is far off. */
    CLOCK_SUSPECT
  }

  /**
   * Notes an incident.
   *
   * @param about what makes two of a kind the same thing, such as a log id; at most 100 characters.
   */
  public void note(
      Handle handle, GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    note(handle, gate.venue(), gate.gate().value(), kind, about, detail, event);
  }

  /**
   * The same.
   *
   * @param who a gate's name, or {@link #UNIT}.
   */
  public void note(
      Handle handle,
      long venue,
      String who,
      Kind kind,
      String about,
      String detail,
      OptionalLong event) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_incident
              (venue_id, gate, kind, about, detail, event_id, first_at, last_at)
            VALUES (:venue, :gate, :kind, :about, :detail, :event, :now, :now)
            ON CONFLICT (venue_id, gate, kind, about) DO UPDATE
              SET times = gate_incident.times + 1, last_at = excluded.last_at,
                  detail = excluded.detail
            """)
        .bind("venue", venue)
        .bind("gate", who)
        .bind("kind", kind.name())
        .bind("about", about)
        .bind("detail", cut(detail))
        .bind("event", event)
        .bind("now", clock.instant())
        .execute();
  }

  /** Notes one that does not grow worse by being seen again: nothing happens if it is there. */
  void noteOnce(Handle handle, long venue, String who, Kind kind, String about, String detail) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_incident (venue_id, gate, kind, about, detail, first_at, last_at)
            VALUES (:venue, :gate, :kind, :about, :detail, :now, :now)
            ON CONFLICT (venue_id, gate, kind, about) DO NOTHING
            """)
        .bind("venue", venue)
        .bind("gate", who)
        .bind("kind", kind.name())
        .bind("about", about)
        .bind("detail", cut(detail))
        .bind("now", clock.instant())
        .execute();
  }

  /**
   * Notes an incident that is so for now, as what is known says: told again the same way it is no
   * news; told otherwise it is open again if it had been acknowledged or settled.
   */
  public void standing(
      Handle handle, GateName gate, Kind kind, String about, String detail, OptionalLong event) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_incident AS i
              (venue_id, gate, kind, about, detail, event_id, first_at, last_at)
            VALUES (:venue, :gate, :kind, :about, :detail, :event, :now, :now)
            ON CONFLICT (venue_id, gate, kind, about) DO UPDATE
              SET times = i.times
                    + CASE WHEN i.settled_at IS NULL AND i.times > i.acknowledged_times
                           THEN 0 ELSE 1 END,
                  last_at = excluded.last_at, detail = excluded.detail, settled_at = NULL
              WHERE i.settled_at IS NOT NULL OR i.detail <> excluded.detail
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("kind", kind.name())
        .bind("about", about)
        .bind("detail", cut(detail))
        .bind("event", event)
        .bind("now", clock.instant())
        .execute();
  }

  /** Notes that an incident is not so any more; {@code detail} says why. It stays in the list. */
  public void settled(Handle handle, GateName gate, Kind kind, String about, String detail) {
    handle
        .createUpdate(
            """
            UPDATE gate_incident SET settled_at = :now, detail = :detail
            WHERE venue_id = :venue AND gate = :gate AND kind = :kind AND about = :about
              AND settled_at IS NULL
            """)
        .bind("venue", gate.venue())
        .bind("gate", gate.gate().value())
        .bind("kind", kind.name())
        .bind("about", about)
        .bind("detail", cut(detail))
        .bind("now", clock.instant())
        .execute();
  }

  private static String cut(String text) {
    String plain = text.replace('\0', ' ');
    return plain.length() <= DETAIL_LENGTH_MAX ? plain : plain.substring(0, DETAIL_LENGTH_MAX);
  }
}
