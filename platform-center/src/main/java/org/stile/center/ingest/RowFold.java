package org.stile.center.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.stile.center.ingest.NoteTable.Note;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;

/**
 * What rows add up to: grants with their fate, refusals, notes. Rows of one log are handed in in
 * their order. Pure; one thread.
 */
final class RowFold {
  private final Map<PassageKey, PassageRow> fresh = new LinkedHashMap<>();
  private final Map<PassageKey, List<Told>> earlier = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<PassageRow> foreign = new ArrayList<>();

  /** What a row tells about a grant that came before these rows. */
  private record Told(long sequence, Outcome outcome) {}

  /**
   * Takes one row.
   *
   * @param log the database's number for the log.
   * @param own whether an event is one of the gate's venue.
   */
  void take(long log, JournalRow row, LongPredicate own) {
    var key = new PassageKey(log, row.sequence());
    switch (row.entry()) {
      case Granted granted -> {
        PassageRow passage = PassageRow.of(key, granted);
        if (own.test(granted.ticket().event().value())) {
          fresh.put(key, passage);
        } else {
          foreign.add(passage);
        }
      }
      case Progress progress -> progress(log, row.sequence(), progress);
      case Refused refused ->
          notes.add(
              new Note(
                  key,
                  refused.lane(),
                  true,
                  refused.code(),
                  refused.detail(),
                  refused
                      .ticket()
                      .map(ticket -> ticket.event().value())
                      .filter(own::test)
                      .orElse(null),
                  refused.at().now()));
      case Incident incident ->
          notes.add(
              new Note(
                  key,
                  incident.lane(),
                  false,
                  incident.kind(),
                  incident.detail(),
                  null,
                  incident.at().now()));
    }
  }

  private void progress(long log, long sequence, Progress progress) {
    var about = new PassageKey(log, progress.about());
    PassageRow known = fresh.get(about);
    if (known == null) {
      earlier
          .computeIfAbsent(about, _ -> new ArrayList<>())
          .add(new Told(sequence, progress.outcome()));
    } else {
      fresh.put(about, known.with(known.fate().after(progress.outcome()), sequence));
    }
  }

  /** Grants of these rows, with what these rows say became of them. */
  Map<PassageKey, PassageRow> fresh() {
    return fresh;
  }

  /** Grants before these rows that these rows tell something about. */
  Set<PassageKey> earlier() {
    return earlier.keySet();
  }

  /**
   * Grants before these rows as they are now.
   *
   * @param known as they were; progress about what is not there is about no grant, and says
   *     nothing.
   */
  List<PassageRow> changed(Map<PassageKey, PassageRow> known) {
    List<PassageRow> changed = new ArrayList<>();
    earlier.forEach(
        (key, told) -> {
          PassageRow row = known.get(key);
          if (row != null) {
            for (Told each : told) {
              // Rows that staff have counted late tell nothing new of what went on meanwhile.
              if (each.sequence > row.asOf()) {
                row = row.with(row.fate().after(each.outcome), each.sequence);
              }
            }
            changed.add(row);
          }
        });
    return changed;
  }

  List<Note> notes() {
    return notes;
  }

  /** Grants of events that are not the venue's: kept as rows, counted nowhere. */
  List<PassageRow> foreign() {
    return foreign;
  }
}
