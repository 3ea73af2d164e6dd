package org.stile.center.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.stile.center.broker.Broker;
import org.stile.center.broker.BrokerSettings.Use;
import org.stile.center.db.Database;

/**
 * The way in: messages of gates from the broker, through a few threads, into the database. A
 * message is acknowledged to the broker, and its rows to the gate, after the transaction that holds
 * them has committed; so a node may die at any moment and nothing is lost or counted twice.
 */
@ApplicationScoped
public class Ingest {
  private static final Logger LOG = Logger.getLogger(Ingest.class);

  /** All nodes of a center share what gates and units send. */
  static final List<String> TOPICS =
      List.of(
          "$share/ingest/stile/1/+/gate/+/up",
          "$share/ingest/stile/1/+/gate/+/state",
          "$share/ingest/stile/1/+/unit/state");

  /** One prepares while the other's transaction is written. */
  private static final int WORKERS = 2;

  /** Messages in one transaction: one fsync for some thousand rows. */
  static final int BATCH_MAX = 64;

  private static final int WAITING_MAX = 200;
  private static final int DATABASE_GONE_MS = 500;

  private final Broker broker;
  private final Batches batches;
  private final UnitStates units;
  private final Announcer announcer;
  private final Onward onward;
  private final List<BlockingQueue<Batches.Message>> queues =
      IntStream.range(0, WORKERS)
          .<BlockingQueue<Batches.Message>>mapToObj(_ -> new ArrayBlockingQueue<>(WAITING_MAX))
          .toList();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  public Ingest(
      Broker broker, Batches batches, UnitStates units, Announcer announcer, Onward onward) {
    this.onward = onward;
    this.broker = broker;
    this.batches = batches;
    this.units = units;
    this.announcer = announcer;
  }

  void start(@Observes StartupEvent event) {
    if (broker.use() == Use.OFF) {
      return;
    }
    announcer.start();
    for (BlockingQueue<Batches.Message> queue : queues) {
      threads.add(Thread.ofPlatform().daemon().name("ingest").start(() -> run(queue)));
    }
    broker.start(
        TOPICS,
        (topic, payload, done) ->
            // One gate's messages all go one way, so that its log is not fought over.
            queues
                .get(Math.floorMod(topic.hashCode(), WORKERS))
                .put(new Batches.Message(topic, payload, done)),
        () -> LOG.infof("hearing gates"));
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }

  private void run(BlockingQueue<Batches.Message> queue) {
    List<Batches.Message> batch = new ArrayList<>();
    while (!stopped) {
      try {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, BATCH_MAX - 1);
        take(batch);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void take(List<Batches.Message> batch) throws InterruptedException {
    while (!stopped) {
      try {
        units.take(batch); // Before the broker is told that the batch is done.
        batches.take(batch);
        batch.forEach(message -> onward.taken(message.topic(), message.payload()));
        return;
      } catch (RuntimeException e) {
        if (databaseGone(e)) {
          LOG.warnf("messages of gates wait for the database: %s", e.getMessage());
          Thread.sleep(DATABASE_GONE_MS);
        } else if (batch.size() == 1) {
          LOG.errorf(e, "a message at %s was not taken in", batch.getFirst().topic());
          batch.getFirst().done().run(); // Its gate was told nothing, and sends it again.
          return;
        } else {
          for (Batches.Message message : List.copyOf(batch)) {
            take(List.of(message));
          }
          return;
        }
      }
    }
  }

  private static boolean databaseGone(RuntimeException problem) {
    String state = Database.sqlState(problem);
    return problem instanceof org.jdbi.v3.core.JdbiException
        && (state.isEmpty() || state.startsWith("08") || state.startsWith("57"));
  }
}
