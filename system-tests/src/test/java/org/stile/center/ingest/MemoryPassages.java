package org.stile.center.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.stile.core.admission.Direction;
import org.stile.core.id.TicketId;

/** What {@link PassageTable} and {@link NoteTable} keep, in memory. One thread. */
final class MemoryPassages {
  final Map<PassageKey, Kept> rows = new LinkedHashMap<>();
  final Map<PassageKey, NoteTable.Note> notes = new HashMap<>();
  private final Map<Once, PassageKey> once = new HashMap<>();
  private final Map<Once, PassageKey> twins = new HashMap<>(); // The last one of each.
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
    copy.twins.putAll(twins);
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
    List<PassageRow> late = new ArrayList<>();
    for (PassageRow row : sorted) {
      if (rows.containsKey(row.key())) {
        throw new StoreFailed("passage: (log, sequence) is there");
      }
      boolean twin = once.containsKey(Once.of(row));
      if (twin) {
        late.add(row);
        undo.put(twins, Once.of(row), row.key());
      } else {
        undo.put(once, Once.of(row), row.key());
      }
      undo.put(rows, row.key(), new Kept(row, twin, now));
    }
    return late;
  }

  /** All grants of the numbers that these are of. */
  List<Kept> rivals(Collection<PassageRow> of) {
    Set<Once> numbers = of.stream().map(Once::of).collect(Collectors.toSet());
    return rows.values().stream().filter(kept -> numbers.contains(Once.of(kept.row()))).toList();
  }

  private boolean isDoubled(PassageRow row) {
    return twins.containsKey(Once.of(row));
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

  List<PassageRow> update(Collection<PassageRow> changed, Instant now) {
    for (PassageRow row : changed) {
      Kept kept = rows.get(row.key());
      if (kept != null) {
        undo.put(
            rows, row.key(), new Kept(kept.row().with(row.fate(), row.asOf()), kept.twin(), now));
      }
    }
    return changed.stream().filter(this::isDoubled).toList();
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
