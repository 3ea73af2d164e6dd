package org.stile.center.seating;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.web.FieldErrors;

/** Reads where the seats of a run are drawn: a line, points, or an area. */
final class PlaceJson {
  private int x;
  private int y;
  private double dx;
  private double dy;
  private int width;
  private int height;
  private final List<Integer> xs = new ArrayList<>();
  private final List<Integer> ys = new ArrayList<>();
  private int said;

  private PlaceJson() {}

  /**
   * Reads the value at hand.
   *
   * @param kind "line", "points" or "area".
   */
  static Place read(String kind, JsonCursor at, FieldErrors errors) throws IOException {
    var fields = new PlaceJson();
    String path = at.here();
    at.object(name -> fields.field(kind, name, at));
    return switch (kind) {
      case "line" -> {
        errors.require(fields.said == 4, path, "needs x, y, dx and dy");
        yield new Place.Line(fields.x, fields.y, fields.dx, fields.dy);
      }
      case "area" -> {
        errors.require(fields.said == 4, path, "needs x, y, width and height");
        yield new Place.Area(fields.x, fields.y, fields.width, fields.height);
      }
      default -> {
        errors.require(fields.said == 2, path, "needs xs and ys");
        yield new Place.Points(fields.xs, fields.ys);
      }
    };
  }

  private boolean field(String kind, String name, JsonCursor at) throws IOException {
    switch (kind + "." + name) {
      case "line.x", "area.x" -> x = coordinate(at);
      case "line.y", "area.y" -> y = coordinate(at);
      case "line.dx" -> dx = at.number(PlanLimits.STEP_CM_MAX);
      case "line.dy" -> dy = at.number(PlanLimits.STEP_CM_MAX);
      case "area.width" -> width = at.integer(1, PlanLimits.COORDINATE_MAX);
      case "area.height" -> height = at.integer(1, PlanLimits.COORDINATE_MAX);
      case "points.xs" -> at.array(PlanLimits.SEATS_OF_RUN_MAX, () -> xs.add(coordinate(at)));
      case "points.ys" -> at.array(PlanLimits.SEATS_OF_RUN_MAX, () -> ys.add(coordinate(at)));
      default -> {
        return false;
      }
    }
    said++;
    return true;
  }

  private static int coordinate(JsonCursor at) throws IOException {
    return at.integer(-PlanLimits.COORDINATE_MAX, PlanLimits.COORDINATE_MAX);
  }
}
