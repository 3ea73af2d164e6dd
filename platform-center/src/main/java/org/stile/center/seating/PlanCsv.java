package org.stile.center.seating;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.seating.SeatPlan.Shape;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/**
 * Reads a seat plan as a table, one row a seat (docs/reference/seat-plan.md). The separator is a
 * comma or, as spreadsheets of many countries write it, a semicolon. One document, one thread.
 */
final class PlanCsv {
  static final List<String> COLUMNS =
      List.of(
          "stand",
          "block",
          "zone",
          "row",
          "seat",
          "type",
          "x",
          "y",
          "aisle",
          "places",
          "width",
          "height",
          "type_number",
          "colour",
          "shape",
          "accessible");

  private static final Set<String> NEEDED =
      Set.of("block", "zone", "row", "seat", "type", "x", "y");

  /** No cell of a plan is longer; a forgotten quote would make one of the whole file. */
  private static final int CELL_LENGTH_MAX = 200;

  private final FieldErrors errors = new FieldErrors();
  private final SeatTable table = new SeatTable(errors);
  private final Map<String, Integer> columns = new HashMap<>();
  private long row;

  private PlanCsv() {}

  /**
   * Reads a plan.
   *
   * @param content the file as it came.
   * @throws Problem naming everything that is wrong with it, by row and column.
   */
  static SeatPlan read(byte[] content) {
    return new PlanCsv().plan(content);
  }

  private SeatPlan plan(byte[] content) {
    int start = Utf8.start(content);
    checkLines(content, start);
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter(content, start))
            .setIgnoreEmptyLines(false)
            .get();
    var reader =
        new InputStreamReader(
            new ByteArrayInputStream(content, start, content.length - start),
            StandardCharsets.UTF_8);
    try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      var rows = parser.iterator();
      if (!rows.hasNext()) {
        throw Problem.invalid("row 1", "must name the columns: " + String.join(",", COLUMNS));
      }
      header(rows.next());
      while (rows.hasNext()) {
        CSVRecord cells = rows.next();
        row = cells.getRecordNumber();
        if (cells.size() > 1 || !cells.get(0).isBlank()) {
          seat(cells);
        }
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      throw unreadable();
    } catch (IOException e) {
      throw unreadable();
    }
    return table.plan();
  }

  private Problem unreadable() {
    errors.add(
        "row " + (row + 1), "is not CSV: a quote is opened and not closed, or closed midway");
    return Problem.invalid(errors.list());
  }

  /**
   * A line longer than all cells together can be is no table, nor is one with a quote left open (no
   * name holds a line break): told before it is held in memory, and so a line is a row.
   */
  private static void checkLines(byte[] content, int start) {
    int most = COLUMNS.size() * CELL_LENGTH_MAX * 4;
    int line = 1;
    int length = 0;
    boolean quoted = false;
    for (int i = start; i < content.length; i++) {
      quoted ^= content[i] == '"';
      if (content[i] == '\n') {
        if (quoted) {
          throw Problem.invalid("row " + line, "opens a quote and does not close it");
        }
        line++;
        length = 0;
      } else if (++length > most) {
        throw Problem.invalid("row " + line, "is longer than a row of a seat plan can be");
      }
    }
  }

  private static char delimiter(byte[] content, int start) {
    for (int i = start; i < content.length && content[i] != '\n'; i++) {
      if (content[i] == ',' || content[i] == ';') {
        return (char) content[i];
      }
    }
    return ',';
  }

  private void header(CSVRecord names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip().toLowerCase(Locale.ROOT);
      String at = "row 1, column " + (i + 1);
      if (!COLUMNS.contains(name)) {
        errors.add(at, "is no column of a seat plan; the columns are " + String.join(",", COLUMNS));
      } else {
        errors.require(columns.put(name, i) == null, at, "column " + name + " is there twice");
      }
    }
    for (String needed : NEEDED.stream().sorted().toList()) {
      errors.require(columns.containsKey(needed), "row 1", "column " + needed + " is missing");
    }
    errors.throwIfAny();
  }

  private String at(String column) {
    return "row " + row + ", column " + column;
  }

  private String cell(CSVRecord cells, String column) {
    Integer index = columns.get(column);
    if (index == null || index >= cells.size()) {
      return "";
    }
    String text = cells.get(index);
    if (text.length() > CELL_LENGTH_MAX) {
      errors.add(at(column), "is longer than " + CELL_LENGTH_MAX + " characters");
      return "";
    }
    // What an export puts before a cell that a spreadsheet would run as a formula.
    return text.length() > 1 && text.charAt(0) == '\'' && PlanCsvWriter.risky(text.charAt(1))
        ? text.substring(1)
        : text.strip();
  }

  private void seat(CSVRecord cells) {
    int before = errors.list().size();
    errors.require(
        cells.size() <= columns.size(),
        "row " + row,
        "has " + cells.size() + " cells, and the header names " + columns.size());
    String block = Texts.name(errors, at("block"), cell(cells, "block"), 1, PlanLimits.BLOCK_BYTES);
    String stand = Texts.name(errors, at("stand"), cell(cells, "stand"), 0, PlanLimits.STAND_BYTES);
    String name = Texts.name(errors, at("row"), cell(cells, "row"), 0, PlanLimits.ROW_BYTES);
    int zone = integer(cells, "zone", 0, PlanLimits.ZONE_MAX);
    int type = type(cells);
    int x = integer(cells, "x", -PlanLimits.COORDINATE_MAX, PlanLimits.COORDINATE_MAX);
    int y = integer(cells, "y", -PlanLimits.COORDINATE_MAX, PlanLimits.COORDINATE_MAX);
    var address = new SeatTable.Address(stand, block, zone, name);
    if (cell(cells, "places").isEmpty()) {
      int number =
          cell(cells, "seat").isEmpty() ? -1 : integer(cells, "seat", 0, PlanLimits.LAST_MAX);
      errors.require(number <= PlanLimits.FIRST_MAX, at("seat"), "goes to " + PlanLimits.FIRST_MAX);
      boolean aisle = aisle(cells);
      if (errors.list().size() == before) {
        var seat = new SeatTable.Seat(number, type, aisle, x, y);
        table.seat(at("seat"), at("zone"), address, seat);
      }
      return;
    }
    area(cells, before, address, new int[] {type, x, y});
  }

  private void area(CSVRecord cells, int before, SeatTable.Address address, int[] typeAndPlace) {
    int places = integer(cells, "places", 1, PlanLimits.SEATS_OF_RUN_MAX);
    int width = integer(cells, "width", 1, PlanLimits.COORDINATE_MAX);
    int height = integer(cells, "height", 1, PlanLimits.COORDINATE_MAX);
    errors.require(
        cell(cells, "seat").isEmpty() && address.row().isEmpty(),
        at("places"),
        "is for areas, which have no row and no seat number");
    if (errors.list().size() == before) {
      var rectangle = new Place.Area(typeAndPlace[1], typeAndPlace[2], width, height);
      var run = new Run(0, 1, places, typeAndPlace[0], false, false, rectangle);
      table.area(at("block"), at("zone"), address, run);
    }
  }

  private boolean aisle(CSVRecord cells) {
    return yes(cells, "aisle");
  }

  private boolean yes(CSVRecord cells, String column) {
    String text = cell(cells, column);
    errors.require(text.isEmpty() || text.equals("yes"), at(column), "must be empty, or yes");
    return text.equals("yes");
  }

  /** The type's number; the type is made when its name comes first. */
  private int type(CSVRecord cells) {
    String name =
        Texts.name(errors, at("type"), cell(cells, "type"), 1, PlanLimits.TYPE_NAME_BYTES);
    int known = table.typeNamed(name);
    if (name.isEmpty() || known >= 0) {
      return Math.max(0, known);
    }
    int next = table.types().size();
    int number =
        cell(cells, "type_number").isEmpty()
            ? free()
            : integer(cells, "type_number", 0, PlanLimits.TYPES_MAX - 1);
    table.type(
        at("type_number"),
        new SeatType(
            number, name, colour(cells, next), shape(cells, next), yes(cells, "accessible")));
    return number;
  }

  private int free() {
    int number = 0;
    while (taken(number)) {
      number++;
    }
    return Math.min(number, PlanLimits.TYPES_MAX - 1);
  }

  private boolean taken(int number) {
    return table.types().stream().anyMatch(type -> type.number() == number);
  }

  private String colour(CSVRecord cells, int index) {
    String text = cell(cells, "colour").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return Palette.colour(index);
    }
    errors.require(
        PlanLimits.COLOUR.matcher(text).matches(), at("colour"), "must be a colour like #0072b2");
    return text;
  }

  private Shape shape(CSVRecord cells, int index) {
    String text = cell(cells, "shape").toUpperCase(Locale.ROOT);
    if (text.isEmpty()) {
      return Palette.shape(index);
    }
    for (Shape shape : Shape.values()) {
      if (shape.name().equals(text)) {
        return shape;
      }
    }
    errors.add(at("shape"), "must be one of " + List.of(Shape.values()));
    return Shape.SQUARE;
  }

  private int integer(CSVRecord cells, String column, int least, int most) {
    String text = cell(cells, column);
    if (text.matches("-?[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    errors.add(at(column), "must be a whole number from " + least + " to " + most);
    return least;
  }
}
