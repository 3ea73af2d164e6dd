package org.stile.center.grants;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.web.Problem;

/**
 * Takes requests: decides each by policy, registers the result, and gives granted ones their seats.
 * Requests that come at the same time share a transaction. Any thread.
 */
public final class Requests implements AutoCloseable {
  /**
   * Transactions at once, at most: one does all while it keeps up, which is fastest, as whatever
   * comes meanwhile shares the next; the other helps when the disk is slow, or a lock is held.
   */
  private static final int LANES = 2;

  /** Requests of one transaction: more would not be faster, and hold their seats' rows longer. */
  private static final int BATCH_MAX = 64;

  private static final int ATTEMPTS_MAX = 10;

  private final Database database;
  private final PlacesOfEvents places;
  private final Stocks stocks;
  private final HolderStore holders;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final GroupCommit<Ask, Batch.Outcome> commits;

  /**
   * Opens the counter.
   *
   * @param holders where holders of new requests are kept.
   * @param random for looking aside when others take the same seats; need not be secret.
   */
  public Requests(
      Database database,
      Plans plans,
      HolderStore holders,
      InstantSource clock,
      RandomGenerator random) {
    this.holders = holders;
    this.database = database;
    this.places = new PlacesOfEvents(plans);
    this.stocks = new Stocks(places, clock);
    this.clock = clock;
    this.random = random;
    this.commits = new GroupCommit<>(LANES, BATCH_MAX, Limits::claims, this::decide);
  }

  /**
   * Decides and registers a request, or finds it registered already.
   *
   * @throws Problem 404 if the seller does not handle the event, 422 if the key was used for
   *     another request, 503 if the center cannot take it just now.
   */
  public Registered ask(Ask ask) {
    return switch (commits.submit(ask)) {
      case Batch.Outcome.Done(Registered request, _) -> request;
      case Batch.Outcome.Failed(var problem) -> throw problem;
      case Batch.Outcome.Crowded _ ->
          throw new Problem(
              503,
              "busy",
              "Others took every place this request tried. Send it again with the same"
                  + " Idempotency-Key.",
              List.of());
    };
  }

  /** The seats of an event. */
  Places places(long event) {
    return database.read(handle -> places.of(handle, event));
  }

  /** Keeps the holder of a new request, in the transaction that makes it. */
  public interface HolderStore {
    void keep(Handle handle, long event, long request, Holder holder);
  }

  /** Tells this node that the seats of a request that has ended are free again. */
  void returned(Registered ended) {
    returned(ended, ended.seats());
  }

  /** The same for some seats of it. */
  void returned(Registered request, List<Integer> seats) {
    returned(new Stocks.Allotment(request.event(), request.seller()), seats);
  }

  /** Tells this node that seats are free again; others learn it in time. */
  void returned(Stocks.Allotment allotment, List<Integer> seats) {
    stocks.returned(allotment, seats);
  }

  private List<Batch.Outcome> decide(List<Ask> asks) {
    var outcomes = new ArrayList<>(attempt(asks, false));
    for (int patience = 0; patience < ATTEMPTS_MAX; patience++) {
      List<Integer> crowded =
          IntStream.range(0, asks.size())
              .filter(n -> outcomes.get(n) instanceof Batch.Outcome.Crowded)
              .boxed()
              .toList();
      if (crowded.isEmpty()) {
        break;
      }
      List<Batch.Outcome> again = attempt(crowded.stream().map(asks::get).toList(), true);
      for (int i = 0; i < crowded.size(); i++) {
        outcomes.set(crowded.get(i), again.get(i));
      }
    }
    return outcomes;
  }

  private List<Batch.Outcome> attempt(List<Ask> asks, boolean patient) {
    for (int attempt = 1; ; attempt++) {
      var reservations = new Reservations();
      try {
        List<Batch.Outcome> outcomes =
            database.write(
                handle -> {
                  reservations.rolledBack(); // What an attempt before this one left.
                  // As exact as the database keeps it.
                  Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                  return new Batch(handle, stocks, reservations, holders, random, now, patient)
                      .run(asks);
                });
        reservations.committed(stocks);
        return outcomes;
      } catch (Batch.Overtaken e) {
        reservations.rolledBack();
        if (attempt == ATTEMPTS_MAX) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        reservations.rolledBack();
        throw e;
      }
    }
  }

  @Override
  public void close() {
    commits.close();
  }
}
