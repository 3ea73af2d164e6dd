package org.stile.sync;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.stile.cache.JournalException;
import org.stile.cache.JournalPages;
import org.stile.cache.MasterException;
import org.stile.cache.MasterFile;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncTopic;

/**
 * The agent's own logic ({@link Clerk}, {@code Session}, {@link Masters}, {@link JournalEye},
 * {@link Download}, {@link Ears}, {@link NearestWire}) without its thread, clock, files and
 * sockets. One thread.
 */
public final class SimulatedAgent {
  private static final int TURNS_AT_ONCE_MAX = 10_000;
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  /** The machine the agent runs on. */
  public interface Machine {
    /** Calls back so many ms later, unless the machine has died by then. */
    void after(long ms, Runnable what);

    /** A clock that only goes forward. */
    long nanos();

    /** What its wall clock says. */
    Instant wall();

    /** Which start of it this is. */
    String bootId();

    /** The gate's journal, as it lies there now; empty: none. */
    Optional<JournalPages> journal();

    /** master.db, opened anew. */
    MasterFile openMaster() throws MasterException;
  }

  /** The way to the broker. */
  public interface Line {
    void connect(Bytes bootId, Ear ear);

    void publish(SyncTopic topic, Bytes payload);

    void drop();
  }

  /** What is told of one connection. */
  public interface Ear {
    void connected();

    void lost(String why);

    void received(String topic, Bytes payload);

    void published();
  }

  /** The center's web server: what is at a path, nothing if it is not there, or null: no answer. */
  public interface Web {
    Optional<Optional<Bytes>> get(String path);
  }

  /**
   * A broker with its center.
   *
   * @param opens whether it would take a connection just now.
   */
  public record Way(Line line, Web web, BooleanSupplier opens) {}

  private final Machine machine;
  private final Clerk clerk;
  private final Masters masters;
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private boolean dead;
  private boolean awake;
  private long timer;

  /**
   * Begins; {@link #die} ends it.
   *
   * @param ways the nearest first.
   * @param stays it does not leave a broker behind which nobody answers.
   */
  public SimulatedAgent(
      GateId gate,
      long venue,
      Machine machine,
      List<Way> ways,
      RandomGenerator random,
      boolean stays)
      throws MasterException {
    this.machine = machine;
    Supplier<Instant> wall = machine::wall;
    var log =
        new SyncLog(Boolean.getBoolean("stile.trace") ? System.out : NOWHERE, gate, wall::get);
    masters = Masters.open(machine::openMaster, log);
    var config =
        new SyncConfig(
            gate,
            venue,
            Path.of("/simulated"),
            List.of(),
            URI.create("tcp://broker:1883"),
            URI.create("http://center"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(10),
            Optional.empty());
    List<URI> centers =
        IntStream.range(0, ways.size()).mapToObj(i -> URI.create("http://center-" + i)).toList();
    var wire = nearest(ways, centers, random, stays);
    clerk =
        new Clerk(
            new Clerk.Parts(
                config,
                "1",
                wire,
                masters,
                new JournalEye(shelf(), gate, masters::acknowledged),
                new Download(
                    (path, max) ->
                        fetched(ways.get(centers.indexOf(wire.center())).web(), path, max),
                    masters,
                    log),
                log,
                unit(),
                wall::get,
                random,
                loop(machine::nanos)));
    wakeAfter(0);
  }

  /** Nothing of it happens any more. */
  public void die() {
    dead = true;
  }

  /** The journal's write-ahead log was written to. */
  public void journalChanged() {
    later(clerk::journalChanged);
  }

  private void later(Runnable what) {
    inbox.add(what);
    if (!awake) {
      awake = true;
      machine.after(0, this::run);
    }
  }

  /** The agent's thread was woken by its inbox: as {@code Agent.loop}. */
  private void run() {
    if (dead) {
      return;
    }
    awake = true;
    Runnable next = inbox.poll();
    long wait = 0;
    for (int turns = 0; next != null; turns++) {
      if (turns == TURNS_AT_ONCE_MAX) {
        throw new AssertionError("the agent spins");
      }
      next.run();
      clerk.settle();
      wait = clerk.turn();
      next = inbox.poll();
    }
    awake = false;
    wakeAfter(wait);
  }

  private int spins;

  private void wakeAfter(long ms) {
    spins = ms <= 0 ? spins + 1 : 0;
    if (spins > TURNS_AT_ONCE_MAX) {
      throw new AssertionError("the agent spins");
    }
    long mine = ++timer;
    machine.after(
        Math.clamp(ms, 0, 1 << 30),
        () -> {
          if (!dead && timer == mine && !awake) {
            inbox.addFirst(() -> {}); // It waited, and nothing came.
            run();
          }
        });
  }

  private NearestWire nearest(
      List<Way> ways, List<URI> centers, RandomGenerator random, boolean stays) {
    List<NearestWire.Place> places = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      places.add(
          new NearestWire.Place(
              wire(ways.get(i).line()), URI.create("tcp://broker-" + i), centers.get(i)));
    }
    return new NearestWire(
        places,
        (_, firstMs, over, opened) -> knock(ways.getFirst().opens(), firstMs, over, opened),
        random) {
      @Override
      public boolean leave() {
        return !stays && super.leave();
      }
    };
  }

  private void knock(BooleanSupplier opens, long afterMs, BooleanSupplier over, Runnable opened) {
    machine.after(
        afterMs,
        () -> {
          if (over.getAsBoolean() || dead) {
            return;
          }
          if (opens.getAsBoolean()) {
            opened.run();
          } else {
            knock(opens, NearestWire.KNOCK_EVERY_MS, over, opened);
          }
        });
  }

  private static Wire wire(Line line) {
    return new Wire() {
      @Override
      public void connect(Bytes bootId, Listener listener) {
        line.connect(
            bootId,
            new Ear() {
              @Override
              public void connected() {
                listener.connected(bootId);
              }

              @Override
              public void lost(String why) {
                listener.lost(why);
              }

              @Override
              public void received(String topic, Bytes payload) {
                listener.received(topic, payload);
              }

              @Override
              public void published() {
                listener.published();
              }
            });
      }

      @Override
      public void publish(SyncTopic topic, Bytes payload) {
        line.publish(topic, payload);
      }

      @Override
      public void goOn() {}

      @Override
      public void drop() {
        line.drop();
      }

      @Override
      public void close() {
        line.drop();
      }
    };
  }

  private JournalShelf shelf() {
    return new JournalShelf() {
      @Override
      public Optional<Object> key() {
        return machine.journal().map(JournalPages::logId);
      }

      @Override
      public JournalPages open() throws JournalException {
        return machine.journal().orElseThrow();
      }
    };
  }

  private static Fetch.Fetched fetched(Web web, String path, int lengthMax) {
    Optional<Optional<Bytes>> answer = web.get(path);
    if (answer.isEmpty()) {
      return new Fetch.Fetched.Unreachable("no answer");
    }
    Optional<Bytes> body = answer.get();
    return body.isEmpty() || body.get().length() > lengthMax
        ? new Fetch.Fetched.NotThat("HTTP 404")
        : new Fetch.Fetched.Whole(body.get());
  }

  private Unit unit() {
    return new Unit() {
      @Override
      public Optional<String> bootId() {
        return Optional.of(machine.bootId());
      }

      @Override
      public OptionalInt temperature() {
        return OptionalInt.empty();
      }

      @Override
      public Optional<Boolean> underVoltage() {
        return Optional.empty();
      }

      @Override
      public long diskFree(Path folder) {
        return 1;
      }

      @Override
      public Optional<Boolean> isLocked(Path file) {
        return Optional.empty();
      }
    };
  }

  private Clerk.Loop loop(LongSupplier nanos) {
    return new Clerk.Loop() {
      @Override
      public void later(Runnable what) {
        SimulatedAgent.this.later(what);
      }

      @Override
      public void elsewhere(Runnable what) {
        machine.after(1, what); // A download takes a while, and the world goes on meanwhile.
      }

      @Override
      public long nanos() {
        return nanos.getAsLong();
      }

      @Override
      public void memoryFreed() {}
    };
  }
}
