package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stile.core.admission.Direction;
import org.stile.core.id.TicketId;

/** What {@link PassageTable} and {@link NoteTable} keep, in memory. One thread. */
final class MemoryPassages {
  final Map<PassageKey, Kept> rows = new LinkedHashMap<>();
  final Map<PassageKey, NoteTable.Note> notes = new HashMap<>();
  private final Map<Once, PassageKey> once = new HashMap<>();
  private final Undo undo;

  record Kept(PassageRow row, boolean twin, Instant changedAt) {}

  private record Once(TicketId ticket, Direction direction, int number) {
    static Once of(PassageRow row) {
      return new Once(row.ticket(), row.direction(), row.number());
    }
  }

  MemoryPassages(Undo undo) {
    this.undo = undo;
  }

  MemoryPassages copy(Undo of) {
    var copy = new MemoryPassages(of);
    copy.rows.putAll(rows);
    copy.notes.putAll(notes);
    copy.once.putAll(once);
    return copy;
  }

  List<PassageRow> add(Collection<PassageRow> added, Instant now) {
    List<PassageRow> sorted =
        added.stream()
            .sorted(
                Comparator.comparingLong((PassageRow row) -> row.ticket().event().value())
                    .thenComparingInt(row -> row.ticket().index())
                    .thenComparing(PassageRow::direction)
                    .thenComparingInt(PassageRow::number))
            .toList();
    List<PassageRow> twins = new ArrayList<>();
    for (PassageRow row : sorted) {
      if (rows.containsKey(row.key())) {
        throw new StoreFailed("passage: (log, sequence) is there");
      }
      boolean twin = once.containsKey(Once.of(row));
      if (twin) {
        twins.add(row);
      } else {
        undo.put(once, Once.of(row), row.key());
      }
      undo.put(rows, row.key(), new Kept(row, twin, now));
    }
    return twins;
  }

  /** Which row granted that number first. */
  Optional<PassageRow> firstOf(PassageRow twin) {
    return Optional.ofNullable(once.get(Once.of(twin))).map(key -> rows.get(key).row());
  }

  Map<PassageKey, PassageRow> find(Collection<PassageKey> keys) {
    Map<PassageKey, PassageRow> found = new HashMap<>();
    for (PassageKey key : keys) {
      Kept kept = rows.get(key);
      if (kept != null) {
        found.put(key, stored(kept.row()));
      }
    }
    return found;
  }

  /** As the database gives it back: within the times it can hold. */
  static PassageRow stored(PassageRow row) {
    return new PassageRow(
        row.key(),
        row.asOf(),
        row.ticket(),
        row.direction(),
        row.number(),
        row.lane(),
        Instant.ofEpochMilli(WallTime.ms(row.at())),
        row.fate(),
        row.seatType(),
        row.zone(),
        row.doubted());
  }

  void update(Collection<PassageRow> changed, Instant now) {
    for (PassageRow row : changed) {
      Kept kept = rows.get(row.key());
      if (kept != null) {
        undo.put(
            rows, row.key(), new Kept(kept.row().with(row.fate(), row.asOf()), kept.twin(), now));
      }
    }
  }

  void addNotes(List<NoteTable.Note> more) {
    for (NoteTable.Note note : more) {
      if (notes.containsKey(note.key())) {
        throw new StoreFailed("gate_note: (log, sequence) is there");
      }
      undo.put(notes, note.key(), note);
    }
  }
}
