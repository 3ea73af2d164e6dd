package org.stile.simulator.office;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, texts and numbers: enough to talk to a center and to a page. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * An object of a document.
   *
   * @param fields in their order; a value is null, an Obj, a List, a String, a Long or a Boolean.
   */
  public record Obj(Map<String, @Nullable Object> fields) {
    /** An object field. */
    public Obj object(String name) throws IOException {
      return of(name, Obj.class);
    }

    /** A text field. */
    public String text(String name) throws IOException {
      return of(name, String.class);
    }

    /** A field that is a whole number. */
    public long number(String name) throws IOException {
      return of(name, Long.class);
    }

    /** A field that is an array of objects. */
    public List<Obj> objects(String name) throws IOException {
      var objects = new ArrayList<Obj>();
      for (Object each : of(name, List.class)) {
        objects.add((Obj) each);
      }
      return objects;
    }

    private <T> T of(String name, Class<T> kind) throws IOException {
      @Nullable Object value = fields.get(name);
      if (!kind.isInstance(value)) {
        throw new IOException("there is no such field: " + name);
      }
      return kind.cast(value);
    }
  }

  /** Writes a value, in UTF-8. */
  public static byte[] write(@Nullable Object value) throws IOException {
    var to = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(to)) {
      write(json, value);
    }
    return to.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Obj(var fields) -> write(json, fields);
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> field : map.entrySet()) {
          json.writeFieldName(String.valueOf(field.getKey()));
          write(json, field.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object each : list) {
          write(json, each);
        }
        json.writeEndArray();
      }
      case Boolean truth -> json.writeBoolean(truth);
      case Double number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      default -> json.writeString(value.toString());
    }
  }

  /** Reads one object; what is none becomes the field "" of one. */
  public static Obj read(byte[] content) throws IOException {
    try (JsonParser json = FACTORY.createParser(content)) {
      json.nextToken();
      @Nullable Object value = read(json);
      return value instanceof Obj object ? object : new Obj(Collections.singletonMap("", value));
    }
  }

  /** Reads an array of objects. */
  public static List<Obj> readAll(byte[] content) throws IOException {
    return new Obj(Collections.singletonMap("all", read(content).fields().get(""))).objects("all");
  }

  private static @Nullable Object read(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, read(json));
        }
        yield new Obj(fields);
      }
      case START_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null, default -> json.getText();
    };
  }
}
