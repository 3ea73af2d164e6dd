package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Notices;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.center.ingest.QuarantineTable.Held;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;
import org.stile.core.Bytes;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * What was refused as rows of a gate, and what staff say is to become of it: it is counted, or it
 * is not, by whom and why (docs/reference/ingest.md, "Set aside"). Its bytes are kept either way.
 * Any thread.
 */
@ApplicationScoped
public class Quarantine {
  static final int REASON_BYTES_MAX = 200;

  /** As many lines of its own one log of a gate may have: copies of a card, without end. */
  private static final int OWN_LINES_MAX = Intake.FORKS_MAX;

  /** Rows behind what is counted late that may say what became of it: some 100 000. */
  private static final int BEHIND_MAX = 1_000;

  private final Incidents incidents;
  private final Manifests manifests;
  private final Intake intake;
  private final Audit audit;
  private final InstantSource clock;

  public Quarantine(
      Incidents incidents, Manifests manifests, Intake intake, Audit audit, InstantSource clock) {
    this.incidents = incidents;
    this.manifests = manifests;
    this.intake = intake;
    this.audit = audit;
    this.clock = clock;
  }

  /** What staff say. */
  public enum Verdict {
    /** Its rows happened: they are counted. */
    COUNTED,
    /** They are counted nowhere. */
    DISCARDED
  }

  /** Where rows that were set aside belong now. */
  enum Place {
    /** They stand in their log and are not counted. */
    STANDS("They stand in the gate's journal, and are not counted."),
    /** They follow what the center has of the log, but for their hashes. */
    NEXT("They would be next in the gate's journal, and their hashes do not follow."),
    /** They fit into no log; some of them are nowhere else. */
    NOWHERE("They fit into no journal of this gate."),
    /** What belongs before them is missing: the gate still has it. */
    EARLY("Rows before them are still to come."),
    /** They came once more, whole or not, and that is what stands there. */
    KNOWN("Rows under these numbers are in the journal already."),
    /** Bytes that hold no rows. */
    NO_ROWS("These bytes hold no rows.");

    private final String words;

    Place(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean mayBeCounted() {
      return switch (this) {
        case STANDS, NEXT, NOWHERE -> true;
        case EARLY, KNOWN, NO_ROWS -> false;
      };
    }
  }

  /** A place, with the line that it is in, if it is in one. */
  record Found(Place place, Optional<LogHead> line, List<JournalRow> fresh) {
    static Found of(Place place) {
      return new Found(place, Optional.empty(), List.of());
    }
  }

  /**
   * Where what is held belongs now.
   *
   * @param lock whether its log is to stay as it is until the transaction ends.
   */
  Found find(Handle handle, Held held, boolean lock) {
    Optional<Rows> read = held.rows();
    if (read.isEmpty()) {
      return Found.of(Place.NO_ROWS);
    }
    Rows rows = read.get();
    List<Bytes> names = new ArrayList<>(List.of(rows.logId()));
    for (int i = 0; i < OWN_LINES_MAX; i++) {
      names.add(ownId(held.gate(), rows, i));
    }
    List<LogHead> lines = QuarantineTable.lines(handle, names, lock);
    return rows.isChained() ? chained(handle, rows, lines) : broken(handle, held, rows, lines);
  }

  private static Found broken(Handle handle, Held held, Rows rows, List<LogHead> lines) {
    List<LogHead> own = lines.stream().filter(line -> line.gate.equals(held.gate())).toList();
    long first = rows.rows().getFirst().sequence();
    for (LogHead line : own) {
      if (QuarantineTable.stands(handle, line, first, held.message())) {
        return new Found(Place.STANDS, Optional.of(line), rows.rows());
      }
    }
    Optional<LogHead> next =
        own.stream()
            .filter(line -> line.highWater == first - 1 && line.hash.equals(rows.hashBefore()))
            .findFirst();
    if (next.isPresent()) {
      return new Found(Place.NEXT, next, rows.rows());
    }
    boolean passed = own.stream().anyMatch(line -> line.highWater >= first);
    return Found.of(passed ? Place.KNOWN : Place.EARLY);
  }

  private static Found chained(Handle handle, Rows rows, List<LogHead> lines) {
    List<JournalRow> fresh = fresh(handle, rows.rows(), lines);
    return fresh.isEmpty()
        ? Found.of(Place.KNOWN)
        : new Found(Place.NOWHERE, Optional.empty(), fresh);
  }

  /** Those that stand in none of these lines. */
  private static List<JournalRow> fresh(Handle handle, List<JournalRow> rows, List<LogHead> lines) {
    Set<JournalRow> known = new HashSet<>();
    long first = rows.getFirst().sequence();
    long last = rows.getLast().sequence();
    lines.forEach(line -> known.addAll(QuarantineTable.rows(handle, line, first, last).values()));
    return rows.stream().filter(row -> !known.contains(row)).toList();
  }

  /** What is set aside of a venue, at most so many. */
  List<QuarantineView> list(Handle handle, long venue, int countMax) {
    return QuarantineTable.list(handle, venue, countMax).stream()
        .map(held -> view(handle, held))
        .toList();
  }

  QuarantineView view(Handle handle, Held held) {
    return QuarantineView.of(held, find(handle, held, false));
  }

  /** The verdict of that name; null: there is none. */
  static @Nullable Verdict verdict(@Nullable String name) {
    for (Verdict each : Verdict.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Does what the caller says with what was set aside.
   *
   * @param reason why, range [1, 200] bytes.
   * @throws Problem 404: not of a venue of the caller's organizer; 409: it was judged before, or
   *     cannot be counted.
   */
  void judge(
      Handle handle,
      Caller caller,
      long venue,
      long id,
      @Nullable Verdict verdict,
      @Nullable String reason) {
    Enrolments.demandVenue(handle, caller, venue);
    var errors = new FieldErrors();
    String why = Texts.name(errors, "reason", reason, 1, REASON_BYTES_MAX);
    if (verdict == null) {
      errors.add("verdict", "must be COUNTED or DISCARDED");
    }
    errors.throwIfAny();
    Held held =
        QuarantineTable.find(handle, venue, id, true)
            .orElseThrow(() -> Problem.notFound("message that was set aside"));
    if (held.judged().isPresent()) {
      throw Problem.conflict("judged-before", "Somebody judged it before; load the page again.");
    }
    Verdict said = java.util.Objects.requireNonNull(verdict);
    int counted = carryOut(handle, held, said);
    QuarantineTable.judge(handle, id, said, caller.actor(), why, clock.instant());
    audit.record(
        handle,
        caller,
        switch (said) {
          case COUNTED -> "quarantine.count";
          case DISCARDED -> "quarantine.discard";
        },
        "gate:" + held.gate(),
        Map.of(
            "id",
            id,
            "kind",
            held.kind(),
            "sha256",
            held.message().sha256().hex(),
            "rows",
            counted,
            "reason",
            why));
    Notices.tell(handle, "board", ""); // Boards count what is new; these rows are old.
  }

  /** How many rows are counted by it. */
  private int carryOut(Handle handle, Held held, Verdict verdict) {
    Found found = find(handle, held, true);
    return switch (verdict) {
      case COUNTED -> {
        if (!found.place.mayBeCounted()) {
          throw Problem.conflict("not-to-be-counted", found.place.words());
        }
        count(handle, held, found);
        yield found.fresh.size();
      }
      case DISCARDED -> {
        if (found.place == Place.STANDS) {
          LogHead line = found.line.orElseThrow();
          line.apart = Math.max(0, line.apart - found.fresh.size());
          LogTables.advance(handle, List.of(line), clock.instant());
        }
        yield 0;
      }
    };
  }

  private void count(Handle handle, Held held, Found found) {
    Rows rows = held.rows().orElseThrow();
    switch (found.place) {
      case STANDS -> {
        LogHead line = found.line.orElseThrow();
        line.apart = Math.max(0, line.apart - found.fresh.size());
        count(handle, line, List.of(), withBehind(handle, line, found.fresh));
      }
      case NEXT -> {
        LogHead line = found.line.orElseThrow();
        long last = rows.rows().getLast().sequence();
        var kept = new Segment(line.id, line.highWater + 1, last, held.message());
        line.highWater = last;
        line.hash = rows.hashAfter();
        count(handle, line, List.of(kept), rows.rows());
      }
      case NOWHERE -> nowhere(handle, held.gate(), rows, found.fresh);
      case EARLY, KNOWN, NO_ROWS -> throw new IllegalStateException("asked before");
    }
  }

  /** What was told meanwhile of what becomes known only now. */
  private static List<JournalRow> withBehind(Handle handle, LogHead line, List<JournalRow> rows) {
    var all = new ArrayList<>(rows);
    long first = rows.getFirst().sequence();
    long last = rows.getLast().sequence();
    QuarantineTable.after(handle, line, last, BEHIND_MAX).stream()
        .filter(
            row ->
                row.entry() instanceof Progress progress
                    && progress.about() >= first
                    && progress.about() <= last)
        .forEach(all::add);
    return all;
  }

  /** Rows that fit into no log get a line of their own: the first that has no others there. */
  private void nowhere(Handle handle, GateName gate, Rows rows, List<JournalRow> fresh) {
    for (int i = 0; i < OWN_LINES_MAX; i++) {
      LogHead line =
          QuarantineTable.ownLine(handle, gate, ownId(gate, rows, i), rows, clock.instant());
      long first = fresh.getFirst().sequence();
      long last = fresh.getLast().sequence();
      Map<Long, JournalRow> there = QuarantineTable.rows(handle, line, first, last);
      List<JournalRow> added = new ArrayList<>(fresh);
      added.removeIf(row -> row.equals(there.get(row.sequence())));
      if (added.stream().noneMatch(row -> there.containsKey(row.sequence()))) {
        add(handle, line, rows, added);
        return;
      }
    }
    throw Problem.conflict(
        "too-many-copies",
        "Rows of " + OWN_LINES_MAX + " copies of this journal are counted under these numbers.");
  }

  private void add(Handle handle, LogHead line, Rows rows, List<JournalRow> added) {
    if (added.isEmpty()) {
      return;
    }
    List<Segment> kept = new ArrayList<>();
    for (List<JournalRow> run : runs(added)) {
      long first = run.getFirst().sequence();
      int at = (int) (first - rows.rows().getFirst().sequence());
      Bytes before = at == 0 ? rows.hashBefore() : rows.rows().get(at - 1).hash();
      kept.add(
          new Segment(
              line.id,
              first,
              run.getLast().sequence(),
              SyncCodec.encode(Rows.of(rows.logId(), before, run))));
    }
    JournalRow end = added.getLast();
    if (end.sequence() > line.highWater) {
      line.highWater = end.sequence();
      line.hash = end.hash();
    }
    count(handle, line, kept, added);
    QuarantineTable.keepHere(handle, line);
  }

  /** Parted where numbers are left out. */
  private static List<List<JournalRow>> runs(List<JournalRow> rows) {
    List<List<JournalRow>> runs = new ArrayList<>();
    for (JournalRow row : rows) {
      if (runs.isEmpty() || runs.getLast().getLast().sequence() != row.sequence() - 1) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(row);
    }
    return runs;
  }

  private static Bytes ownId(GateName gate, Rows rows, int copy) {
    String name = "counted by staff " + gate + " " + rows.logId().hex() + " " + copy;
    return Bytes.copyOf(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .sha256()
        .slice(0, JournalRow.LOG_ID_LENGTH);
  }

  private void count(Handle handle, LogHead line, List<Segment> kept, List<JournalRow> rows) {
    // Every node reads what changed, and tells its gates.
    var store =
        new PostgresStore(
            handle, incidents, manifests, each -> Notices.tell(each, Announcer.PASSAGES, "staff"));
    if (!intake.count(store, line, kept, rows).isEmpty()) {
      store.tellNodes();
    }
  }
}
