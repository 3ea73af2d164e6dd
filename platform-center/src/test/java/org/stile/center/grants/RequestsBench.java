package org.stile.center.grants;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.stile.center.db.Database;
import org.stile.center.seating.SeatPlan;

/** Grants a second of one node on one durable PostgreSQL: a first look, run by hand. */
final class RequestsBench {
  private static final int CLIENTS = 8;

  private RequestsBench() {}

  public static void main(String... arguments) throws Exception {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("plan_cache_mode", System.getProperty("plan", "auto"))
                .start();
        var pool = new Pool(postgres)) {
      Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
      var database = new Database(pool);
      var clock = InstantSource.system();
      SeatPlan plan = Sale.rows(2_000, 50);
      long postmaster =
          database.read(
              handle ->
                  ProcessHandle.of(
                          handle.createQuery("SELECT pg_backend_pid()").mapTo(long.class).one())
                      .orElseThrow()
                      .parent()
                      .orElseThrow()
                      .pid());
      for (int round = 0; round < 3; round++) {
        try (var requests =
            new Requests(database, (_, _) -> plan, (_, _, _, _) -> {}, clock, new Random(1))) {
          Sale named = Sale.begin(database, clock.instant(), plan);
          List<Integer> seats = new ArrayList<>();
          for (int i = 0; i < plan.size(); i++) {
            seats.add(i);
          }
          Collections.shuffle(seats, new Random(2));
          run(
              postmaster,
              "named",
              20_000,
              i -> requests.ask(named.ask(Wish.Named.of(seats.get(i)))));
          Sale best = Sale.begin(database, clock.instant(), plan);
          RandomGenerator random = new Random(3);
          run(
              postmaster,
              "best",
              20_000,
              i -> requests.ask(best.ask(Wish.Best.of(1 + random.nextInt(3), true))));
        }
      }
    }
  }

  private static void run(long postmaster, String name, int total, IntFunction<Registered> work)
      throws Exception {
    var next = new AtomicInteger();
    var refused = new AtomicLong();
    long[][] took = new long[CLIENTS][total];
    int[] counts = new int[CLIENTS];
    var threads = new ArrayList<Thread>();
    double cpuBefore = cpu(postmaster);
    double ownBefore = cpuOf(ProcessHandle.current());
    long begin = System.nanoTime();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                  long from = System.nanoTime();
                  if (work.apply(i).state() == State.REFUSED) {
                    refused.incrementAndGet();
                  }
                  took[client][counts[client]++] = System.nanoTime() - from;
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] all = new long[total];
    int at = 0;
    for (int c = 0; c < CLIENTS; c++) {
      System.arraycopy(took[c], 0, all, at, counts[c]);
      at += counts[c];
    }
    Arrays.sort(all, 0, at);
    System.out.printf(
        "%s: %.0f/s, p50 %.2f ms, p99 %.2f ms, refused %d, cpu us each: database %.0f, here %.0f%n",
        name,
        total / seconds,
        all[at / 2] / 1e6,
        all[at * 99 / 100] / 1e6,
        refused.get(),
        (cpu(postmaster) - cpuBefore) * 1e6 / total,
        (cpuOf(ProcessHandle.current()) - ownBefore) * 1e6 / total);
  }

  private static double cpu(long postmaster) {
    return ProcessHandle.of(postmaster)
        .orElseThrow()
        .descendants()
        .mapToDouble(RequestsBench::cpuOf)
        .sum();
  }

  private static double cpuOf(ProcessHandle process) {
    return process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0);
  }

  /** The simplest pool there can be. */
  private static final class Pool extends PGSimpleDataSource implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient java.util.concurrent.BlockingQueue<java.sql.Connection> idle =
        new java.util.concurrent.LinkedBlockingQueue<>();
    private final transient EmbeddedPostgres postgres;

    Pool(EmbeddedPostgres postgres) {
      this.postgres = postgres;
    }

    @Override
    public java.sql.Connection getConnection() throws java.sql.SQLException {
      java.sql.Connection free = idle.poll();
      java.sql.Connection real =
          free == null ? postgres.getPostgresDatabase().getConnection() : free;
      return (java.sql.Connection)
          java.lang.reflect.Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {java.sql.Connection.class},
              (_, method, arguments) -> {
                if (method.getName().equals("close")) {
                  idle.add(real);
                  return null;
                }
                try {
                  return method.invoke(real, arguments);
                } catch (java.lang.reflect.InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public void close() {
      idle.clear();
    }
  }
}
