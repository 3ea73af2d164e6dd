package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.WireException;
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
              if (head != null && batch.offer(head, arrival)) {
                resend.add(new Mark(head.gate, head.logId, head.highWater));
              }
            });
    List<Changed> changed = batch.write(heads);
    List<Mark> acknowledged =
        heads.values().stream()
            .filter(head -> arrivals.stream().anyMatch(each -> each.gate().equals(head.gate)))
            .map(head -> new Mark(head.gate, head.logId, head.highWater))
            .toList();
    return new Taken(acknowledged, List.copyOf(resend), changed);
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
    private final List<Segment> segments = new ArrayList<>();
    private final Map<Long, LogHead> byId = new HashMap<>();

    Batch(IngestStore store, Instant now) {
      this.store = store;
      this.now = now;
    }

    /** Takes a message if its turn has come; whether rows before it must be sent again. */
    boolean offer(LogHead head, Arrival arrival) {
      byId.put(head.id, head);
      if (!arrival.gate().equals(head.gate)) {
        refuse(
            arrival,
            Kind.FOREIGN_LOG,
            "rows of log " + head.logId.hex() + ", which is of gate " + head.gate);
      } else if (!arrival.rows().isChained()) {
        refuse(arrival, Kind.CHAIN_BROKEN, span(arrival) + " do not end with the hash they should");
      } else if (arrival.last() <= head.highWater) {
        compare(head, arrival);
      } else if (arrival.first() > head.highWater + 1) {
        return aside(head, arrival);
      } else {
        accept(head, arrival);
        due(head);
      }
      return false;
    }

    /** Whether there are so many waiting that the gap must be asked for. */
    private boolean aside(LogHead head, Arrival arrival) {
      if (head.ahead >= AHEAD_MAX) {
        note(
            head.gate,
            Kind.GAP,
            head.logId,
            span(arrival) + " came, and the center has up to " + head.highWater);
        return true;
      }
      if (store.putAside(head, arrival)) {
        head.ahead++;
      }
      return false;
    }

    private void accept(LogHead head, Arrival arrival) {
      List<JournalRow> rows = arrival.rows().rows();
      int known = (int) (head.highWater + 1 - arrival.first());
      Bytes before = known == 0 ? arrival.rows().hashBefore() : rows.get(known - 1).hash();
      if (!before.equals(head.hash)) {
        refuse(
            arrival,
            head.highWater == 0 ? Kind.CHAIN_BROKEN : Kind.LOG_FORKED,
            span(arrival) + " do not follow row " + head.highWater + " as the center has it");
        return;
      }
      List<JournalRow> news = rows.subList(known, rows.size());
      Bytes message =
          known == 0 ? arrival.message() : SyncCodec.encode(Rows.of(head.logId, before, news));
      segments.add(new Segment(head.id, news.getFirst().sequence(), arrival.last(), message));
      for (JournalRow row : news) {
        fold.take(head.id, row, event -> isOf(store, event, head.gate.venue()));
      }
      head.highWater = arrival.last();
      head.hash = rows.getLast().hash();
    }

    /** What was put aside and fits now. */
    private void due(LogHead head) {
      while (head.ahead > 0) {
        List<Bytes> messages = store.takeDue(head);
        if (messages.isEmpty()) {
          return;
        }
        messages.stream()
            .map(message -> arrival(head, message))
            .sorted(Comparator.comparingLong(Arrival::first))
            .forEach(
                arrival -> {
                  if (arrival.last() > head.highWater) {
                    accept(head, arrival);
                  }
                });
      }
    }

    /** Rows that came before must be the same rows. */
    private void compare(LogHead head, Arrival arrival) {
      Bytes hash = arrival.rows().hashAfter();
      Bytes kept =
          arrival.last() == head.highWater
              ? head.hash
              : hashOf(head, arrival.last(), segmentWith(head, arrival.last()));
      if (!kept.equals(hash)) {
        refuse(
            arrival,
            Kind.LOG_FORKED,
            span(arrival) + " are not the ones that came before under these numbers");
      }
    }

    private Bytes segmentWith(LogHead head, long sequence) {
      // What this batch has accepted is not in the database yet.
      return segments.stream()
          .filter(each -> each.log() == head.id)
          .filter(each -> each.first() <= sequence && sequence <= each.last())
          .findFirst()
          .map(Segment::message)
          .orElseGet(() -> store.holding(head, sequence).orElseThrow());
    }

    private Bytes hashOf(LogHead head, long sequence, Bytes message) {
      Rows rows = arrival(head, message).rows();
      return rows.rows().get((int) (sequence - rows.rows().getFirst().sequence())).hash();
    }

    private Arrival arrival(LogHead head, Bytes message) {
      try {
        if (SyncCodec.up(message) instanceof Rows rows) {
          return new Arrival(head.gate, rows, message);
        }
        throw new IllegalStateException("a kept message holds no rows");
      } catch (WireException e) {
        throw new IllegalStateException("a kept message cannot be read", e);
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
    List<Changed> write(Map<Bytes, LogHead> heads) {
      List<PassageRow> told = new ArrayList<>(fold.fresh().values());
      if (!segments.isEmpty()) {
        store.keep(segments, now);
      }
      if (!fold.notes().isEmpty()) {
        store.addNotes(fold.notes());
      }
      if (!fold.fresh().isEmpty()) {
        store.addPassages(fold.fresh().values()).forEach(this::twin);
      }
      if (!fold.earlier().isEmpty()) {
        List<PassageRow> changed = fold.changed(store.passages(fold.earlier()));
        store.updatePassages(changed);
        told.addAll(changed);
      }
      fold.foreign().forEach(this::foreign);
      store.advance(heads.values(), now);
      return told.stream()
          .map(
              row -> {
                LogHead head = headOf(row);
                return new Changed(head.gate, head.logId, head.current, row);
              })
          .toList();
    }

    private LogHead headOf(PassageRow row) {
      return Objects.requireNonNull(byId.get(row.key().log()), "each row came through its log");
    }

    private void twin(PassageRow row) {
      LogHead here = headOf(row);
      Optional<String> other = store.firstOf(row);
      String what = row.direction() + " " + row.number() + " of ticket " + row.ticket().index();
      store.incident(
          here.gate,
          Kind.DOUBLE_ADMISSION,
          row.ticket() + " " + row.direction() + " " + row.number(),
          what + " was granted here at " + row.at() + " and also " + other.orElse("elsewhere"),
          OptionalLong.of(row.ticket().event().value()));
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
