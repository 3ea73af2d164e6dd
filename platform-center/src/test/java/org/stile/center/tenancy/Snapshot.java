package org.stile.center.tenancy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;

/** What the whole database holds, as one line that differs when anything differs. */
@ApplicationScoped
class Snapshot {
  /** These change by themselves or by being asked; none holds an organizer's or seller's data. */
  private static final Set<String> RESTLESS =
      Set.of(
          "flyway_schema_history",
          "session", // last_seen_at
          "api_token", // last_used_at
          "sign_in_attempt",
          "idempotency",
          "audit", // is chained a moment later
          "master_version", // is formed a moment later
          "key_set");

  private final Database database;

  Snapshot(Database database) {
    this.database = database;
  }

  String take() {
    return database.read(
        handle ->
            tables(handle).stream()
                .map(table -> table + "=" + sum(handle, table))
                .collect(Collectors.joining(" ")));
  }

  private static List<String> tables(Handle handle) {
    return handle
        .createQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        .mapTo(String.class)
        .filter(table -> !RESTLESS.contains(table))
        .list();
  }

  private static String sum(Handle handle, String table) {
    return handle
        .createQuery(
            "SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \""
                + table
                + "\" t")
        .mapTo(String.class)
        .one();
  }
}
