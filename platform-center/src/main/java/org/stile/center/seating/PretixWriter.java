package org.stile.center.seating;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.SeatType;

/** Writes a seat plan as a pretix seating plan; see {@link PretixPlan}. A pixel is a centimetre. */
final class PretixWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final SeatPlan plan;
  private final Positions positions;
  private final Map<Integer, SeatType> types;
  private final JsonGenerator json;
  private int left = Integer.MAX_VALUE;
  private int top = Integer.MAX_VALUE;
  private int index;

  private PretixWriter(SeatPlan plan, JsonGenerator json) {
    this.plan = plan;
    this.json = json;
    positions = Positions.of(plan);
    types = plan.types().stream().collect(Collectors.toMap(SeatType::number, Function.identity()));
  }

  /** Writes the plan as UTF-8. */
  static void write(SeatPlan plan, String name, OutputStream to) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(to)) {
      new PretixWriter(plan, json).plan(name);
    }
  }

  private void plan(String name) throws IOException {
    int right = Integer.MIN_VALUE;
    int bottom = Integer.MIN_VALUE;
    for (int i = 0; i < positions.size(); i++) {
      left = Math.min(left, positions.x(i));
      top = Math.min(top, positions.y(i));
      right = Math.max(right, positions.x(i));
      bottom = Math.max(bottom, positions.y(i));
    }
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeArrayFieldStart("categories");
    for (SeatType type : plan.types()) {
      json.writeStartObject();
      json.writeStringField("name", type.name());
      json.writeStringField("color", type.colour());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("zones");
    for (SeatPlan.Block block : plan.blocks()) {
      zone(block);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("size");
    json.writeNumberField("width", right - left);
    json.writeNumberField("height", bottom - top);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void zone(SeatPlan.Block block) throws IOException {
    json.writeStartObject();
    String stand = block.stand().isEmpty() ? "" : block.stand() + PretixPlan.STAND_BLOCK;
    json.writeStringField("name", stand + block.name());
    // Everything is moved so that pretix, which draws from (0, 0) on, shows all of it.
    position(-left, -top);
    json.writeArrayFieldStart("rows");
    for (SeatPlan.Row row : block.rows()) {
      row(block, row);
    }
    json.writeEndArray();
    if (block.generalAdmission()
        && block.rows().getFirst().runs().getFirst().place() instanceof Place.Area area) {
      json.writeArrayFieldStart("areas");
      json.writeStartObject();
      json.writeStringField("text", block.name());
      json.writeNumberField("width", area.width());
      json.writeNumberField("height", area.height());
      position(area.x(), area.y());
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void row(SeatPlan.Block block, SeatPlan.Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("row_number", row.name());
    json.writeArrayFieldStart("seats");
    for (SeatPlan.Run run : row.runs()) {
      SeatType type = types.get(run.type());
      if (type == null) {
        throw new IllegalStateException("a plan was stored with a type it has not: " + run.type());
      }
      for (int within = 0; within < run.count(); within++) {
        String aisle = within == 0 && run.aisle() ? "a" : "";
        json.writeStartObject();
        json.writeStringField("seat_guid", PretixPlan.GUID + block.zone() + aisle + "-" + index);
        json.writeStringField("seat_number", PlanSeats.number(run, within));
        json.writeStringField("category", type.name());
        position(positions.x(index), positions.y(index));
        json.writeEndObject();
        index++;
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void position(int x, int y) throws IOException {
    json.writeObjectFieldStart("position");
    json.writeNumberField("x", x);
    json.writeNumberField("y", y);
    json.writeEndObject();
  }
}
