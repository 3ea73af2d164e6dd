package org.stile.simulator.chip;

import java.util.ArrayList;
import java.util.List;
import org.stile.core.Bytes;

/**
 * What a command has to say before it is protected and cut into frames.
 *
 * @param cuts where frames must end, counted from the start, lowest first; the last frame ends with
 *     the answer and is not listed. Empty: wherever a frame is full.
 */
record Reply(Bytes data, List<Integer> cuts) {
  /** Data bytes of a full frame: FSC 64 less protocol bytes and status. */
  static final int FRAME_BYTES = 59;

  static final Reply DONE = of(Bytes.EMPTY);

  static Reply of(Bytes data) {
    return new Reply(data, List.of());
  }

  /** The frames of this reply once it has become {@code sealed}. */
  List<Bytes> frames(Bytes sealed) {
    var frames = new ArrayList<Bytes>();
    int at = 0;
    for (int cut : cuts) {
      frames.add(sealed.slice(at, cut));
      at = cut;
    }
    while (sealed.length() - at > FRAME_BYTES) {
      frames.add(sealed.slice(at, at + FRAME_BYTES));
      at += FRAME_BYTES;
    }
    frames.add(sealed.from(at));
    return frames;
  }
}
