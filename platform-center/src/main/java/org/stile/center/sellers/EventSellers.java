package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.stile.center.audit.Audit;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/** Which sellers handle an event, and by which rules. */
@ApplicationScoped
class EventSellers {
  /** A seat map names a seat's seller in one byte. */
  static final int SELLERS_MAX = 255;

  private final OwnEvents events;
  private final Audit audit;

  EventSellers(OwnEvents events, Audit audit) {
    this.events = events;
    this.audit = audit;
  }

  /** A seller's name and id. */
  record Seller(long id, String name) {}

  /**
   * A seller of an event.
   *
   * @param allotted seats it has to sell or has sold.
   * @param taken of these, held or sold.
   * @param blocked of these, blocked by the organizer.
   */
  record EventSeller(
      long id, String name, SellerRules rules, int allotted, int taken, int blocked) {
    /** What it can sell now. */
    public int free() {
      return allotted - taken - blocked;
    }
  }

  /** All sellers the center knows, by name. */
  List<Seller> known(Handle handle) {
    return handle
        .createQuery("SELECT id, name FROM seller ORDER BY lower(name), id")
        .map((row, _) -> new Seller(row.getLong("id"), row.getString("name")))
        .list();
  }

  /** The sellers of an event the caller's organizer holds, by name. */
  List<EventSeller> of(Handle handle, Caller caller, long event) {
    events.ofOrganizer(handle, caller, event);
    return handle
        .createQuery(
            """
            SELECT r.*, extract(epoch FROM r.issuing_window)::bigint AS window_seconds, s.name,
                   c.allotted, c.taken, c.blocked
            FROM event_seller r JOIN seller s ON s.id = r.seller_id
            LEFT JOIN (
              SELECT seller_id, count(*) AS allotted, count(request_id) AS taken,
                     count(*) FILTER (WHERE blocked) AS blocked
              FROM seat WHERE event_id = :event AND seller_id IS NOT NULL GROUP BY seller_id
            ) c USING (seller_id)
            WHERE r.event_id = :event ORDER BY lower(s.name), s.id
            """)
        .bind("event", event)
        .map(EventSellers::seller)
        .list();
  }

  /** Lets a seller handle the event by these rules, from now on. */
  void put(Handle handle, Caller caller, long event, long seller, SellerRules rules) {
    events.ofOrganizer(handle, caller, event);
    OwnEvents.serialize(handle, event);
    requireKnown(handle, seller);
    requireRoom(handle, event, seller);
    handle
        .createUpdate(
            """
            INSERT INTO event_seller (event_id, seller_id, sales_from, sales_until, per_chip_max,
              per_person_max, membership_required, payment_required, issuing_window)
            VALUES (:event, :seller, :from, :until, :chip, :person, :membership, :payment,
              make_interval(mins => :window))
            ON CONFLICT (event_id, seller_id) DO UPDATE SET
              sales_from = excluded.sales_from, sales_until = excluded.sales_until,
              per_chip_max = excluded.per_chip_max, per_person_max = excluded.per_person_max,
              membership_required = excluded.membership_required,
              payment_required = excluded.payment_required,
              issuing_window = excluded.issuing_window
            """)
        .bind("event", event)
        .bind("seller", seller)
        .bind("from", rules.salesFrom())
        .bind("until", rules.salesUntil())
        .bind("chip", rules.perChipMax())
        .bind("person", rules.perPersonMax())
        .bind("membership", rules.membershipRequired())
        .bind("payment", rules.paymentRequired())
        .bind("window", rules.window())
        .execute();
    record(handle, caller, event, seller, "seller.rules", Map.of("rules", rules));
  }

  /** Ends a seller's part in the event; it must have no seats any more. */
  void remove(Handle handle, Caller caller, long event, long seller) {
    events.ofOrganizer(handle, caller, event);
    OwnEvents.serialize(handle, event);
    int seats =
        handle
            .createQuery(
                "SELECT count(*) FROM seat WHERE event_id = :event AND seller_id = :seller")
            .bind("event", event)
            .bind("seller", seller)
            .mapTo(int.class)
            .one();
    if (seats > 0) {
      throw Problem.conflict(
          "seller-has-seats",
          "The seller still has "
              + seats
              + " seats. Withdraw the unsold ones first; while any is sold the seller stays.");
    }
    int removed =
        handle
            .createUpdate(
                "DELETE FROM event_seller WHERE event_id = :event AND seller_id = :seller")
            .bind("event", event)
            .bind("seller", seller)
            .execute();
    if (removed == 0) {
      throw Problem.notFound("seller of this event");
    }
    record(handle, caller, event, seller, "seller.remove", Map.of());
  }

  /** Adds an error for each of {@code sellers} that does not handle the event. */
  static void requireHandling(
      Handle handle, long event, List<Long> sellers, FieldErrors errors, String at) {
    List<Long> handling =
        handle
            .createQuery("SELECT seller_id FROM event_seller WHERE event_id = :event")
            .bind("event", event)
            .mapTo(Long.class)
            .list();
    for (Long seller : sellers) {
      if (!handling.contains(seller)) {
        errors.add(
            at, "seller " + seller + " does not handle this event; add it to the event first");
      }
    }
  }

  private static void requireKnown(Handle handle, long seller) {
    boolean known =
        handle
            .createQuery("SELECT EXISTS (SELECT 1 FROM seller WHERE id = :seller)")
            .bind("seller", seller)
            .mapTo(boolean.class)
            .one();
    if (!known) {
      throw Problem.notFound("seller");
    }
  }

  private static void requireRoom(Handle handle, long event, long seller) {
    int others =
        handle
            .createQuery(
                "SELECT count(*) FROM event_seller WHERE event_id = :event AND seller_id <> :seller")
            .bind("event", event)
            .bind("seller", seller)
            .mapTo(int.class)
            .one();
    if (others >= SELLERS_MAX) {
      throw Problem.conflict(
          "too-many-sellers",
          "An event has at most " + SELLERS_MAX + " sellers; remove one first.");
    }
  }

  private void record(
      Handle handle, Caller caller, long event, long seller, String action, Map<String, ?> detail) {
    audit.record(
        handle,
        caller.actor(),
        caller.organizerId(),
        OptionalLong.of(seller),
        action,
        "event:" + event,
        detail);
  }

  private static EventSeller seller(ResultSet row, StatementContext context) throws SQLException {
    var rules =
        new SellerRules(
            instant(row, "sales_from"),
            instant(row, "sales_until"),
            number(row, "per_chip_max"),
            number(row, "per_person_max"),
            row.getBoolean("membership_required"),
            row.getBoolean("payment_required"),
            Optional.of((int) Duration.ofSeconds(row.getLong("window_seconds")).toMinutes()));
    return new EventSeller(
        row.getLong("seller_id"),
        row.getString("name"),
        rules,
        row.getInt("allotted"),
        row.getInt("taken"),
        row.getInt("blocked"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }

  private static Optional<Integer> number(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
