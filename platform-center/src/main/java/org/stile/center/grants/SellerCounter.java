package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;

/** Where a seller asks, by API or by page. Any thread. */
@ApplicationScoped
public class SellerCounter {
  private final Database database;
  private final Requests requests;
  private final Keyed keyed;

  public SellerCounter(Database database, Requests requests, Keyed keyed) {
    this.database = database;
    this.requests = requests;
    this.keyed = keyed;
  }

  /** The seats of an event that a seller handles; 404 if it does not. */
  Places places(long seller, long event) {
    boolean handles =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT EXISTS (SELECT FROM event_seller
                                       WHERE event_id = :event AND seller_id = :seller)
                        """)
                    .bind("event", event)
                    .bind("seller", seller)
                    .mapTo(boolean.class)
                    .one());
    if (!handles) {
      throw Problem.notFound("event");
    }
    return requests.places(event);
  }

  /**
   * Asks for seats.
   *
   * @param key the caller's idempotency key.
   * @param asked hash of all that was asked.
   * @param meaning reads what was asked; throws a 400.
   */
  RequestView ask(
      Caller caller,
      long event,
      String key,
      Bytes asked,
      Function<Places, RequestReader.Meant> meaning) {
    long seller = caller.seller();
    Places places = places(seller, event);
    RequestReader.Meant meant = meaning.apply(places);
    var ask =
        new Ask(
            event,
            seller,
            caller.actor(),
            meant.chip(),
            meant.person().map(word -> keyed.person(seller, word)),
            meant.wish(),
            meant.payment(),
            meant.holder(),
            key,
            keyed.fingerprint(asked));
    return RequestView.of(requests.ask(ask), places);
  }
}
