package org.stile.center.settlement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.stile.center.settlement.Settlement.Figures;
import org.stile.center.settlement.Settlement.Line;
import org.stile.center.web.CsvCell;
import org.stile.core.Bytes;

/** A settlement as one table, as a spreadsheet program opens it. One thread. */
final class SettlementTable {
  private static final List<String> COLUMNS =
      List.of(
          "of",
          "key",
          "name",
          "issued",
          "revoked",
          "attended",
          "no_shows",
          "attended_revoked",
          "attended_unknown",
          "entries",
          "exits",
          "pending",
          "arrivals",
          "count");

  private static final int FIGURES = 9;

  private final CSVPrinter csv;

  private SettlementTable(CSVPrinter csv) {
    this.csv = csv;
  }

  /** The whole table, UTF-8 (RFC 4180). */
  static Bytes of(Settlement settlement) {
    var to = new ByteArrayOutputStream();
    try (var csv =
        new CSVPrinter(new OutputStreamWriter(to, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
      new SettlementTable(csv).write(settlement);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return Bytes.copyOf(to.toByteArray());
  }

  private void write(Settlement settlement) throws IOException {
    csv.printRecord(COLUMNS);
    text("event", settlement.event().number(), settlement.event().name());
    text("drawn_up_at", settlement.drawnUpAt(), "");
    text("standing", settlement.standing(), "");
    for (Settlement.Missing missing : settlement.missing()) {
      count("missing", missing.gate(), missing.words(), missing.rows());
    }
    figures("total", "", "", settlement.total());
    lines("seller", settlement.sellers());
    lines("seat_type", settlement.seatTypes());
    lines("zone", settlement.zones());
    for (Settlement.GateLine gate : settlement.gates()) {
      csv.print("gate");
      csv.print(CsvCell.safe(gate.gate()));
      blanks(FIGURES - 2);
      csv.printRecord(gate.entries(), gate.exits(), gate.pending(), gate.arrivals(), "");
    }
    for (Settlement.Arrival arrival : settlement.arrivals()) {
      csv.print("arrivals_from");
      csv.print(arrival.from());
      blanks(FIGURES + 1);
      csv.printRecord(arrival.tickets(), "");
    }
    for (var refused : settlement.refused().entrySet()) {
      count("refused", refused.getKey(), "", refused.getValue());
    }
    count("doubled", "", "", settlement.doubled());
    for (Settlement.Doubled each : settlement.doubles()) {
      count(
          "doubled_entry",
          each.ticket() + "/" + each.number(),
          String.join(" ", each.gates()),
          each.gates().size());
    }
    for (Settlement.Incident incident : settlement.incidents()) {
      count(
          "incident",
          incident.kind(),
          incident.gate() + ": " + incident.detail(),
          incident.times());
    }
  }

  private void lines(String of, List<Line> lines) throws IOException {
    for (Line line : lines) {
      figures(of, String.valueOf(line.number()), line.name(), line.figures());
    }
  }

  private void figures(String of, String key, String name, Figures figures) throws IOException {
    csv.printRecord(
        of,
        key,
        CsvCell.safe(name),
        figures.issued(),
        figures.revoked(),
        figures.attended(),
        figures.noShows(),
        figures.attendedRevoked(),
        figures.attendedUnknown(),
        figures.entries(),
        figures.exits(),
        figures.pending(),
        figures.attendance(),
        "");
  }

  private void text(String of, Object key, String name) throws IOException {
    csv.print(of);
    csv.print(key);
    csv.print(CsvCell.safe(name));
    blanks(FIGURES + 2);
    csv.println();
  }

  private void count(String of, String key, String name, long count) throws IOException {
    csv.print(of);
    csv.print(CsvCell.safe(key));
    csv.print(CsvCell.safe(name));
    blanks(FIGURES + 1);
    csv.print(count);
    csv.println();
  }

  private void blanks(int cells) throws IOException {
    for (int i = 0; i < cells; i++) {
      csv.print("");
    }
  }
}
