package org.stile.center.sellers;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Seats with neighbouring indices; in JSON {@code [first, count]}.
 *
 * @param first index of the first.
 * @param count how many, at least 1.
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"first", "count"})
record SeatRange(int first, int count) {
  /** The index after the last. */
  int end() {
    return first + count;
  }
}
