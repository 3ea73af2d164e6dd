package org.stile.center.seating;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * A JSON document read front to back, never held as a tree: memory is bounded by what the reader
 * keeps. Values of the wrong kind, unknown fields and fields that come twice are noted with their
 * path and skipped, so that one pass finds them all. One thread.
 */
final class JsonCursor {
  /** The deepest format goes down to blocks, rows, runs, points: 8. */
  private static final int DEPTH_MAX = 16;

  /** No text of a plan is longer than a name. */
  private static final int TEXT_LENGTH_MAX = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(TEXT_LENGTH_MAX)
                  .maxNameLength(TEXT_LENGTH_MAX)
                  .maxNumberLength(40)
                  .build())
          // Names come from outside: interned, they would stay for ever.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final FieldErrors errors;

  private JsonCursor(JsonParser parser, FieldErrors errors) {
    this.parser = parser;
    this.errors = errors;
  }

  /** What to do at a value; it must be consumed by one call to the cursor, or not touched. */
  interface Value {
    void read() throws IOException;
  }

  /** What to do at the value of a field. */
  interface Field {
    /** Reads the value of {@code name}; answers false, and reads nothing, if there is no such. */
    boolean read(String name) throws IOException;
  }

  /** What to do with a whole document. */
  interface Document {
    void read(JsonCursor at) throws IOException;
  }

  /**
   * Reads one document to its end.
   *
   * @param content well-formed UTF-8 (see {@link Utf8}).
   * @throws Problem if it is not JSON, or deeper or longer anywhere than a plan can be.
   */
  static void read(byte[] content, FieldErrors errors, Document document) {
    int start = Utf8.start(content);
    try (JsonParser parser = FACTORY.createParser(content, start, content.length - start)) {
      var cursor = new JsonCursor(parser, errors);
      parser.nextToken();
      document.read(cursor);
      if (parser.nextToken() != null) {
        errors.add(cursor.here(), "something follows the document; remove it");
      }
    } catch (StreamConstraintsException e) {
      errors.add(where(e), "deeper nested, or with a longer text or number, than any seat plan");
      throw Problem.invalid(errors.list());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      errors.add(where(e), "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
      throw Problem.invalid(errors.list());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String where(com.fasterxml.jackson.core.JsonProcessingException problem) {
    var at = problem.getLocation();
    return at == null ? "document" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** The path of the value at hand, such as "blocks[3].rows[2].name". */
  String here() {
    var path = new StringBuilder();
    append(parser.getParsingContext(), path);
    return path.isEmpty() ? "document" : path.toString();
  }

  private static void append(JsonStreamContext context, StringBuilder path) {
    JsonStreamContext parent = context.getParent();
    if (parent != null) {
      append(parent, path);
    }
    if (context.inArray() && context.hasCurrentIndex()) {
      path.append('[').append(context.getCurrentIndex()).append(']');
    } else if (context.inObject() && context.hasCurrentName()) {
      path.append(path.isEmpty() ? "" : ".").append(shortened(context.getCurrentName()));
    }
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "…";
  }

  /** Reads an object; false, with the error noted, if the value is none. */
  boolean object(Field field) throws IOException {
    if (!at(JsonToken.START_OBJECT, "must be an object")) {
      return false;
    }
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (!seen.add(name)) {
        errors.add(here(), "comes twice in one object; keep one");
        parser.skipChildren();
      } else if (!field.read(name)) {
        errors.add(here(), "is not a field of this format; remove it");
        parser.skipChildren();
      }
    }
    return true;
  }

  /** Reads an array, calling {@code element} at each of its values. */
  void array(int most, Value element) throws IOException {
    if (!at(JsonToken.START_ARRAY, "must be an array")) {
      return;
    }
    String path = here();
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++count > most) {
        // What follows would only be more of it.
        errors.add(path, "holds more than " + most + " elements, the most there may be");
        throw Problem.invalid(errors.list());
      }
      element.read();
    }
  }

  /** Reads a text; "" with the error noted if the value is none. */
  String text() throws IOException {
    return at(JsonToken.VALUE_STRING, "must be a text in quotes") ? parser.getText() : "";
  }

  /** Reads a whole number; {@code least} with the error noted if it is none of the range. */
  int integer(int least, int most) throws IOException {
    String range = "must be a whole number from " + least + " to " + most;
    if (!at(JsonToken.VALUE_NUMBER_INT, range)) {
      return least;
    }
    boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (!fits || parser.getLongValue() < least || parser.getLongValue() > most) {
      errors.add(here(), range);
      return least;
    }
    return parser.getIntValue();
  }

  /** Reads a number; 0 with the error noted if it is none, or larger than {@code most}. */
  double number(double most) throws IOException {
    String range = "must be a number from -" + plain(most) + " to " + plain(most);
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        || at(JsonToken.VALUE_NUMBER_FLOAT, range)) {
      double value = parser.getDoubleValue();
      if (Math.abs(value) <= most) {
        return value + 0.0; // No negative zero, which would not equal zero.
      }
      errors.add(here(), range);
    }
    return 0;
  }

  private static String plain(double value) {
    return Long.toString((long) value);
  }

  /** Reads true or false; false with the error noted if it is neither. */
  boolean bool() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_TRUE) {
      return true;
    }
    at(JsonToken.VALUE_FALSE, "must be true or false");
    return false;
  }

  /** Passes over the value. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  private boolean at(JsonToken wanted, String otherwise) throws IOException {
    if (parser.currentToken() == wanted) {
      return true;
    }
    errors.add(here(), otherwise);
    parser.skipChildren();
    return false;
  }
}
