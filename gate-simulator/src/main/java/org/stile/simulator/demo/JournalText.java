package org.stile.simulator.demo;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/** Journal rows for people, one line each. */
final class JournalText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private JournalText() {}

  static String of(JournalRow row) {
    String what =
        switch (row.entry()) {
          case JournalEntry.Granted it ->
              "GRANTED     ticket %s, %s %d, chip %s slot %d%s"
                  .formatted(
                      it.ticket(),
                      it.direction().name().toLowerCase(java.util.Locale.ROOT),
                      it.number(),
                      it.chip(),
                      it.slot(),
                      it.debits() ? ", takes one entry" : "");
          case JournalEntry.Progress it ->
              "%-11s row %d%s"
                  .formatted(
                      it.outcome().name().replace('_', '-'),
                      it.about(),
                      it.detail().isEmpty() ? "" : ", " + it.detail());
          case JournalEntry.Refused it ->
              "REFUSED     %s%s"
                  .formatted(it.code(), it.chip().map(chip -> ", chip " + chip).orElse(""));
          case JournalEntry.Incident it -> "%-11s %s".formatted(it.kind(), it.detail());
        };
    return "%4d %s %d %s  %s"
        .formatted(
            row.sequence(),
            TIME.format(row.entry().at().now()),
            row.entry().lane(),
            row.hash().hex().substring(0, 6),
            what);
  }
}
