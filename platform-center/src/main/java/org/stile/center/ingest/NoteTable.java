package org.stile.center.ingest;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL over gate_note. */
final class NoteTable {
  private NoteTable() {}

  /**
   * A refusal, or something a gate tells of itself.
   *
   * @param lane of the gate.
   * @param event null: none could be read.
   */
  record Note(
      PassageKey key,
      int lane,
      boolean refusal,
      String code,
      String detail,
      @Nullable Long event,
      Instant at) {}

  static void add(Handle handle, List<Note> notes) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_note (log, sequence, lane, refusal, code, detail, event_id, at)
            SELECT n.log, n.sequence, n.lane, n.refusal, n.code, n.detail, n.event,
              timestamptz 'epoch' + n.at * interval '1 ms'
            FROM unnest(:logs, :sequences, :lanes, :refusals, :codes, :details, :events, :ats)
              AS n (log, sequence, lane, refusal, code, detail, event, at)
            """)
        .bind("logs", notes.stream().mapToLong(note -> note.key.log()).toArray())
        .bind("sequences", notes.stream().mapToLong(note -> note.key.sequence()).toArray())
        .bind("lanes", notes.stream().mapToInt(Note::lane).toArray())
        .bind("refusals", notes.stream().map(Note::refusal).toArray(Boolean[]::new))
        .bind("codes", notes.stream().map(note -> plain(note.code)).toArray(String[]::new))
        .bind("details", notes.stream().map(note -> plain(note.detail)).toArray(String[]::new))
        .bind("events", notes.stream().map(Note::event).toArray(Long[]::new))
        .bind("ats", notes.stream().mapToLong(note -> WallTime.ms(note.at)).toArray())
        .execute();
  }

  /** PostgreSQL's text holds everything but this; the segment has it as it came. */
  private static String plain(String text) {
    return text.replace('\0', ' ');
  }
}
