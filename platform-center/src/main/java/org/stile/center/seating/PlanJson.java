package org.stile.center.seating;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.seating.SeatPlan.Shape;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/** Reads our own JSON of a seat plan (docs/reference/seat-plan.md). One document, one thread. */
final class PlanJson {
  /** What the field "format" says. */
  static final String FORMAT = "stile-seat-plan";

  /** What the field "version" says. */
  static final int VERSION = 1;

  private final FieldErrors errors;
  private final JsonCursor at;
  private final List<SeatType> types = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private boolean formatSaid;
  private long seats;
  private long runs;

  private PlanJson(FieldErrors errors, JsonCursor at) {
    this.errors = errors;
    this.at = at;
  }

  /**
   * Reads a plan.
   *
   * @param content the file as it came.
   * @throws Problem naming everything that is wrong with it, with its path.
   */
  static SeatPlan read(byte[] content) {
    var errors = new FieldErrors();
    var read = new ArrayList<SeatPlan>();
    JsonCursor.read(content, errors, at -> read.add(new PlanJson(errors, at).plan()));
    errors.throwIfAny();
    PlanRules.check(read.getFirst(), errors);
    errors.throwIfAny();
    return read.getFirst();
  }

  private SeatPlan plan() throws IOException {
    boolean object =
        at.object(
            name -> {
              switch (name) {
                case "format" -> format(at.text());
                case "version" -> at.integer(VERSION, VERSION);
                case "types" -> at.array(PlanLimits.TYPES_MAX, this::type);
                case "blocks" -> at.array(PlanLimits.BLOCKS_MAX, this::block);
                default -> {
                  return false;
                }
              }
              return true;
            });
    if (object && !formatSaid) {
      errors.add("format", "is missing; a seat plan says \"format\": \"" + FORMAT + "\"");
    }
    return new SeatPlan(types, blocks);
  }

  private void format(String said) {
    formatSaid = true;
    errors.require(said.equals(FORMAT), "format", "must be \"" + FORMAT + "\"");
  }

  private void type() throws IOException {
    var type = new TypeFields();
    String path = at.here();
    at.object(
        name -> {
          switch (name) {
            case "number" -> type.number = at.integer(0, PlanLimits.TYPES_MAX - 1);
            case "name" -> type.name = name(1, PlanLimits.TYPE_NAME_BYTES);
            case "colour" -> type.colour = colour();
            case "shape" -> type.shape = shape();
            case "accessible" -> type.accessible = at.bool();
            default -> {
              return false;
            }
          }
          return true;
        });
    present(type.number >= 0, path, "number");
    present(type.name != null, path, "name");
    types.add(
        new SeatType(
            Math.max(0, type.number),
            type.name == null ? "" : type.name,
            type.colour == null ? Palette.colour(types.size()) : type.colour,
            type.shape == null ? Palette.shape(types.size()) : type.shape,
            type.accessible));
  }

  private void block() throws IOException {
    var block = new BlockFields();
    String path = at.here();
    at.object(
        name -> {
          switch (name) {
            case "stand" -> block.stand = name(0, PlanLimits.STAND_BYTES);
            case "name" -> block.name = name(1, PlanLimits.BLOCK_BYTES);
            case "zone" -> block.zone = at.integer(0, PlanLimits.ZONE_MAX);
            case "rows" -> at.array(PlanLimits.ROWS_OF_BLOCK_MAX, () -> row(block.rows));
            default -> {
              return false;
            }
          }
          return true;
        });
    present(block.name != null, path, "name");
    present(block.zone >= 0, path, "zone");
    present(!block.rows.isEmpty(), path, "rows");
    blocks.add(
        new Block(
            block.stand,
            block.name == null ? "" : block.name,
            Math.max(0, block.zone),
            block.rows));
  }

  private void row(List<Row> rows) throws IOException {
    var row = new RowFields();
    String path = at.here();
    at.object(
        name -> {
          switch (name) {
            case "name" -> row.name = name(0, PlanLimits.ROW_BYTES);
            case "runs" -> at.array(PlanLimits.RUNS_MAX, () -> run(row.runs));
            default -> {
              return false;
            }
          }
          return true;
        });
    present(!row.runs.isEmpty(), path, "runs");
    rows.add(new Row(row.name, row.runs));
  }

  private void run(List<Run> to) throws IOException {
    var run = new RunFields();
    String path = at.here();
    at.object(name -> run.field(name, at, errors));
    present(run.count > 0, path, "count");
    present(run.type >= 0, path, "type");
    present(run.place != null, path, "line");
    run.check(path, errors);
    seats += Math.max(1, run.count);
    runs++;
    if (seats > PlanLimits.SEATS_MAX || runs > PlanLimits.RUNS_MAX) {
      errors.add(path, "more than " + PlanLimits.SEATS_MAX + " seats are not possible in one plan");
      throw Problem.invalid(errors.list());
    }
    to.add(run.run());
  }

  private String name(int least, int most) throws IOException {
    String path = at.here();
    return Texts.name(errors, path, at.text(), least, most);
  }

  private String colour() throws IOException {
    String text = at.text().toLowerCase(Locale.ROOT);
    errors.require(
        PlanLimits.COLOUR.matcher(text).matches(), at.here(), "must be a colour like \"#0072b2\"");
    return text;
  }

  private Shape shape() throws IOException {
    String text = at.text();
    for (Shape shape : Shape.values()) {
      if (shape.name().equals(text)) {
        return shape;
      }
    }
    errors.add(at.here(), "must be one of " + List.of(Shape.values()));
    return Shape.SQUARE;
  }

  private void present(boolean there, String path, String field) {
    errors.require(there, path + "." + field, "is missing");
  }

  private static final class TypeFields {
    private int number = -1;
    private @org.jspecify.annotations.Nullable String name;
    private @org.jspecify.annotations.Nullable String colour;
    private @org.jspecify.annotations.Nullable Shape shape;
    private boolean accessible;
  }

  private static final class BlockFields {
    private String stand = "";
    private @org.jspecify.annotations.Nullable String name;
    private int zone = -1;
    private final List<Row> rows = new ArrayList<>();
  }

  private static final class RowFields {
    private String name = "";
    private final List<Run> runs = new ArrayList<>();
  }

  /** A run while it is read. */
  private static final class RunFields {
    private int first;
    private boolean firstSaid;
    private int step = 1;
    private int count;
    private int type = -1;
    private boolean numbered = true;
    private boolean aisle;
    private int places;
    private @org.jspecify.annotations.Nullable Place place;

    boolean field(String name, JsonCursor at, FieldErrors errors) throws IOException {
      switch (name) {
        case "first" -> {
          first = at.integer(0, PlanLimits.FIRST_MAX);
          firstSaid = true;
        }
        case "step" -> step = at.integer(-PlanLimits.STEP_MAX, PlanLimits.STEP_MAX);
        case "count" -> count = at.integer(1, PlanLimits.SEATS_OF_RUN_MAX);
        case "type" -> type = at.integer(0, PlanLimits.TYPES_MAX - 1);
        case "numbered" -> numbered = at.bool();
        case "aisle" -> aisle = at.bool();
        case "line", "points", "area" -> {
          places++;
          place = PlaceJson.read(name, at, errors);
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    /** What holds between the fields of one run. */
    void check(String path, FieldErrors errors) {
      errors.require(places <= 1, path, "has more than one of line, points and area; keep one");
      errors.require(step != 0, path + ".step", "must not be 0: seats of a run need other numbers");
      if (numbered) {
        errors.require(firstSaid, path + ".first", "is missing (or say \"numbered\": false)");
        long last = first + (count - 1L) * step;
        errors.require(
            last >= 0 && last <= PlanLimits.LAST_MAX,
            path + ".count",
            "the last seat would be number " + last);
      }
      if (place instanceof Place.Line line && count > 0) {
        errors.require(
            Math.abs(line.x() + line.dx() * count) <= PlanLimits.COORDINATE_MAX
                && Math.abs(line.y() + line.dy() * count) <= PlanLimits.COORDINATE_MAX,
            path + ".line",
            "leaves the plan: coordinates go to " + PlanLimits.COORDINATE_MAX + " cm");
      }
      if (place instanceof Place.Area) {
        errors.require(
            !numbered, path + ".area", "is for places without numbers; say \"numbered\": false");
      }
      if (place instanceof Place.Points points && count > 0) {
        errors.require(
            points.xs().size() == count && points.ys().size() == count,
            path + ".points",
            "must have as many xs and ys as the run has seats: " + count);
      }
    }

    Run run() {
      return new Run(
          numbered ? first : 0,
          numbered ? step : 1,
          count,
          Math.max(0, type),
          numbered,
          aisle,
          place == null ? new Place.Line(0, 0, 0, 0) : place);
    }
  }
}
