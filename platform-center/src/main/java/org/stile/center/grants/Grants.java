package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.register.Tickets;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** Finds registered requests, and ends grants. Any thread. */
@ApplicationScoped
public class Grants {
  private final Tickets tickets;
  private final Audit audit;
  private final InstantSource clock;

  public Grants(Tickets tickets, Audit audit, InstantSource clock) {
    this.tickets = tickets;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Which requests to list.
   *
   * @param state in this state only.
   * @param chip for this chip only.
   * @param before older than this id only; the last id of a page, to read the next.
   * @param limit range [1, 200].
   */
  public record Filter(
      Optional<State> state,
      Optional<String> chip,
      Optional<String> payment,
      OptionalLong before,
      int limit) {}

  /** One request of a seller. */
  public Registered one(Handle handle, long seller, long event, long id) {
    return find(handle, seller, event, id, "").orElseThrow(() -> Problem.notFound("request"));
  }

  /** Requests of a seller for an event, newest first. */
  public List<Registered> list(Handle handle, long seller, long event, Filter filter) {
    return handle
        .createQuery(
            "SELECT "
                + RequestSql.COLUMNS
                + """
                FROM request r
                WHERE r.event_id = :event AND r.seller_id = :seller
                  AND (CAST(:state AS text) IS NULL OR r.state = :state)
                  AND (CAST(:chip AS text) IS NULL OR r.chip = decode(:chip, 'hex'))
                  AND (CAST(:payment AS text) IS NULL OR r.payment = :payment)
                  AND (CAST(:before AS bigint) IS NULL OR r.id < :before)
                ORDER BY r.id DESC LIMIT :limit
                """)
        .bind("event", event)
        .bind("seller", seller)
        .bind("state", filter.state.map(State::name))
        .bind("chip", filter.chip)
        .bind("payment", filter.payment)
        .bind("before", filter.before)
        .bind("limit", filter.limit)
        .map((row, _) -> RequestSql.registered(row))
        .list();
  }

  /**
   * Ends a grant: its seats are free again, what was issued is revoked. Done twice it is done once.
   *
   * @param actor as the audit log names who does it.
   * @return the request after it.
   * @throws Problem 404, or 409 if the request is in a state that does not allow it.
   */
  public Registered end(Handle handle, String actor, long seller, long event, long id, Act act) {
    Registered request = locked(handle, seller, event, id);
    if (request.state() == act.to()) {
      return request;
    }
    requireState(request, act);
    end(handle, actor, request, act.to(), act.ending());
    if (act == Act.REFUND) {
      request.payment().ifPresent(payment -> refunded(handle, seller, payment));
    }
    return one(handle, seller, event, id);
  }

  /**
   * Takes seats out of a grant, which goes on with the others: they are free again, and their
   * tickets are revoked. Without its last seat it is withdrawn.
   *
   * @return the request after it.
   * @throws Problem 404; 400 if a seat is not of this grant; 409 if it has ended.
   */
  public Registered withdraw(
      Handle handle, String actor, long seller, long event, long id, List<Integer> seats) {
    Registered request = locked(handle, seller, event, id);
    requireState(request, Act.WITHDRAW);
    requireSeats(request, seats);
    if (seats.containsAll(request.seats())) {
      end(handle, actor, request, Act.WITHDRAW.to(), Act.WITHDRAW.ending());
      return one(handle, seller, event, id);
    }
    if (request.state() == State.ISSUED) {
      tickets.revoke(handle, actor, event, id, seats, Act.WITHDRAW.ending().name());
    }
    handle
        .createUpdate(
            """
            UPDATE request SET seats = (
              SELECT array_agg(seat ORDER BY place)
              FROM unnest(seats) WITH ORDINALITY AS held (seat, place) WHERE seat <> ALL (:seats))
            WHERE event_id = :event AND id = :id
            """)
        .bindArray("seats", Integer.class, seats)
        .bind("event", event)
        .bind("id", id)
        .execute();
    free(handle, event, id, seats);
    audit.record(
        handle,
        actor,
        organizer(handle, event),
        OptionalLong.of(seller),
        "request.withdraw-seats",
        "request:" + event + "/" + id,
        Map.of("was", request.state().name(), "seats", seats));
    return one(handle, seller, event, id);
  }

  private static Registered locked(Handle handle, long seller, long event, long id) {
    return find(handle, seller, event, id, " FOR UPDATE")
        .orElseThrow(() -> Problem.notFound("request"));
  }

  private static void requireState(Registered request, Act act) {
    if (!act.from().contains(request.state())) {
      throw Problem.conflict(
          "wrong-state",
          "This request is "
              + request.state().words().toLowerCase(Locale.ROOT)
              + "; that cannot be done to it any more.");
    }
  }

  private static void requireSeats(Registered request, List<Integer> seats) {
    var errors = new FieldErrors();
    errors.require(!seats.isEmpty(), "seats", "must name a seat of this request at least");
    for (int i = 0; i < seats.size(); i++) {
      errors.require(
          request.seats().contains(seats.get(i)), "seats[" + i + "]", "is no seat of this request");
    }
    errors.throwIfAny();
  }

  private static void free(Handle handle, long event, long request, List<Integer> seats) {
    handle
        .createUpdate(
            """
            UPDATE seat SET request_id = NULL
            WHERE event_id = :event AND seat = ANY (:seats) AND request_id = :id
            """)
        .bind("event", event)
        .bind("id", request)
        .bindArray("seats", Integer.class, seats)
        .execute();
  }

  /** Ends a grant whose row is locked. */
  void end(Handle handle, String actor, Registered request, State to, Ending ending) {
    Instant now = clock.instant();
    if (request.state() == State.ISSUED) {
      tickets.revoke(handle, actor, request.event(), request.id(), ending.name());
    }
    handle
        .createUpdate(
            """
            UPDATE request SET state = :state, reason = :reason, ended_at = :now
            WHERE event_id = :event AND id = :id
            """)
        .bind("state", to.name())
        .bind("reason", ending.name())
        .bind("now", now)
        .bind("event", request.event())
        .bind("id", request.id())
        .execute();
    free(handle, request.event(), request.id(), request.seats());
    audit.record(
        handle,
        actor,
        organizer(handle, request.event()),
        OptionalLong.of(request.seller()),
        "request." + to.name().toLowerCase(Locale.ROOT),
        "request:" + request.event() + "/" + request.id(),
        Map.of("was", request.state().name(), "reason", ending.name()));
  }

  /** What was paid back pays for nothing any more. */
  private void refunded(Handle handle, long seller, String payment) {
    handle
        .createUpdate(
            """
            INSERT INTO payment (seller_id, reference, state, refunded_at)
            VALUES (:seller, :payment, 'REFUNDED', :now)
            ON CONFLICT (seller_id, reference) DO UPDATE SET
              state = 'REFUNDED', refunded_at = coalesce(payment.refunded_at, :now)
            """)
        .bind("seller", seller)
        .bind("payment", payment)
        .bind("now", clock.instant())
        .execute();
  }

  /** Whose event it is. */
  OptionalLong organizer(Handle handle, long event) {
    return OptionalLong.of(
        handle
            .createQuery("SELECT organizer_id FROM event WHERE id = :event")
            .bind("event", event)
            .mapTo(long.class)
            .one());
  }

  private static Optional<Registered> find(
      Handle handle, long seller, long event, long id, String lock) {
    return handle
        .createQuery(
            "SELECT "
                + RequestSql.COLUMNS
                + "FROM request r WHERE r.event_id = :event AND r.id = :id AND r.seller_id = :seller"
                + lock)
        .bind("event", event)
        .bind("id", id)
        .bind("seller", seller)
        .map((row, _) -> RequestSql.registered(row))
        .findOne();
  }
}
