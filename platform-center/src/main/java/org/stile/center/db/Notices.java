package org.stile.center.db;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * News between the nodes of a center, through PostgreSQL's NOTIFY: told when the transaction that
 * tells them commits. A node that lost its connection hears nothing meanwhile, so each listener is
 * also called once after every (re)connection, and must look for itself what is new.
 */
@ApplicationScoped
public class Notices {
  private static final Logger LOG = Logger.getLogger(Notices.class);
  private static final String CHANNEL = "stile";
  private static final int WAIT_MS = 1_000;
  private static final int RECONNECT_MS = 1_000;

  private final DataSource source;
  private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
  private @Nullable Thread thread;
  private volatile boolean stopped;

  public Notices(DataSource source) {
    this.source = source;
  }

  /**
   * Calls {@code listener} on the notices' thread whenever a node told {@code topic}, with what it
   * said; with "" after each connection. Must be quick.
   */
  public void on(String topic, Consumer<String> listener) {
    listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(listener);
    begin();
  }

  /**
   * Tells all nodes, this one too, when the transaction of {@code handle} commits.
   *
   * @param topic one word.
   * @param what up to 1 000 characters.
   */
  public static void tell(Handle handle, String topic, String what) {
    handle
        .createQuery("SELECT count(*) FROM (SELECT pg_notify(:channel, :topic)) AS told")
        .bind("channel", CHANNEL)
        .bind("topic", topic + " " + what)
        .mapTo(long.class)
        .one();
  }

  private synchronized void begin() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("notices").start(this::run);
    }
  }

  private void run() {
    while (!stopped) {
      try (Connection connection = source.getConnection()) {
        listen(connection);
      } catch (SQLException e) {
        if (!stopped) {
          LOG.warnf("no news from the database: %s", e.getMessage());
          pause();
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    listeners.keySet().forEach(topic -> call(topic, ""));
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!stopped) {
      var news = postgres.getNotifications(WAIT_MS);
      if (news != null) {
        java.util.Arrays.stream(news)
            .map(org.postgresql.PGNotification::getParameter)
            .distinct()
            .forEach(this::call);
      }
    }
    try (var statement = connection.createStatement()) {
      statement.execute("UNLISTEN *");
    }
  }

  private void call(String payload) {
    int space = payload.indexOf(' ');
    if (space < 0) {
      call(payload, "");
    } else {
      call(payload.substring(0, space), payload.substring(space + 1));
    }
  }

  private void call(String topic, String what) {
    for (Consumer<String> listener : listeners.getOrDefault(topic, List.of())) {
      try {
        listener.accept(what);
      } catch (RuntimeException e) {
        LOG.warnf(e, "a listener to %s failed", topic);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RECONNECT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      running.join(2L * WAIT_MS);
    }
  }
}
