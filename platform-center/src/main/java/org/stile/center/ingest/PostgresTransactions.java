package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;

/** The center's database as ingest sees it. Any thread. */
@ApplicationScoped
public class PostgresTransactions implements IngestStore.Transactions {
  private final Database database;
  private final Incidents incidents;
  private final Manifests manifests;
  private final Announcer announcer;

  public PostgresTransactions(
      Database database, Incidents incidents, Manifests manifests, Announcer announcer) {
    this.database = database;
    this.incidents = incidents;
    this.manifests = manifests;
    this.announcer = announcer;
  }

  @Override
  public void change(Consumer<IngestStore> work) {
    database.change(
        handle -> work.accept(new PostgresStore(handle, incidents, manifests, announcer)));
  }
}
