package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Takes rows of gates into the database, many messages in one transaction: each row once, in its
 * log's order, without a gap. What does not fit is kept aside and named; nothing is dropped. Any
 * thread and any number of nodes: a log's row is locked while its rows enter.
 */
@ApplicationScoped
public class Intake {
  /** Messages of one log that wait for one before them: a second of a busy gate, a few MiB. */
  static final int AHEAD_MAX = 100;

  /** Messages of one gate that are kept as evidence; a lying one must not fill the disk. */
  static final int QUARANTINE_MAX = 100;

  /**
   * Rows that come for so long without chaining stand so in the journal: a broker that changes what
   * it carries would have had to change every repetition.
   */
  static final Duration BROKEN_FOR = Duration.ofSeconds(30);

  /** Lines of one log: a card is copied once or twice, not without end. */
  static final int FORKS_MAX = 16;

  private final InstantSource clock;
  private final Map<Long, Long> venues = new ConcurrentHashMap<>();

  public Intake(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What came of a batch.
   *
   * @param acknowledged how far the center has each log, when the transaction commits.
   * @param resend logs with rows missing before what came.
   * @param changed passages that are new or changed, with their gates.
   */
  record Taken(List<Mark> acknowledged, List<Mark> resend, List<Changed> changed) {}

  /** A row of a gate's log. */
  record Mark(GateName gate, Bytes logId, long sequence) {}

  /**
   * A passage, and where it was.
   *
   * @param current whether that gate still writes that log; a new card does not know of it.
   */
  record Changed(GateName gate, Bytes logId, boolean current, PassageRow passage) {}

  /** Takes the rows of {@code arrivals}; all or, if it throws, none of it. */
  Taken take(IngestStore store, List<Arrival> arrivals) {
    Instant now = clock.instant();
    Map<Bytes, LogHead> heads = store.lock(arrivals, now);
    var batch = new Batch(store, now);
    Set<Mark> resend = new LinkedHashSet<>();
    arrivals.stream()
        .sorted(Comparator.comparingLong(Arrival::first))
        .forEach(
            arrival -> {
              LogHead head = heads.get(arrival.rows().logId());
              if (head != null) {
                batch
                    .offer(head, arrival)
                    .ifPresent(after -> resend.add(new Mark(head.gate, head.logId, after)));
              }
            });
    List<Changed> changed = batch.write();
    List<Mark> acknowledged =
        batch.told.stream()
            .filter(head -> arrivals.stream().anyMatch(each -> each.gate().equals(head.gate)))
            .map(head -> new Mark(head.gate, head.fork.of(), head.highWater))
            .toList();
    return new Taken(acknowledged, List.copyOf(resend), changed);
  }

  /**
   * Counts rows that were set aside, as staff say that they happened.
   *
   * @param line in which they are, locked.
   * @param kept how they are kept, unless they are already.
   * @param rows with what later rows of the line say about them.
   */
  List<Changed> count(IngestStore store, LogHead line, List<Segment> kept, List<JournalRow> rows) {
    var batch = new Batch(store, clock.instant());
    batch.lines.know(line);
    kept.forEach(batch.lines::add);
    rows.forEach(
        row -> batch.fold.take(line.id, row, event -> isOf(store, event, line.gate.venue())));
    return batch.write();
  }

  /** Whether the event is held at the venue. An event never moves to another. */
  private boolean isOf(IngestStore store, long event, long venue) {
    Long known = venues.get(event);
    if (known == null) {
      OptionalLong found = store.venueOf(event);
      if (found.isEmpty()) {
        return false;
      }
      known = found.getAsLong();
      venues.put(event, known);
    }
    return known == venue;
  }

  /** One transaction's worth of rows. */
  private final class Batch {
    private final IngestStore store;
    private final Instant now;
    private final RowFold fold = new RowFold();
    private final LogLines lines;
    private final Set<LogHead> told = new LinkedHashSet<>();

    Batch(IngestStore store, Instant now) {
      this.store = store;
      this.now = now;
      lines = new LogLines(store, now);
    }

    /** Takes a message if its turn has come; after which row all must be sent again, if so. */
    OptionalLong offer(LogHead head, Arrival arrival) {
      lines.know(head);
      if (!arrival.gate().equals(head.gate)) {
        refuse(
            arrival,
            Kind.FOREIGN_LOG,
            "rows of log " + head.logId.hex() + ", which is of gate " + head.gate);
        told.add(head);
        return OptionalLong.empty();
      }
      return place(head, arrival);
    }

    /** Finds the line of the log that these rows are of, or continue. */
    private OptionalLong place(LogHead log, Arrival arrival) {
      Optional<LogHead> line = lines.lineOf(log, arrival);
      if (!arrival.rows().isChained()) {
        told.add(line.orElse(log));
        broken(line.orElse(log), arrival);
      } else if (line.isPresent()) {
        told.add(line.get());
        if (arrival.last() > line.get().highWater) {
          accept(line.get(), arrival);
          due(log);
        }
      } else if (arrival.first() > log.highWater + 1) {
        told.add(log);
        return aside(log, arrival);
      } else {
        return fork(log, arrival);
      }
      return OptionalLong.empty();
    }

    /**
     * Rows whose last hash is not theirs. That may have happened on the way; if they come so again
     * and again, they stand so in the journal: they are kept in their place, counted nowhere, and
     * the log goes on behind them.
     */
    private void broken(LogHead line, Arrival arrival) {
      boolean next =
          arrival.first() == line.highWater + 1 && arrival.rows().hashBefore().equals(line.hash);
      boolean known = next && line.broken == arrival.first();
      boolean again = known && !now.isBefore(line.brokenAt.plus(BROKEN_FOR));
      refuse(
          arrival,
          Kind.CHAIN_BROKEN,
          span(arrival)
              + " do not end with the hash they should"
              + (again ? "; they are kept, and not counted" : ""));
      if (again) {
        lines.add(new Segment(line.id, arrival.first(), arrival.last(), arrival.message()));
        line.apart += arrival.rows().rows().size();
        line.highWater = arrival.last();
        line.hash = arrival.rows().hashAfter();
      } else if (next && !known) {
        line.broken = arrival.first();
        line.brokenAt = now;
      }
    }

    /**
     * Other rows than the ones that came before: they are as true, and get a line of their own,
     * from where they differ. If that was before them, all must come again.
     */
    private OptionalLong fork(LogHead log, Arrival arrival) {
      OptionalLong common = lines.common(log, arrival);
      if (common.isEmpty()) {
        told.add(log);
        if (arrival.first() > 1) {
          return OptionalLong.of(0);
        }
        // Every copy of a journal begins as it did; what does not is none, and nobody's to count.
        refuse(arrival, Kind.CHAIN_BROKEN, "row 1 does not begin the log");
        return OptionalLong.empty();
      }
      long root = common.getAsLong();
      Optional<LogHead> line = lines.fork(log, arrival, root);
      String what = "rows from " + (root + 1) + " on are not the ones that came before";
      if (line.isEmpty()) {
        told.add(log);
        refuse(arrival, Kind.LOG_FORKED, what);
        return OptionalLong.empty();
      }
      note(
          log.gate,
          Kind.LOG_FORKED,
          log.logId,
          what
              + ": two units have one journal, or it was restored from a copy. All are counted;"
              + " these as log "
              + line.get().logId.hex());
      told.add(line.get());
      accept(line.get(), arrival);
      return OptionalLong.empty();
    }

    /** Puts it aside; if too many wait, what is between is asked for. */
    private OptionalLong aside(LogHead head, Arrival arrival) {
      if (head.ahead >= AHEAD_MAX) {
        note(
            head.gate,
            Kind.GAP,
            head.logId,
            span(arrival) + " came, and the center has up to " + head.highWater);
        return OptionalLong.of(head.highWater);
      }
      if (store.putAside(head, arrival)) {
        head.ahead++;
      }
      return OptionalLong.empty();
    }

    private void accept(LogHead head, Arrival arrival) {
      List<JournalRow> rows = arrival.rows().rows();
      int known = (int) (head.highWater + 1 - arrival.first());
      Bytes before = known == 0 ? arrival.rows().hashBefore() : rows.get(known - 1).hash();
      List<JournalRow> news = rows.subList(known, rows.size());
      Bytes message =
          known == 0 ? arrival.message() : SyncCodec.encode(Rows.of(head.fork.of(), before, news));
      lines.add(new Segment(head.id, news.getFirst().sequence(), arrival.last(), message));
      for (JournalRow row : news) {
        fold.take(head.id, row, event -> isOf(store, event, head.gate.venue()));
        if (isLikely(row.entry().at())) {
          head.wroteAt = row.entry().at().now();
        }
      }
      head.highWater = arrival.last();
      head.hash = rows.getLast().hash();
    }

    /** Whether a gate can have written a row then: its clock was trusted and not ahead of ours. */
    private boolean isLikely(ClockReading at) {
      return at.trust() != Trust.UNTRUSTED
          && at.now().isAfter(Instant.EPOCH)
          && !at.now().isAfter(now.plus(Incidents.CLOCK_OFF_MAX));
    }

    /** What was put aside and fits now. */
    private void due(LogHead head) {
      while (head.ahead > 0) {
        List<Bytes> messages = store.takeDue(head);
        if (messages.isEmpty()) {
          return;
        }
        messages.stream()
            .map(message -> LogLines.arrival(head, message))
            .sorted(Comparator.comparingLong(Arrival::first))
            .forEach(
                arrival -> {
                  if (arrival.last() > head.highWater) {
                    OptionalLong _ = place(head, arrival);
                  }
                });
      }
    }

    private void refuse(Arrival arrival, Kind kind, String detail) {
      store.quarantine(arrival.gate(), kind, arrival.message(), QUARANTINE_MAX, now);
      note(arrival.gate(), kind, arrival.rows().logId(), detail);
    }

    private void note(GateName gate, Kind kind, Bytes logId, String detail) {
      store.incident(gate, kind, "log " + logId.hex(), detail, OptionalLong.empty());
    }

    /** Writes what was accepted. */
    List<Changed> write() {
      List<PassageRow> told = new ArrayList<>(fold.fresh().values());
      if (!lines.fresh().isEmpty()) {
        store.keep(lines.fresh(), now);
      }
      if (!fold.notes().isEmpty()) {
        store.addNotes(fold.notes());
      }
      List<PassageRow> doubled = new ArrayList<>();
      if (!fold.fresh().isEmpty()) {
        doubled.addAll(store.addPassages(fold.fresh().values()));
      }
      if (!fold.earlier().isEmpty()) {
        List<PassageRow> changed = fold.changed(store.passages(fold.earlier()));
        doubled.addAll(store.updatePassages(changed));
        told.addAll(changed);
      }
      new Doubles(store).judge(doubled);
      fold.foreign().forEach(this::foreign);
      store.advance(lines.all(), now);
      return told.stream()
          .map(
              row -> {
                LogHead head = headOf(row);
                return new Changed(head.gate, head.logId, head.current, row);
              })
          .toList();
    }

    private LogHead headOf(PassageRow row) {
      return lines.byId(row.key().log()).orElseThrow(); // Each row came through its log.
    }

    private void foreign(PassageRow row) {
      LogHead here = headOf(row);
      note(
          here.gate,
          Kind.FOREIGN_EVENT,
          here.logId,
          "row " + row.key().sequence() + " grants a ticket of " + row.ticket().event());
    }
  }

  private static String span(Arrival arrival) {
    return "rows " + arrival.first() + " to " + arrival.last();
  }
}
