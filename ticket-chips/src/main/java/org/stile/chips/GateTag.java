package org.stile.chips;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;

/** How a stamp names a gate and its lane in 4 bytes (docs/chip-layout.md, "Stamp"). */
public final class GateTag {
  /** Length in bytes: a venue's gates are few, so two of them share a tag once in many venues. */
  public static final int LENGTH = 4;

  /** A gate has at most 16 readers. */
  public static final int LANE_MAX = 15;

  private GateTag() {}

  /**
   * The first 4 bytes of SHA-256(gate id, 0x00, lane).
   *
   * @param lane which reader of that gate, range [0, 15].
   */
  public static Bytes of(GateId gate, int lane) {
    if (lane < 0 || lane > LANE_MAX) {
      throw new IllegalArgumentException("lane out of range [0, 15]: " + lane);
    }
    Bytes name = Bytes.copyOf(gate.value().getBytes(StandardCharsets.US_ASCII));
    return sha256(Bytes.concat(name, Bytes.of(0x00, lane))).slice(0, LENGTH);
  }

  private static Bytes sha256(Bytes content) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
