package org.stile.center.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stile.center.ingest.Quarantine.Found;
import org.stile.center.ingest.QuarantineTable.Held;
import org.stile.core.admission.Direction;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.UpMessage.Rows;

/**
 * Something that was set aside, as staff and programs see it.
 *
 * @param kind of the incident that it came with.
 * @param sha256 of its bytes, in hexadecimal.
 * @param place where it belongs now, and in words.
 * @param mayBeCounted whether staff can say so.
 * @param content its rows; empty: it holds none.
 */
public record QuarantineView(
    long id,
    String gate,
    String kind,
    Instant at,
    int bytes,
    String sha256,
    String place,
    String says,
    boolean mayBeCounted,
    Optional<Content> content,
    Optional<Judged> judged) {

  /**
   * Rows of a journal.
   *
   * @param entries granted in them, likewise exits.
   */
  public record Content(
      String log, long first, long last, long entries, long exits, long refusals, List<Row> rows) {}

  /** One row, in a few words; its time by the gate's clock. */
  public record Row(long number, Instant at, String what) {}

  /** Who said what of it, and why. */
  public record Judged(Instant at, String by, String verdict, String reason) {}

  static QuarantineView of(Held held, Found found) {
    return new QuarantineView(
        held.id(),
        held.gate().gate().value(),
        held.kind(),
        held.at(),
        held.message().length(),
        held.message().sha256().hex(),
        found.place().name(),
        found.place().words(),
        found.place().mayBeCounted() && held.judged().isEmpty(),
        held.rows().map(QuarantineView::content),
        held.judged().map(it -> new Judged(it.at(), it.by(), it.verdict().name(), it.reason())));
  }

  private static Content content(Rows rows) {
    List<JournalRow> all = rows.rows();
    return new Content(
        rows.logId().hex(),
        all.getFirst().sequence(),
        all.getLast().sequence(),
        granted(all, Direction.ENTRY),
        granted(all, Direction.EXIT),
        all.stream().filter(row -> row.entry() instanceof Refused).count(),
        all.stream().map(QuarantineView::row).toList());
  }

  private static long granted(List<JournalRow> rows, Direction direction) {
    return rows.stream()
        .filter(row -> row.entry() instanceof Granted it && it.direction() == direction)
        .count();
  }

  private static Row row(JournalRow row) {
    return switch (row.entry()) {
      case Granted it ->
          new Row(
              row.sequence(),
              it.at().now(),
              word(it.direction()) + " " + it.number() + " of " + it.ticket() + " granted");
      case Progress it ->
          new Row(row.sequence(), it.at().now(), "row " + it.about() + ": " + word(it.outcome()));
      case Refused it ->
          new Row(
              row.sequence(),
              it.at().now(),
              it.ticket().map(ticket -> ticket + " ").orElse("") + "refused: " + it.code());
      case Incident it -> new Row(row.sequence(), it.at().now(), it.kind());
    };
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** "Chain broken". */
  public String title() {
    String words = kind.replace('_', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
