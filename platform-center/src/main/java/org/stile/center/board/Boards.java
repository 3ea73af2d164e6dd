package org.stile.center.board;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.db.Notices;
import org.stile.center.web.Problem;

/**
 * The boards that somebody looks at. One thread of each node reads what is new, once for all
 * viewers of an event, whenever any node told that something is, and at least every few seconds;
 * boards that nobody looks at cost nothing.
 */
@ApplicationScoped
public class Boards {
  private static final Logger LOG = Logger.getLogger(Boards.class);
  private static final String TOPIC = "board";

  /** What comes within this time is read and told as one. */
  private static final Duration GATHER = Duration.ofMillis(40);

  /** Time passes for silent gates too. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A notice may have been lost. */
  private static final Duration SWEEP = Duration.ofSeconds(5);

  /** A board nobody looked at for so long is forgotten. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  /** Boards of 100 000 passages take 40 MB each. */
  private static final int BOARDS_MAX = 16;

  private final Database database;
  private final Notices notices;
  private final ExpectedTables tables;
  private final Streams streams;
  private final BoardMeters meters;
  private final InstantSource clock;
  private final Map<Long, Seen> boards = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private @Nullable Thread thread;
  private Duration usual = Duration.ZERO;
  private volatile boolean stopped;

  public Boards(
      Database database,
      Notices notices,
      ExpectedTables tables,
      Streams streams,
      BoardMeters meters,
      InstantSource clock) {
    this.database = database;
    this.notices = notices;
    this.tables = tables;
    this.streams = streams;
    this.meters = meters;
    this.clock = clock;
  }

  /** A board, and when somebody last looked at it. */
  private static final class Seen {
    private final Board board;
    private volatile Instant lookedAt;
    private volatile @Nullable BoardView told;

    /** The last reading failed: what is known is shown no more as if it were news. */
    private volatile boolean troubled;

    Seen(Board board, Instant now) {
      this.board = board;
      this.lookedAt = now;
    }
  }

  /**
   * The board as it is at this moment.
   *
   * @throws Problem 404: no such event; 503: this node shows too many boards.
   */
  public BoardView now(long event) {
    Seen seen = seen(event);
    return database.read(handle -> seen.board.read(handle, clock.instant()));
  }

  /**
   * Begins a stream: the viewer is told the board as it is, then what changes.
   *
   * @throws Problem as {@link #now}, and 503 if there are too many viewers.
   */
  void follow(long event, Viewer viewer, Sse sse) {
    seen(event);
    begin();
    streams.join(event, viewer, sse);
    wake();
  }

  private Seen seen(long event) {
    Instant now = clock.instant();
    Seen known = boards.get(event);
    if (known == null) {
      forget(now);
      if (boards.size() >= BOARDS_MAX && !forgetOne()) {
        throw new Problem(
            503, "too-many-boards", "This node shows as many events as it can.", List.of());
      }
      known = boards.computeIfAbsent(event, _ -> new Seen(new Board(event, tables), now));
    }
    known.lookedAt = now;
    return known;
  }

  /** Whether there was a board nobody looks at; the one longest not looked at is forgotten. */
  private boolean forgetOne() {
    return boards.entrySet().stream()
        .filter(entry -> streams.viewers(entry.getKey()) == 0)
        .min(Comparator.comparing(entry -> entry.getValue().lookedAt))
        .map(entry -> boards.remove(entry.getKey()) != null)
        .orElse(false);
  }

  private void forget(Instant now) {
    boards
        .entrySet()
        .removeIf(
            entry ->
                streams.viewers(entry.getKey()) == 0
                    && Duration.between(entry.getValue().lookedAt, now).compareTo(KEPT) > 0);
  }

  private synchronized void begin() {
    if (thread == null && !stopped) {
      notices.on(
          TOPIC,
          what -> {
            if (what.isEmpty()) { // Nothing was heard for a while.
              boards.values().forEach(seen -> seen.board.distrust());
            }
            wake();
          });
      thread = Thread.ofPlatform().daemon().name("boards").start(this::run);
    }
  }

  private void wake() {
    news.release();
  }

  private void run() {
    Instant swept = Instant.EPOCH;
    while (!stopped) {
      try {
        boolean told = news.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (told) {
          Thread.sleep(pause(usual));
          news.drainPermits();
        }
        Instant now = clock.instant();
        boolean read = told || now.isBefore(swept) || !now.isBefore(swept.plus(SWEEP));
        swept = read ? now : swept;
        forget(now);
        long begun = System.nanoTime();
        boards.forEach((event, seen) -> show(event, seen, read, now));
        usual = average(usual, Duration.ofNanos(System.nanoTime() - begun));
        streams.keep(now);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warnf(e, "boards were not shown anew; it is tried again");
      }
    }
  }

  /** Moves by an eighth: one slow showing, such as the first, does not make those after it late. */
  static Duration average(Duration usual, Duration took) {
    return usual.plus(took.minus(usual).dividedBy(8));
  }

  /** Showing takes a third of a core at most, however much comes in. */
  static Duration pause(Duration usual) {
    Duration twice = usual.multipliedBy(2);
    return twice.compareTo(GATHER) < 0 ? GATHER : twice.compareTo(TICK) > 0 ? TICK : twice;
  }

  private void show(long event, Seen seen, boolean read, Instant now) {
    if (streams.viewers(event) == 0) {
      seen.told = null;
      return;
    }
    seen.lookedAt = now;
    long begun = System.nanoTime();
    try {
      BoardView before = seen.told;
      BoardView view =
          read || before == null || seen.troubled
              ? database.read(handle -> seen.board.read(handle, now))
              : seen.board.again(now);
      seen.told = view;
      seen.troubled = false;
      streams.tell(event, view, Change.between(before == null ? view : before, view));
    } catch (Problem e) {
      boards.remove(event);
      streams.end(event, Streams.Last.EVENT_GONE);
    } catch (RuntimeException e) {
      if (!Database.unreachable(e)) {
        throw e;
      }
      seen.troubled = true;
      seen.board.distrust(); // What was told while it was away is not heard again.
      streams.trouble(event);
    } finally {
      meters.folded(System.nanoTime() - begun);
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      running.join(TICK.toMillis());
    }
    streams.endAll(Streams.Last.NODE_STOPS);
  }
}
