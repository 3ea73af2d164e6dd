package org.stile.core.cbor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.stile.core.Bytes;

/**
 * Writes the deterministic subset of CBOR that Stile speaks: shortest heads, definite lengths, maps
 * with integer keys in ascending order (RFC 8949 §4.2.1). Used by one thread, once.
 */
public final class CborWriter {
  /** No message nests deeper than a delta: map, sections, seat map, block, runs, run. */
  private static final int DEPTH_MAX = 8;

  /** Guidance of 160 characters is the longest text anywhere. */
  private static final int TEXT_LENGTH_MAX = 1_000;

  static final CBORFactory FACTORY =
      CBORFactory.builder()
          .enable(CBORGenerator.Feature.WRITE_MINIMAL_INTS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(TEXT_LENGTH_MAX)
                  .maxNameLength(16)
                  .maxNumberLength(32)
                  .build())
          .build();

  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
  private final CBORGenerator generator;

  CborWriter() {
    try {
      generator = FACTORY.createGenerator(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins a map of {@code size} pairs, written as {@link #key} and value, keys ascending. */
  public CborWriter map(int size) {
    return step(() -> generator.writeStartObject(null, size));
  }

  public CborWriter endMap() {
    return step(generator::writeEndObject);
  }

  public CborWriter key(int key) {
    return step(() -> generator.writeFieldId(key));
  }

  /** Begins an array of {@code size} items. */
  public CborWriter array(int size) {
    return step(() -> generator.writeStartArray(null, size));
  }

  public CborWriter endArray() {
    return step(generator::writeEndArray);
  }

  public CborWriter integer(long value) {
    return step(() -> generator.writeNumber(value));
  }

  public CborWriter bytes(Bytes value) {
    return step(() -> generator.writeBinary(value.toArray()));
  }

  public CborWriter text(String value) {
    // As bytes: the generator would cut long strings into chunks of indefinite length.
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return step(() -> generator.writeUTF8String(utf8, 0, utf8.length));
  }

  /** An array with each of {@code items}, in their order. */
  public <T> CborWriter all(Collection<T> items, BiConsumer<CborWriter, T> each) {
    array(items.size());
    items.forEach(item -> each.accept(this, item));
    return endArray();
  }

  Bytes finish() {
    step(generator::close);
    return Bytes.copyOf(encoded.toByteArray());
  }

  private CborWriter step(Step step) {
    try {
      step.take();
      return this;
    } catch (IOException e) {
      // Memory does not fail: only a codec that miscounts comes here.
      throw new UncheckedIOException(e);
    }
  }

  /** One call of the generator. */
  private interface Step {
    void take() throws IOException;
  }
}
