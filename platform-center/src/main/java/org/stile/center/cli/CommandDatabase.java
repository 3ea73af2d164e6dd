package org.stile.center.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.stile.center.CenterHome;
import org.stile.center.CenterSettings;
import org.stile.center.DatabaseAddress;
import org.stile.center.EmbeddedDatabase;
import org.stile.center.db.Database;

/**
 * The center's database for one command: the external one, the one of the center that runs on this
 * home, or that home's own, started for as long as the command takes.
 */
final class CommandDatabase implements AutoCloseable {
  private final Database database;
  private final @Nullable EmbeddedDatabase started;

  private CommandDatabase(DatabaseAddress address, @Nullable EmbeddedDatabase started) {
    var source = new PGSimpleDataSource();
    source.setUrl(address.url());
    address.user().ifPresent(source::setUser);
    address.password().ifPresent(source::setPassword);
    this.database = new Database(source);
    this.started = started;
  }

  /** Opens the database that the environment names. */
  static CommandDatabase open(Map<String, String> environment) throws IOException {
    Optional<DatabaseAddress> external = CenterSettings.of(environment).database();
    if (external.isPresent()) {
      return new CommandDatabase(external.get(), null);
    }
    CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
    Optional<DatabaseAddress> running = EmbeddedDatabase.find(home);
    if (running.isPresent()) {
      return new CommandDatabase(running.get(), null);
    }
    EmbeddedDatabase started = EmbeddedDatabase.start(home);
    return new CommandDatabase(started.address(), started);
  }

  Database database() {
    return database;
  }

  @Override
  public void close() throws IOException {
    if (started != null) {
      started.close();
    }
  }
}
