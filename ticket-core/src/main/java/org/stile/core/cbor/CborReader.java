package org.stile.core.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;

/**
 * Reads what {@link CborWriter} writes, token by token. It allocates in the measure of bytes that
 * are really there, never of lengths they announce. Used by one thread, once.
 */
public final class CborReader {
  private final JsonParser parser;
  private @Nullable JsonToken ahead;

  CborReader(Bytes encoded) throws IOException {
    parser = CborWriter.FACTORY.createParser(encoded.toArray());
  }

  public void map() throws IOException {
    take(JsonToken.START_OBJECT);
  }

  public void endMap() throws IOException {
    take(JsonToken.END_OBJECT);
  }

  public void array() throws IOException {
    take(JsonToken.START_ARRAY);
  }

  public void endArray() throws IOException {
    take(JsonToken.END_ARRAY);
  }

  /** Whether the array or map that is being read has anything more. */
  public boolean more() throws IOException {
    JsonToken next = peek();
    return next != JsonToken.END_ARRAY && next != JsonToken.END_OBJECT;
  }

  /** Whether a byte string comes next. */
  public boolean atBytes() throws IOException {
    return peek() == JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  /** The next key of the map, range [0, 99]. */
  public int key() throws IOException {
    take(JsonToken.FIELD_NAME);
    String name = parser.currentName();
    // The parser turns numbers into names; a text that looks like one fails on encoding again.
    if (name.isEmpty() || name.length() > 2 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed("a key that is no small number");
    }
    return Integer.parseInt(name);
  }

  /** The next key of the map, which must be {@code expected}. */
  public CborReader key(int expected) throws IOException {
    int key = key();
    if (key != expected) {
      throw malformed("key " + key + " where " + expected + " belongs");
    }
    return this;
  }

  /** Reads {@code key} and answers true if it is the next one, else reads nothing. */
  public boolean has(int key) throws IOException {
    return peek() == JsonToken.FIELD_NAME
        && parser.currentName().equals(Integer.toString(key))
        && key() == key;
  }

  /** An integer of at most 64 bits, sign included. */
  public long integer() throws IOException {
    take(JsonToken.VALUE_NUMBER_INT);
    return parser.getLongValue();
  }

  /** An integer, range as given. */
  public long integer(long from, long to) throws IOException {
    long value = integer();
    if (value < from || value > to) {
      throw new WireException(
          new Fault.OutOfRange(value + " is outside [" + from + ", " + to + "]"));
    }
    return value;
  }

  /** An integer, range as given. */
  public int small(int from, int to) throws IOException {
    return (int) integer(from, to);
  }

  /** A byte string of at most {@code lengthMax} bytes. */
  public Bytes bytes(int lengthMax) throws IOException {
    take(JsonToken.VALUE_EMBEDDED_OBJECT);
    byte[] value = parser.getBinaryValue();
    if (value.length > lengthMax) {
      throw new WireException(new Fault.TooLong(lengthMax, value.length));
    }
    return Bytes.copyOf(value);
  }

  public String text() throws IOException {
    take(JsonToken.VALUE_STRING);
    return parser.getText();
  }

  /** An array of at most {@code countMax} items. */
  public <T> List<T> all(int countMax, CborForm.Reading<T> each) throws IOException {
    List<T> items = new ArrayList<>();
    array();
    while (more()) {
      if (items.size() == countMax) {
        throw new WireException(new Fault.OutOfRange("more than " + countMax + " items"));
      }
      items.add(each.read(this));
    }
    endArray();
    return items;
  }

  private JsonToken peek() throws IOException {
    if (ahead == null) {
      ahead = parser.nextToken();
      if (ahead == null) {
        throw malformed("it ends too early");
      }
    }
    return ahead;
  }

  private void take(JsonToken expected) throws IOException {
    JsonToken next = peek();
    if (next != expected) {
      throw malformed(next + " where " + expected + " belongs");
    }
    ahead = null;
  }

  private static WireException malformed(String detail) {
    return new WireException(new Fault.Malformed(detail));
  }
}
