package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import org.stile.drivers.serial.ByteLink;

/** Bytes received and not yet understood. Owned by one thread. */
final class FrameBuffer {
  /** A whole frame always fits behind the start of another. */
  private final byte[] bytes = new byte[2 * FrameCodec.FRAME_LENGTH_MAX];

  private int count;

  /** Reads what the link has, waiting {@code patience} for the first byte; how many came. */
  int fill(ByteLink link, Duration patience) throws IOException {
    int came = link.read(bytes, count, patience);
    count += came;
    return came;
  }

  /** The first frame, which is taken out; junk before it is dropped. */
  FrameCodec.Decoded take() {
    var decoded = FrameCodec.decode(bytes, count);
    drop(
        switch (decoded) {
          case FrameCodec.Decoded.Complete complete -> complete.consumed();
          case FrameCodec.Decoded.Malformed malformed -> malformed.consumed();
          case FrameCodec.Decoded.Incomplete incomplete -> incomplete.junk();
        });
    return decoded;
  }

  /** Whether a start code is there, and the rest of its frame is to come. */
  boolean beginsFrame() {
    return count > 1;
  }

  /** Drops what is there, if it is less than {@code length} bytes. */
  void dropShorterThan(int length) {
    if (count < length) {
      clear();
    }
  }

  void clear() {
    count = 0;
  }

  private void drop(int front) {
    count -= front;
    System.arraycopy(bytes, front, bytes, 0, count);
  }
}
