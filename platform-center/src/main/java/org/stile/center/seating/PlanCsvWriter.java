package org.stile.center.seating;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.SeatType;

/** Writes a seat plan as a table, one row a seat (docs/reference/seat-plan.md). */
final class PlanCsvWriter {
  private final SeatPlan plan;
  private final Positions positions;
  private final Map<Integer, SeatType> types;
  private final Set<Integer> told = new HashSet<>();
  private final CSVPrinter csv;

  private PlanCsvWriter(SeatPlan plan, CSVPrinter csv) {
    this.plan = plan;
    this.csv = csv;
    positions = Positions.of(plan);
    types = plan.types().stream().collect(Collectors.toMap(SeatType::number, Function.identity()));
  }

  /** Writes the plan as UTF-8. */
  static void write(SeatPlan plan, OutputStream to) throws IOException {
    var writer = new OutputStreamWriter(to, StandardCharsets.UTF_8);
    try (CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180)) {
      csv.printRecord(PlanCsv.COLUMNS);
      new PlanCsvWriter(plan, csv).rows();
    }
  }

  private void rows() throws IOException {
    PlanSeats.visit(
        plan,
        (block, row, run, index, within) -> {
          if (run.place() instanceof Place.Area && block.generalAdmission()) {
            if (within == 0) {
              area(block, run, (Place.Area) run.place());
            }
            return;
          }
          boolean aisle = within == 0 && run.aisle();
          SeatType type = type(run);
          csv.printRecord(
              safe(block.stand()),
              safe(block.name()),
              block.zone(),
              safe(row.name()),
              PlanSeats.number(run, within),
              safe(type.name()),
              positions.x(index),
              positions.y(index),
              aisle ? "yes" : "",
              "",
              "",
              "",
              first(type) ? type.number() : "",
              first(type) ? type.colour() : "",
              first(type) ? type.shape() : "",
              first(type) && type.accessible() ? "yes" : "");
          told.add(type.number());
        });
  }

  private void area(SeatPlan.Block block, SeatPlan.Run run, Place.Area area) throws IOException {
    SeatType type = type(run);
    csv.printRecord(
        safe(block.stand()),
        safe(block.name()),
        block.zone(),
        "",
        "",
        safe(type.name()),
        area.x(),
        area.y(),
        "",
        run.count(),
        area.width(),
        area.height(),
        first(type) ? type.number() : "",
        first(type) ? type.colour() : "",
        first(type) ? type.shape() : "",
        first(type) && type.accessible() ? "yes" : "");
    told.add(type.number());
  }

  private SeatType type(SeatPlan.Run run) {
    SeatType type = types.get(run.type());
    if (type == null) {
      throw new IllegalStateException("a plan was stored with a type it has not: " + run.type());
    }
    return type;
  }

  /** Whether this row is the first with this type and says all about it. */
  private boolean first(SeatType type) {
    return !told.contains(type.number());
  }

  /** A spreadsheet would run a cell that begins so as a formula. */
  static boolean risky(char first) {
    return "=+-@\t\r'".indexOf(first) >= 0;
  }

  private static String safe(String cell) {
    return !cell.isEmpty() && risky(cell.charAt(0)) ? "'" + cell : cell;
  }
}
