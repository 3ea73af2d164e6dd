package org.stile.center.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.stile.center.db.Database;

/** A database on one connection, and an event at a venue in it. */
final class StoresGround {
  private StoresGround() {}

  static Database database(java.sql.Connection connection) {
    return new Database(new OneConnection(connection).source());
  }

  static long event(Database database, long venue) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM event WHERE venue_id = :venue")
                .bind("venue", venue)
                .mapTo(long.class)
                .one());
  }

  /** A new venue with an event. */
  static long venue(Database database, long seed) {
    return database.write(
        handle -> {
          long organizer =
              one(
                  handle,
                  "INSERT INTO organizer (name, created_at) VALUES (:a, now()) RETURNING id",
                  "O" + seed,
                  0);
          long venue =
              one(
                  handle,
                  """
                  INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
                  VALUES (:b, :a, '', 'UTC', now()) RETURNING id
                  """,
                  "V",
                  organizer);
          long plan =
              one(
                  handle,
                  """
                  INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
                  VALUES (:b, :a, 1, '', now()) RETURNING id
                  """,
                  "P",
                  venue);
          long _ =
              one(
                  handle,
                  """
                  INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
                    doors_open, last_entry, next_ticket, created_at)
                  SELECT nextval('event_number'), v.organizer_id, v.id, :b, :a, now(), now(), now(), 1,
                    now() FROM seat_plan p JOIN venue v ON v.id = p.venue_id WHERE p.id = :b
                  RETURNING id
                  """,
                  "E",
                  plan);
          return venue;
        });
  }

  private static long one(Handle handle, String sql, String a, long b) {
    var query = handle.createQuery(sql);
    if (sql.contains(":a")) {
      query.bind("a", a);
    }
    if (sql.contains(":b")) {
      query.bind("b", b);
    }
    return query.mapTo(long.class).one();
  }

  /** One connection that is never closed by those who borrow it. */
  private record OneConnection(java.sql.Connection connection) {
    javax.sql.DataSource source() {
      var kept =
          (java.sql.Connection)
              Proxy.newProxyInstance(
                  Jdbi.class.getClassLoader(),
                  new Class<?>[] {java.sql.Connection.class},
                  (_, method, values) -> {
                    if (method.getName().equals("close")) {
                      return null;
                    }
                    try {
                      return method.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
      return (javax.sql.DataSource)
          Proxy.newProxyInstance(
              Jdbi.class.getClassLoader(),
              new Class<?>[] {javax.sql.DataSource.class},
              (_, _, _) -> kept);
    }
  }
}
