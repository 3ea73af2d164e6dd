package org.stile.core.cbor;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.function.BiConsumer;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;

/**
 * One kind of value and its one encoding (RFC 8949 §4.2.1, core deterministic encoding). Decoding
 * ends with encoding again: bytes that come out different are refused, so two encodings of one
 * value never both pass, and nothing can be hidden where the reader does not look.
 *
 * @param lengthMax longest encoding in bytes that is looked at.
 * @param writer writes a value.
 * @param reader reads a value, and may be lax about everything the encoding again will show.
 */
public record CborForm<T>(int lengthMax, BiConsumer<CborWriter, T> writer, Reading<T> reader) {
  /** Reads one value. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if a value is outside its range.
     */
    T read(CborReader from) throws IOException;
  }

  /** The encoding of {@code value}. */
  public Bytes encode(T value) {
    var to = new CborWriter();
    writer.accept(to, value);
    Bytes encoded = to.finish();
    if (encoded.length() > lengthMax) {
      throw new IllegalArgumentException(
          "would take " + encoded.length() + " bytes, more than " + lengthMax);
    }
    return encoded;
  }

  /** The value {@code encoded} says. */
  public T decode(Bytes encoded) throws WireException {
    if (encoded.length() > lengthMax) {
      throw new WireException(new Fault.TooLong(lengthMax, encoded.length()));
    }
    try {
      T value = reader.read(new CborReader(encoded));
      if (!encode(value).equals(encoded)) {
        throw new WireException(new Fault.NotCanonical());
      }
      return value;
    } catch (WireException e) {
      throw e;
    } catch (IOException e) {
      throw new WireException(new Fault.Malformed(String.valueOf(e.getMessage())), e);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new WireException(new Fault.OutOfRange(String.valueOf(e.getMessage())), e);
    }
  }
}
