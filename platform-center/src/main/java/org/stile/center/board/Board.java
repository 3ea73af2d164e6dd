package org.stile.center.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.Problem;

/**
 * The board of one event: follows what the database holds, and says what that comes to. Any thread;
 * one at a time works, the others wait.
 */
final class Board {
  /** All passages are read anew so often, should anything ever have been missed. */
  private static final Duration ANEW_EVERY = Duration.ofMinutes(5);

  /** Tickets, event and venue change seldom while people come. */
  private static final Duration GROUND_EVERY = Duration.ofSeconds(15);

  /** Codes come from gates; there are about twenty, and a lying one must not make thousands. */
  private static final int CODES_MAX = 60;

  private final long event;
  private final ExpectedTables tables;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Long> noted = new HashMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, Long> unread = new TreeMap<>();
  private final Map<String, Long> exceptions = new TreeMap<>();
  private final LaneStates lanes = new LaneStates();
  private Fold fold = new Fold();
  private Instant cursor = Instant.EPOCH;
  private Instant readAnew = Instant.EPOCH;
  private Instant groundRead = Instant.EPOCH;
  private @Nullable Ground ground;
  private List<GateFacts> gates = List.of();
  private long incidents;
  private Troubles.Newest newestMaster = Troubles.Newest.NONE;
  private Optional<UnitLink> unit = Optional.empty();
  private Instant asOf = Instant.EPOCH;

  Board(long event, ExpectedTables tables) {
    this.event = event;
    this.tables = tables;
  }

  /** What changes seldom. */
  record Ground(EventFacts event, ExpectedTables.Known known) {
    Expected expected() {
      return known.expected();
    }
  }

  /** What a board is made of. */
  record Parts(
      Ground ground,
      Fold fold,
      List<GateFacts> gates,
      Map<String, Long> refused,
      Map<String, Long> unread,
      Map<String, Long> exceptions,
      long incidents,
      LaneStates lanes,
      Troubles.Newest newestMaster,
      Optional<UnitLink> unit) {}

  /**
   * Reads what is new and says what there is now.
   *
   * @throws Problem 404, if the event is gone.
   */
  BoardView read(Handle handle, Instant now) {
    lock.lock();
    try {
      EventFacts facts = ground(handle, now).event();
      passages(handle, now);
      gates = BoardTables.gates(handle, facts, now);
      notes(handle, facts);
      incidents = BoardTables.openIncidents(handle, facts);
      newestMaster = BoardTables.newestMaster(handle, event);
      unit = UnitLink.of(handle, facts);
      asOf = now;
      return compose(now);
    } finally {
      lock.unlock();
    }
  }

  /** What there is now, as it was last read: gates grow silent although nothing happens. */
  BoardView again(Instant now) {
    lock.lock();
    try {
      return compose(now);
    } finally {
      lock.unlock();
    }
  }

  /** Something may have been missed: the next reading reads all. */
  void distrust() {
    lock.lock();
    try {
      readAnew = Instant.EPOCH;
      groundRead = Instant.EPOCH;
    } finally {
      lock.unlock();
    }
  }

  private Ground ground(Handle handle, Instant now) {
    Ground known = ground;
    if (known == null || due(groundRead, GROUND_EVERY, now)) {
      EventFacts facts =
          EventTables.event(handle, event).orElseThrow(() -> Problem.notFound("event"));
      known = new Ground(facts, tables.of(handle, event));
      ground = known;
      groundRead = now;
    }
    return known;
  }

  private void passages(Handle handle, Instant now) {
    Instant horizon = BoardTables.horizon(handle); // Before reading: what commits after is newer.
    if (due(readAnew, ANEW_EVERY, now)) {
      var anew = new Fold();
      BoardTables.walks(handle, event).forEach(anew::take);
      fold = anew;
      readAnew = now;
      noted.clear();
      refused.clear();
      unread.clear();
      exceptions.clear();
      lanes.clear();
    } else {
      BoardTables.walks(handle, event, cursor).forEach(fold::take);
    }
    cursor = horizon;
  }

  /** A clock that went backwards makes everything due. */
  private static boolean due(Instant last, Duration every, Instant now) {
    return now.isBefore(last) || Duration.between(last, now).compareTo(every) >= 0;
  }

  private void notes(Handle handle, EventFacts facts) {
    List<BoardTables.Span> spans = new ArrayList<>();
    Map<Long, Long> waters = BoardTables.highWaters(handle, facts.venue());
    waters.forEach(
        (log, water) -> {
          long known = noted.getOrDefault(log, 0L);
          if (water > known) {
            spans.add(new BoardTables.Span(log, known, water));
          }
        });
    if (!spans.isEmpty()) {
      BoardTables.notes(handle, facts, spans).forEach(this::note);
      BoardTables.lanes(handle, spans).forEach(lanes::take);
      noted.putAll(waters);
    }
  }

  private void note(BoardTables.Notes notes) {
    Map<String, Long> counts = notes.refusal() ? (notes.read() ? refused : unread) : exceptions;
    if (notes.refusal() || Exceptions.is(notes.code())) {
      boolean room = counts.containsKey(notes.code()) || counts.size() < CODES_MAX;
      counts.merge(room ? notes.code() : "OTHER", notes.count(), Long::sum);
    }
  }

  private BoardView compose(Instant now) {
    Ground known = ground;
    if (known == null) {
      throw new IllegalStateException("a board is read before it is shown");
    }
    return Composition.of(
        new Parts(
            known, fold, gates, refused, unread, exceptions, incidents, lanes, newestMaster, unit),
        asOf,
        now);
  }
}
