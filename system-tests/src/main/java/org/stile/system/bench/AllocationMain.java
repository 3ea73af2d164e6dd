package org.stile.system.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.stile.center.db.Database;
import org.stile.center.grants.Requests;
import org.stile.center.seating.SeatPlans;

/**
 * Allocates seats on one PostgreSQL: the center's own counter, whole (policy, register, audit),
 * beside two common ways of doing it. {@link CenterBench} runs it in a JVM of its own, on the
 * packaged center's class path.
 */
public final class AllocationMain {
  private static final int CLIENTS = 8;
  private static final int CONNECTIONS = 16; // As the center has them.
  private static final int ROUNDS = 3;
  private static final int ALLOCATIONS = 10_000;

  private final String url;
  private final InstantSource clock;
  private final List<AutoCloseable> open = new ArrayList<>();

  private AllocationMain(String url, InstantSource clock) {
    this.url = url;
    this.clock = clock;
  }

  /** One way of allocating seats; any thread. */
  interface Contender {
    /** Allocates once more; fails if it cannot. */
    void allocate(int number) throws SQLException;
  }

  /**
   * Runs all.
   *
   * @param arguments JDBC URL of a database that has the center's tables.
   */
  public static void main(String[] arguments) throws Exception {
    var bench = new AllocationMain(arguments[0], InstantSource.system());
    try {
      bench.run();
    } finally {
      for (AutoCloseable each : bench.open) {
        each.close();
      }
    }
  }

  private void run() throws Exception {
    AgroalDataSource pool = pool();
    var baselines = new AllocationBaselines(pool);
    var sale = new AllocationSale(new Database(pool), clock, new ObjectMapper());
    Requests one = counter(pool);
    List<Requests> two = List.of(counter(pool()), counter(pool()));
    List<AllocationSeries> all =
        List.of(
            new AllocationSeries("hot row: one counter an event", 0, baselines::hotRow),
            new AllocationSeries("SKIP LOCKED on seats made before", 0, baselines::skipLocked),
            new AllocationSeries("center, named seat", 5_000, () -> sale.named(List.of(one))),
            new AllocationSeries("center, best available", 4_000, () -> sale.best(List.of(one), 1)),
            new AllocationSeries(
                "center, best pair side by side", 0, () -> sale.best(List.of(one), 2)),
            new AllocationSeries("two nodes, named seat", 0, () -> sale.named(two)),
            new AllocationSeries("two nodes, best available", 0, () -> sale.best(two, 1)));
    // The first round warms all of them up and is not counted.
    for (int round = 0; round <= ROUNDS; round++) {
      for (AllocationSeries series : all) {
        Contender contender = series.prepare();
        checkpoint(pool);
        Measured measured = measure(contender);
        sale.verify();
        if (round > 0) {
          series.add(measured.nanos, measured.samples);
        }
      }
    }
    System.out.println(AllocationSeries.header(CLIENTS, ALLOCATIONS, ROUNDS));
    for (AllocationSeries series : all) {
      System.out.println(series.row(all.get(0), all.get(1)));
    }
  }

  private record Measured(long nanos, List<Long> samples) {}

  private static Measured measure(Contender contender) throws Exception {
    var samples = new ArrayList<Long>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<List<Long>>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        work.add(() -> client(contender, first));
      }
      long before = System.nanoTime();
      for (Future<List<Long>> each : clients.invokeAll(work)) {
        samples.addAll(answer(each));
      }
      return new Measured(System.nanoTime() - before, samples);
    }
  }

  private static List<Long> client(Contender contender, int first) throws SQLException {
    List<Long> samples = new ArrayList<>();
    for (int number = first; number < ALLOCATIONS; number += CLIENTS) {
      long before = System.nanoTime();
      contender.allocate(number);
      samples.add(System.nanoTime() - before);
    }
    return samples;
  }

  private static List<Long> answer(Future<List<Long>> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an allocation failed", e.getCause());
    }
  }

  /** So that no round pays for the pages of the one before. */
  private static void checkpoint(AgroalDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE)");
      statement.execute("CHECKPOINT");
    }
  }

  private Requests counter(AgroalDataSource pool) {
    var counter =
        new Requests(
            new Database(pool),
            new SeatPlans()::ofEvent,
            (_, _, _, _) -> {}, // No request of this sale names a holder.
            clock,
            new SecureRandom());
    open.addFirst(counter);
    return counter;
  }

  private AgroalDataSource pool() throws SQLException {
    var settings = new AgroalDataSourceConfigurationSupplier();
    settings.connectionPoolConfiguration(
        pool ->
            pool.maxSize(CONNECTIONS)
                .acquisitionTimeout(Duration.ofSeconds(5))
                .connectionFactoryConfiguration(
                    factory -> factory.jdbcUrl(url).principal(new NamePrincipal("postgres"))));
    AgroalDataSource pool = AgroalDataSource.from(settings);
    open.addLast(pool);
    return pool;
  }
}
