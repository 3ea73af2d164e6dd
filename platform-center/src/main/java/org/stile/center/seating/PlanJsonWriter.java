package org.stile.center.seating;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Run;

/** Writes our own JSON of a seat plan (docs/reference/seat-plan.md); same plan, same text. */
final class PlanJsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private PlanJsonWriter(JsonGenerator json) {
    this.json = json;
  }

  /** The plan as a text. */
  static String text(SeatPlan plan) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new PlanJsonWriter(json).plan(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the plan as UTF-8. */
  static void write(SeatPlan plan, OutputStream to) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(to)) {
      new PlanJsonWriter(json).plan(plan);
    }
  }

  private void plan(SeatPlan plan) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", PlanJson.FORMAT);
    json.writeNumberField("version", PlanJson.VERSION);
    json.writeArrayFieldStart("types");
    for (SeatPlan.SeatType type : plan.types()) {
      json.writeStartObject();
      json.writeNumberField("number", type.number());
      json.writeStringField("name", type.name());
      json.writeStringField("colour", type.colour());
      json.writeStringField("shape", type.shape().name());
      if (type.accessible()) {
        json.writeBooleanField("accessible", true);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("blocks");
    for (SeatPlan.Block block : plan.blocks()) {
      block(block);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void block(SeatPlan.Block block) throws IOException {
    json.writeStartObject();
    if (!block.stand().isEmpty()) {
      json.writeStringField("stand", block.stand());
    }
    json.writeStringField("name", block.name());
    json.writeNumberField("zone", block.zone());
    json.writeArrayFieldStart("rows");
    for (SeatPlan.Row row : block.rows()) {
      json.writeStartObject();
      json.writeStringField("name", row.name());
      json.writeArrayFieldStart("runs");
      for (Run run : row.runs()) {
        run(run);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void run(Run run) throws IOException {
    json.writeStartObject();
    if (run.numbered()) {
      json.writeNumberField("first", run.first());
      if (run.step() != 1) {
        json.writeNumberField("step", run.step());
      }
    } else {
      json.writeBooleanField("numbered", false);
    }
    json.writeNumberField("count", run.count());
    json.writeNumberField("type", run.type());
    if (run.aisle()) {
      json.writeBooleanField("aisle", true);
    }
    place(run.place());
    json.writeEndObject();
  }

  private void place(Place place) throws IOException {
    switch (place) {
      case Place.Line(int x, int y, double dx, double dy) -> {
        start("line", x, y);
        number("dx", dx);
        number("dy", dy);
      }
      case Place.Area(int x, int y, int width, int height) -> {
        start("area", x, y);
        json.writeNumberField("width", width);
        json.writeNumberField("height", height);
      }
      case Place.Points(List<Integer> xs, List<Integer> ys) -> {
        json.writeObjectFieldStart("points");
        numbers("xs", xs);
        numbers("ys", ys);
      }
    }
    json.writeEndObject();
  }

  private void start(String kind, int x, int y) throws IOException {
    json.writeObjectFieldStart(kind);
    json.writeNumberField("x", x);
    json.writeNumberField("y", y);
  }

  private void number(String name, double value) throws IOException {
    if (value == Math.rint(value)) {
      json.writeNumberField(name, (long) value);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private void numbers(String name, List<Integer> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
