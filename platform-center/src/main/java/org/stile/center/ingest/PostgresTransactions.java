package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;

/** The center's database as ingest sees it. Any thread. */
@ApplicationScoped
public class PostgresTransactions implements IngestStore.Transactions {
  private final Database database;
  private final Incidents incidents;
  private final Manifests manifests;
  private final Consumer<Handle> nodes;

  @Inject
  public PostgresTransactions(
      Database database, Incidents incidents, Manifests manifests, Announcer announcer) {
    this(database, incidents, manifests, announcer::note);
  }

  /**
   * The same outside a running center.
   *
   * @param nodes tells the center's nodes that passages changed.
   */
  PostgresTransactions(
      Database database, Incidents incidents, Manifests manifests, Consumer<Handle> nodes) {
    this.database = database;
    this.incidents = incidents;
    this.manifests = manifests;
    this.nodes = nodes;
  }

  @Override
  public void change(Consumer<IngestStore> work) {
    database.change(handle -> work.accept(new PostgresStore(handle, incidents, manifests, nodes)));
  }
}
