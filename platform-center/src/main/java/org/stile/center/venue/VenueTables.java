package org.stile.center.venue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.ingest.UnitFacts;

/** Writes what a center tells of a venue into the tables that the center itself keeps it in. */
final class VenueTables {
  /** Stands where the center has the seat plan: a unit needs none, its gates have the master. */
  private static final String PLAN = "at the center";

  private VenueTables() {}

  /** Makes them say this. */
  static void apply(Handle handle, UnitFacts facts, Instant now) {
    venue(handle, facts, now);
    zones(handle, facts);
    gates(handle, facts);
    facts.certificates().forEach(certificate -> certificate(handle, facts.venue(), certificate));
    if (!facts.events().isEmpty()) {
      long plan = plan(handle, facts.venue(), now);
      facts.events().forEach(event -> event(handle, facts.venue(), plan, event, now));
    }
  }

  private static void venue(Handle handle, UnitFacts facts, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO venue (id, organizer_id, name, place, address, time_zone, created_at)
            OVERRIDING SYSTEM VALUE
            VALUES (:id, (SELECT min(id) FROM organizer), :name, :place, :address, :zone, :now)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place,
              address = excluded.address, time_zone = excluded.time_zone
            """)
        .bind("id", facts.venue())
        .bind("name", facts.name())
        .bind("place", facts.place())
        .bind("address", facts.address())
        .bind("zone", facts.timeZone())
        .bind("now", now)
        .execute();
  }

  private static void zones(Handle handle, UnitFacts facts) {
    for (UnitFacts.Zone zone : facts.zones()) {
      handle
          .createUpdate(
              """
              INSERT INTO zone (venue_id, number, name, guidance)
              VALUES (:venue, :number, :name, CAST(:guidance AS jsonb))
              ON CONFLICT (venue_id, number) DO UPDATE
                SET name = excluded.name, guidance = excluded.guidance
              """)
          .bind("venue", facts.venue())
          .bind("number", zone.number())
          .bind("name", zone.name())
          .bind("guidance", zone.guidance().toString())
          .execute();
    }
    handle
        .createUpdate("DELETE FROM zone WHERE venue_id = :venue AND number <> ALL (:numbers)")
        .bind("venue", facts.venue())
        .bind("numbers", facts.zones().stream().mapToInt(UnitFacts.Zone::number).toArray())
        .execute();
  }

  private static void gates(Handle handle, UnitFacts facts) {
    for (UnitFacts.Gate gate : facts.gates()) {
      handle
          .createUpdate(
              """
              INSERT INTO gate (venue_id, name, zones, rated_per_minute)
              VALUES (:venue, :name, :zones, :rated)
              ON CONFLICT (venue_id, name) DO UPDATE
                SET zones = excluded.zones, rated_per_minute = excluded.rated_per_minute
              """)
          .bind("venue", facts.venue())
          .bind("name", gate.name())
          .bind("zones", gate.zones().stream().mapToInt(Integer::intValue).toArray())
          .bind("rated", gate.ratedPerMinute())
          .execute();
    }
    handle
        .createUpdate("DELETE FROM gate WHERE venue_id = :venue AND name <> ALL (:names)")
        .bind("venue", facts.venue())
        .bind("names", facts.gates().stream().map(UnitFacts.Gate::name).toArray(String[]::new))
        .execute();
  }

  private static void certificate(Handle handle, long venue, UnitFacts.Certificate certificate) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_certificate (serial, venue_id, gate, not_before, not_after, issued_at,
              issued_by, revoked_at, reason)
            VALUES (:serial, :venue, :gate, :from, :until, :at, :by, :revoked, :reason)
            ON CONFLICT (serial) DO UPDATE
              SET revoked_at = excluded.revoked_at, reason = excluded.reason
              WHERE gate_certificate.revoked_at IS DISTINCT FROM excluded.revoked_at
            """)
        .bind("serial", certificate.serial())
        .bind("venue", venue)
        .bind("gate", certificate.gate())
        .bind("from", certificate.notBefore())
        .bind("until", certificate.notAfter())
        .bind("at", certificate.issuedAt())
        .bind("by", certificate.issuedBy())
        .bind("revoked", certificate.revokedAt())
        .bind("reason", certificate.reason())
        .execute();
  }

  private static long plan(Handle handle, long venue, Instant now) {
    OptionalLong there =
        handle
            .createQuery("SELECT id FROM seat_plan WHERE venue_id = :venue AND name = :name")
            .bind("venue", venue)
            .bind("name", PLAN)
            .mapTo(Long.class)
            .findOne()
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty());
    if (there.isPresent()) {
      return there.getAsLong();
    }
    return handle
        .createQuery(
            """
            INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
            VALUES (:venue, :name, 0, '{}', :now) RETURNING id
            """)
        .bind("venue", venue)
        .bind("name", PLAN)
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  private static void event(
      Handle handle, long venue, long plan, UnitFacts.Event event, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at, doors_open,
              last_entry, re_entry, entries, state, published, next_ticket, created_at, told_expected,
              told_parts)
            VALUES (:id, (SELECT min(id) FROM organizer), :venue, :plan, :name, :starts, :doors,
              :last, :reEntry, :entries, :state, 1, 0, :now, :expected, CAST(:parts AS jsonb))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, starts_at = excluded.starts_at,
              doors_open = excluded.doors_open, last_entry = excluded.last_entry,
              re_entry = excluded.re_entry, entries = excluded.entries, state = excluded.state,
              told_expected = excluded.told_expected, told_parts = excluded.told_parts
            """)
        .bind("id", event.id())
        .bind("venue", venue)
        .bind("plan", plan)
        .bind("name", event.name())
        .bind("starts", event.startsAt())
        .bind("doors", event.doorsOpen())
        .bind("last", event.lastEntry())
        .bind("reEntry", event.reEntry())
        .bind("state", event.state())
        .bind("now", now)
        .bind("expected", event.expected())
        .bind("entries", event.entries())
        .bind("parts", event.parts().toString())
        .execute();
  }

  /** Nobody is connected to a broker that starts. */
  static void nobodyIsHere(Handle handle, long venue) {
    handle
        .createUpdate("UPDATE gate_status SET online = false WHERE venue_id = :venue")
        .bind("venue", venue)
        .execute();
  }

  /** Logs of the venue's gates that the center has not all of, or that a gate speaks of now. */
  static List<LogState> logs(Handle handle, long venue) {
    return handle
        .createQuery(
            """
            SELECT l.id, l.log_id, coalesce(l.fork_of, l.log_id) AS wire_id, l.gate, l.high_water, l.forwarded,
              coalesce(s.log = l.id, false) AS current, coalesce(s.online, false) AS online,
              coalesce(s.hello_boot = s.boot_id, false) AS greeted, s.boot_id, s.agent_version,
              greatest(CASE WHEN s.log = l.id THEN s.last_sequence END, l.high_water) AS told
            FROM gate_log AS l
            LEFT JOIN gate_status AS s ON s.venue_id = l.venue_id AND s.gate = l.gate
            WHERE l.venue_id = :venue AND (l.forwarded < l.high_water OR s.log = l.id)
            ORDER BY l.id
            """)
        .bind("venue", venue)
        .map((row, _) -> LogState.of(venue, row))
        .list();
  }

  /** Notes how far the center has these logs. */
  static void forwarded(Handle handle, long[] logs, long[] sequences) {
    handle
        .createUpdate(
            """
            UPDATE gate_log SET forwarded = n.sequence
            FROM unnest(:logs, :sequences) AS n (log, sequence) WHERE gate_log.id = n.log
            """)
        .bind("logs", logs)
        .bind("sequences", sequences)
        .execute();
  }

  /** Messages that hold rows after {@code after}, in order. */
  static List<byte[]> messages(Handle handle, long log, long after, int countMax) {
    return handle
        .createQuery(
            """
            SELECT message FROM journal_segment WHERE log = :log AND last > :after
            ORDER BY first LIMIT :max
            """)
        .bind("log", log)
        .bind("after", after)
        .bind("max", countMax)
        .mapTo(byte[].class)
        .list();
  }
}
