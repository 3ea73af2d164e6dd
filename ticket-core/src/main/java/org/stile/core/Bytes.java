package org.stile.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes: compared by content, printed as hex. Not for secrets. */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** The low eight bits of each argument, in order. */
  public static Bytes of(int... unsignedBytes) {
    byte[] content = new byte[unsignedBytes.length];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) unsignedBytes[i];
    }
    return new Bytes(content);
  }

  public static Bytes copyOf(byte[] source) {
    return new Bytes(source.clone());
  }

  /** The bytes of {@code source[from, to)}. */
  public static Bytes copyOf(byte[] source, int from, int to) {
    return new Bytes(Arrays.copyOfRange(source, from, to));
  }

  /**
   * Parses hexadecimal digits; spaces between bytes are allowed.
   *
   * @throws IllegalArgumentException if anything else is found.
   */
  public static Bytes hex(String digits) {
    return new Bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** All {@code parts}, one after the other. */
  public static Bytes concat(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length += part.length();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.content, 0, joined, at, part.content.length);
      at += part.content.length;
    }
    return new Bytes(joined);
  }

  public int length() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /** The byte at {@code index} as an unsigned value, range [0x00, 0xFF]. */
  public int at(int index) {
    return content[index] & 0xFF;
  }

  /** The bytes {@code [from, to)} of this run. */
  public Bytes slice(int from, int to) {
    if (from < 0 || to < from || to > content.length) {
      throw new IndexOutOfBoundsException(
          "slice [" + from + ", " + to + ") of " + content.length + " bytes");
    }
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  /** From {@code from} to the end. */
  public Bytes from(int from) {
    return slice(from, content.length);
  }

  public byte[] toArray() {
    return content.clone();
  }

  /** Copies all of this run into {@code target} at {@code offset}. */
  public void copyInto(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
  }

  /** Hexadecimal digits without separators, lower case. */
  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  /** The SHA-256 (FIPS 180-4) of these bytes, 32 bytes. */
  public Bytes sha256() {
    try {
      return new Bytes(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Equal content, compared in a time that does not depend on where they differ. */
  public boolean matches(Bytes other) {
    return MessageDigest.isEqual(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(" ").formatHex(content);
  }
}
