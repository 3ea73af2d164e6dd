package org.stile.center.seating;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/**
 * Reads a pretix seating plan (seating-plan.schema.json of pretix, version 0.0.1): its zones become
 * blocks, its categories seat types. What it cannot say, the zone of the venue, an aisle, an area
 * of general admission, is read from marks that {@link PretixWriter} leaves; of foreign plans all
 * seats lie in one zone (docs/reference/seat-plan.md). One document, one thread.
 */
final class PretixPlan {
  /** How {@link PretixWriter} begins the id of a seat: with the number of its zone. */
  static final String GUID = "stile-z";

  private static final Pattern OWN_GUID = Pattern.compile(GUID + "([0-9]{1,3})(a?)-[0-9]+");

  /** Stand and block in one name. */
  static final String STAND_BLOCK = " / ";

  private static final int ZONES_MAX = PlanLimits.BLOCKS_MAX;
  private static final int AREAS_MAX = 10_000;

  private final FieldErrors errors;
  private final JsonCursor at;
  private final int otherwiseZone;
  private final Map<String, SeatType> categories = new HashMap<>();
  private final List<SeatType> types = new ArrayList<>();
  private final List<Zone> zones = new ArrayList<>();
  private boolean zonesSaid;
  private boolean categoriesSaid;
  private int seats;

  private PretixPlan(FieldErrors errors, JsonCursor at, int otherwiseZone) {
    this.errors = errors;
    this.at = at;
    this.otherwiseZone = otherwiseZone;
  }

  /** A seat as it comes, before its category is known: that may come later in the document. */
  record Seat(String path, String guid, String number, String category, int x, int y) {}

  /** A row as it comes. */
  record Row(String path, String number, List<Seat> seats) {}

  /** A zone as it comes. */
  record Zone(String path, String name, List<Row> rows, List<Place.Area> areas) {}

  /**
   * Reads a plan.
   *
   * @param content the file as it came.
   * @param otherwiseZone zone of the venue that seats lie in which name none.
   * @throws Problem naming everything that is wrong with it, with its path.
   */
  static SeatPlan read(byte[] content, int otherwiseZone) {
    var errors = new FieldErrors();
    var read = new ArrayList<PretixPlan>();
    JsonCursor.read(
        content,
        errors,
        at -> {
          var plan = new PretixPlan(errors, at, otherwiseZone);
          plan.document();
          read.add(plan);
        });
    return read.getFirst().plan();
  }

  private void document() throws IOException {
    at.object(
        name -> {
          switch (name) {
            case "name" -> at.text();
            case "size" -> at.skip();
            case "categories" -> {
              categoriesSaid = true;
              at.array(PlanLimits.TYPES_MAX, this::category);
            }
            case "zones" -> {
              zonesSaid = true;
              at.array(ZONES_MAX, this::zone);
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    errors.require(zonesSaid, "zones", "is missing");
    errors.require(categoriesSaid, "categories", "is missing");
  }

  private void category() throws IOException {
    String path = at.here();
    String[] said = {"", ""};
    at.object(
        name -> {
          switch (name) {
            case "name" -> said[0] = text(1, PlanLimits.TYPE_NAME_BYTES);
            case "color" -> said[1] = at.text().toLowerCase(Locale.ROOT);
            default -> {
              return false;
            }
          }
          return true;
        });
    int number = types.size();
    String colour = PlanLimits.COLOUR.matcher(said[1]).matches() ? said[1] : Palette.colour(number);
    var type = new SeatType(number, said[0], colour, Palette.shape(number));
    types.add(type);
    errors.require(
        categories.put(said[0], type) == null, path + ".name", "comes twice among the categories");
  }

  private void zone() throws IOException {
    String path = at.here();
    String[] name = {""};
    int[] position = {0, 0};
    List<Row> rows = new ArrayList<>();
    List<Place.Area> areas = new ArrayList<>();
    at.object(
        field -> {
          switch (field) {
            case "name" -> name[0] = at.text();
            case "displayed", "zone_id" -> at.skip();
            case "position" -> position(position);
            case "rows" -> at.array(PlanLimits.ROWS_OF_BLOCK_MAX, () -> rows.add(row()));
            case "areas" -> at.array(AREAS_MAX, () -> areas.add(area()));
            default -> {
              return false;
            }
          }
          return true;
        });
    zones.add(
        new Zone(
            path,
            name[0].isBlank() ? "Zone " + (zones.size() + 1) : name[0].strip(),
            rows.stream().map(row -> moved(row, position[0], position[1])).toList(),
            areas.stream().map(area -> moved(area, position[0], position[1])).toList()));
  }

  private Row row() throws IOException {
    String path = at.here();
    String[] number = {""};
    int[] position = {0, 0};
    List<Seat> inRow = new ArrayList<>();
    at.object(
        field -> {
          switch (field) {
            case "row_number" -> number[0] = text(0, PlanLimits.ROW_BYTES);
            case "seats" -> at.array(PlanLimits.SEATS_OF_RUN_MAX, () -> inRow.add(seat()));
            case "position" -> position(position);
            // What pretix's editor keeps beside; the seats' own places say it all.
            case "number_of_seats", "seats_spacing", "row_number_position", "row_label", "uuid" ->
                at.skip();
            default -> {
              return false;
            }
          }
          return true;
        });
    return moved(new Row(path, number[0], inRow), position[0], position[1]);
  }

  private Seat seat() throws IOException {
    String path = at.here();
    if (++seats > PlanLimits.SEATS_MAX) {
      errors.add(path, "more than " + PlanLimits.SEATS_MAX + " seats are not possible in one plan");
      throw Problem.invalid(errors.list());
    }
    String[] said = {"", "", ""};
    int[] position = {0, 0};
    at.object(
        field -> {
          switch (field) {
            case "seat_guid" -> said[0] = at.text();
            case "seat_number" -> said[1] = at.text().strip();
            case "category" -> said[2] = at.text();
            case "position" -> position(position);
            case "uuid", "radius", "seat_label" -> at.skip();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Seat(path, said[0], said[1], said[2], position[0], position[1]);
  }

  private Place.Area area() throws IOException {
    int[] position = {0, 0};
    int[] size = {0, 0};
    at.object(
        field -> {
          switch (field) {
            case "position" -> position(position);
            case "width" -> size[0] = at.integer(0, PlanLimits.COORDINATE_MAX);
            case "height" -> size[1] = at.integer(0, PlanLimits.COORDINATE_MAX);
            default -> at.skip(); // Colours, text, shapes: decoration of any kind.
          }
          return true;
        });
    return new Place.Area(position[0], position[1], size[0], size[1]);
  }

  /** Editors write fractions too; a centimetre is fine enough. */
  private void position(int[] into) throws IOException {
    at.object(
        field -> {
          switch (field) {
            case "x" -> into[0] = (int) Math.round(at.number(PlanLimits.COORDINATE_MAX));
            case "y" -> into[1] = (int) Math.round(at.number(PlanLimits.COORDINATE_MAX));
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  private String text(int least, int most) throws IOException {
    String path = at.here();
    return Texts.name(errors, path, at.text().strip(), least, most);
  }

  private static Row moved(Row row, int x, int y) {
    List<Seat> moved = new ArrayList<>(row.seats.size());
    for (Seat seat : row.seats) {
      moved.add(new Seat(seat.path, seat.guid, seat.number, seat.category, seat.x + x, seat.y + y));
    }
    return new Row(row.path, row.number, moved);
  }

  private static Place.Area moved(Place.Area area, int x, int y) {
    return new Place.Area(area.x() + x, area.y() + y, area.width(), area.height());
  }

  private SeatPlan plan() {
    var table = new SeatTable(errors);
    types.forEach(type -> table.type("categories", type));
    int scale = PretixScale.of(zones);
    for (Zone zone : zones) {
      if (!area(table, zone)) {
        zone.rows.forEach(row -> row(table, zone, row, scale));
      }
    }
    return table.plan();
  }

  /** An area that {@link PretixWriter} wrote: seats without numbers over one rectangle. */
  private boolean area(SeatTable table, Zone zone) {
    if (zone.areas.size() != 1 || zone.rows.size() != 1 || zone.rows.getFirst().seats.isEmpty()) {
      return false;
    }
    Row row = zone.rows.getFirst();
    Seat first = row.seats.getFirst();
    boolean plain =
        row.number.isEmpty()
            && own(first) != null
            && row.seats.stream().allMatch(seat -> seat.number.isEmpty());
    Place.Area area = zone.areas.getFirst();
    if (!plain || area.width() == 0 || area.height() == 0) {
      return false;
    }
    var run = new SeatPlan.Run(0, 1, row.seats.size(), type(first), false, false, area);
    table.area(zone.path, zone.path, address(zone, row.number, first), run);
    return true;
  }

  private void row(SeatTable table, Zone zone, Row row, int scale) {
    boolean[] aisles = PretixScale.aisles(row.seats);
    for (int i = 0; i < row.seats.size(); i++) {
      Seat seat = row.seats.get(i);
      PretixLabel label = label(row, seat);
      Matcher own = own(seat);
      boolean aisle = own == null ? aisles[i] : !own.group(2).isEmpty();
      table.seat(
          seat.path + ".seat_number",
          zone.path,
          address(zone, label.row(), seat),
          new SeatTable.Seat(label.number(), type(seat), aisle, seat.x * scale, seat.y * scale));
    }
  }

  private PretixLabel label(Row row, Seat seat) {
    PretixLabel label = PretixLabel.of(row.number, seat.number);
    if (label == null) {
      errors.add(
          seat.path + ".seat_number",
          "must be a whole number from 0 to "
              + PlanLimits.FIRST_MAX
              + ", with at most three letters before or behind it");
      return new PretixLabel(row.number, -1);
    }
    String flaw = Texts.flaw(label.row(), 0, PlanLimits.ROW_BYTES);
    if (!flaw.isEmpty()) {
      errors.add(
          seat.path + ".seat_number", "makes the row \"" + label.row() + "\", which " + flaw);
    }
    return label;
  }

  private int type(Seat seat) {
    SeatType type = categories.get(seat.category.strip());
    if (type == null) {
      errors.add(seat.path + ".category", "is not among the categories of the document");
      return 0;
    }
    return type.number();
  }

  private SeatTable.Address address(Zone zone, String row, Seat seat) {
    int split = zone.name.indexOf(STAND_BLOCK);
    String stand = split < 0 ? "" : zone.name.substring(0, split);
    String block = split < 0 ? zone.name : zone.name.substring(split + STAND_BLOCK.length());
    String flaw = Texts.flaw(stand, 0, PlanLimits.STAND_BYTES);
    flaw = flaw.isEmpty() ? Texts.flaw(block, 1, PlanLimits.BLOCK_BYTES) : flaw;
    if (!flaw.isEmpty()) {
      throw badName(zone, flaw);
    }
    Matcher own = own(seat);
    int number = own == null ? otherwiseZone : Integer.parseInt(own.group(1));
    return new SeatTable.Address(
        stand, block, number <= PlanLimits.ZONE_MAX ? number : otherwiseZone, row);
  }

  private Problem badName(Zone zone, String flaw) {
    errors.add(zone.path + ".name", flaw);
    return Problem.invalid(errors.list());
  }

  private static @Nullable Matcher own(Seat seat) {
    Matcher matcher = OWN_GUID.matcher(seat.guid);
    return matcher.matches() ? matcher : null;
  }
}
