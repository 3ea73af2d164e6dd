package org.stile.center.seating;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/** The seat plans of an organizer's venues. A plan is never edited: a change is a new one. */
@ApplicationScoped
public class PlanStore {
  /** Each may be some megabytes. */
  private static final int PLANS_OF_VENUE_MAX = 200;

  private static final int NAME_BYTES = 100;

  private final InstantSource clock;
  private final Audit audit;

  public PlanStore(InstantSource clock, Audit audit) {
    this.clock = clock;
    this.audit = audit;
  }

  /**
   * A plan as lists show it.
   *
   * @param usedBy how many events take place on it.
   */
  public record Entry(long id, String name, int seats, Instant createdAt, int usedBy) {}

  /**
   * Stores a plan for a venue of the caller's organizer.
   *
   * @return its number.
   */
  public long add(Handle handle, Caller caller, long venueId, String name, SeatPlan plan) {
    String kept = checkedName(name);
    checkZones(handle, caller, venueId, plan);
    List<Entry> there = ofVenue(handle, caller, venueId);
    if (there.size() >= PLANS_OF_VENUE_MAX) {
      throw Problem.conflict("too-many-plans", "A venue has at most 200 seat plans; delete some.");
    }
    String document = PlanJsonWriter.text(plan);
    demandReadable(plan, document);
    Optional<Long> id =
        handle
            .createUpdate(
                """
                INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
                VALUES (:venue, :name, :seats, :document, :now)
                ON CONFLICT (venue_id, name) DO NOTHING
                """)
            .bind("venue", venueId)
            .bind("name", kept)
            .bind("seats", plan.size())
            .bind("document", document)
            .bind("now", clock.instant())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .findOne();
    if (id.isEmpty()) {
      throw Problem.conflict(
          "name-taken",
          "The venue has a seat plan named \"" + kept + "\" already; give this one another name.");
    }
    audit.record(
        handle,
        caller,
        "plan.add",
        "plan:" + id.get(),
        Map.of("venue", venueId, "name", kept, "seats", plan.size()));
    return id.get();
  }

  /** The plans of a venue, newest first. */
  public List<Entry> ofVenue(Handle handle, Caller caller, long venueId) {
    return handle
        .createQuery(
            """
            SELECT p.id, p.name, p.seats, p.created_at,
                   (SELECT count(*) FROM event e WHERE e.seat_plan_id = p.id) AS used_by
            FROM seat_plan p JOIN venue v ON v.id = p.venue_id
            WHERE v.organizer_id = :organizer AND v.id = :venue ORDER BY p.id DESC
            """)
        .bind("organizer", caller.organizer())
        .bind("venue", venueId)
        .map(
            (row, _) ->
                new Entry(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getInt("seats"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getInt("used_by")))
        .list();
  }

  /** A plan to hold an event on, with its venue. */
  public record Choice(long plan, String name, int seats, long venueId, String venue) {}

  /** All plans of the caller's organizer, by venue. */
  public List<Choice> choices(Handle handle, Caller caller) {
    return handle
        .createQuery(
            """
            SELECT p.id, p.name, p.seats, v.id AS venue_id, v.name AS venue
            FROM seat_plan p JOIN venue v ON v.id = p.venue_id
            WHERE v.organizer_id = :organizer ORDER BY v.name, v.id, p.id DESC LIMIT 1000
            """)
        .bind("organizer", caller.organizer())
        .map(
            (row, _) ->
                new Choice(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getInt("seats"),
                    row.getLong("venue_id"),
                    row.getString("venue")))
        .list();
  }

  /** One plan of a venue of the caller's organizer. */
  public Entry entry(Handle handle, Caller caller, long venueId, long planId) {
    return ofVenue(handle, caller, venueId).stream()
        .filter(entry -> entry.id() == planId)
        .findFirst()
        .orElseThrow(() -> Problem.notFound("seat plan"));
  }

  /** Deletes a plan that no event uses. */
  public void delete(Handle handle, Caller caller, long venueId, long planId) {
    Entry entry = entry(handle, caller, venueId, planId);
    int deleted =
        handle
            .createUpdate(
                """
                DELETE FROM seat_plan p
                WHERE p.id = :plan AND NOT EXISTS (SELECT 1 FROM event e WHERE e.seat_plan_id = p.id)
                """)
            .bind("plan", planId)
            .execute();
    if (deleted == 0) {
      throw Problem.conflict(
          "plan-in-use", "Events take place on this seat plan, so it cannot be deleted.");
    }
    audit.record(handle, caller, "plan.delete", "plan:" + planId, Map.of("name", entry.name()));
  }

  /** What cannot be read again, or no master can carry, must not get into the database. */
  private static void demandReadable(SeatPlan plan, String document) {
    if (!PlanJson.read(document.getBytes(StandardCharsets.UTF_8))
        .seatMap()
        .equals(plan.seatMap())) {
      throw new IllegalStateException("a seat plan reads back as another");
    }
  }

  private static String checkedName(String name) {
    var errors = new FieldErrors();
    String kept = Texts.name(errors, "name", name, 1, NAME_BYTES);
    errors.throwIfAny();
    return kept;
  }

  /** 404 unless the venue is the caller's organizer's. */
  void demandVenue(Handle handle, Caller caller, long venueId) {
    boolean there =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT 1 FROM venue
                  WHERE organizer_id = :organizer AND id = :venue)
                """)
            .bind("organizer", caller.organizer())
            .bind("venue", venueId)
            .mapTo(Boolean.class)
            .one();
    if (!there) {
      throw Problem.notFound("venue");
    }
  }

  /** The lowest number of the venue's zones; 0 if it has none. */
  int firstZone(Handle handle, long venueId) {
    return handle
        .createQuery("SELECT coalesce(min(number), 0) FROM zone WHERE venue_id = :venue")
        .bind("venue", venueId)
        .mapTo(Integer.class)
        .one();
  }

  /** Keeps the zones that are about to be checked until the plan is stored. */
  private static void lockVenue(Handle handle, Caller caller, long venueId) {
    List<Long> locked =
        handle
            .createQuery(
                "SELECT id FROM venue WHERE organizer_id = :organizer AND id = :venue FOR SHARE")
            .bind("organizer", caller.organizer())
            .bind("venue", venueId)
            .mapTo(Long.class)
            .list();
    if (locked.isEmpty()) {
      throw Problem.notFound("venue");
    }
  }

  private static void checkZones(Handle handle, Caller caller, long venueId, SeatPlan plan) {
    lockVenue(handle, caller, venueId);
    List<Integer> zones =
        handle
            .createQuery("SELECT number FROM zone WHERE venue_id = :venue")
            .bind("venue", venueId)
            .mapTo(Integer.class)
            .list();
    var errors = new FieldErrors();
    for (int i = 0; i < plan.blocks().size(); i++) {
      SeatPlan.Block block = plan.blocks().get(i);
      errors.require(
          zones.contains(block.zone()),
          "blocks[" + i + "].zone",
          "block \"%s\" lies in zone %d, which the venue has not; it has %s"
              .formatted(block.name(), block.zone(), zones.isEmpty() ? "none" : zones));
    }
    errors.throwIfAny();
  }
}
