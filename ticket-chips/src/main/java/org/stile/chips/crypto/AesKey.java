package org.stile.chips.crypto;

import java.util.Arrays;

/**
 * Sixteen bytes that must not be seen: never printed, never compared in a time that tells, zeroed
 * when closed. Safe to share between threads while open.
 */
public final class AesKey implements AutoCloseable {
  /** AES-128. */
  public static final int LENGTH = 16;

  private final byte[] material;
  private volatile boolean closed;

  private AesKey(byte[] material) {
    this.material = material;
  }

  /** Copies 16 bytes; the caller zeroes its own. */
  public static AesKey copyOf(byte[] source) {
    if (source.length != LENGTH) {
      throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + source.length);
    }
    return new AesKey(source.clone());
  }

  /** The key every application key has when its application is created. */
  public static AesKey zero() {
    return new AesKey(new byte[LENGTH]);
  }

  /** A copy of this key that is closed on its own. */
  public AesKey copy() {
    return copyOf(reveal());
  }

  /**
   * The bytes themselves. Every place that calls this touches a secret, and owes it a zeroing.
   *
   * @throws IllegalStateException if the key was closed.
   */
  public byte[] reveal() {
    if (closed) {
      throw new IllegalStateException("this key was closed");
    }
    return material.clone();
  }

  /** Zeroes the key. May be called twice. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(material, (byte) 0);
  }

  @Override
  public String toString() {
    return "AesKey[hidden]";
  }
}
