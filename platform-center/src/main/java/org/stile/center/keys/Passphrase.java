package org.stile.center.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a sealed file is opened with. Zeroed on {@link #close()}; never printed.
 *
 * @see SealedFile
 */
public final class Passphrase implements AutoCloseable {
  /** Length of a random one in bytes, before it is written as hex. */
  private static final int RANDOM_LENGTH = 32;

  /** Nobody types more; a longer file is another file. */
  private static final int LENGTH_MAX = 1024;

  private final byte[] secret;
  private final boolean random;

  private Passphrase(byte[] secret, boolean random) {
    if (secret.length == 0 || secret.length > LENGTH_MAX) {
      throw new VaultException("a passphrase has 1 to " + LENGTH_MAX + " bytes");
    }
    this.secret = secret;
    this.random = random;
  }

  /** One that a person chose. */
  public static Passphrase chosen(String text) {
    return new Passphrase(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** The random one that lies in a file, which is made, for its owner alone, if it is not there. */
  static Passphrase ofFile(Path file, SecureRandom random) {
    try {
      return new Passphrase(Files.readAllBytes(file), true);
    } catch (NoSuchFileException missing) {
      byte[] drawn = new byte[RANDOM_LENGTH];
      random.nextBytes(drawn);
      byte[] text = HexFormat.of().formatHex(drawn).getBytes(StandardCharsets.US_ASCII);
      Arrays.fill(drawn, (byte) 0);
      DurableFile.write(file, text);
      return new Passphrase(text, true);
    } catch (IOException e) {
      throw new VaultException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Length in bytes. */
  public int length() {
    return secret.length;
  }

  /** Whether both are the same. */
  public boolean same(Passphrase other) {
    return java.security.MessageDigest.isEqual(secret, other.secret);
  }

  /** Whether it was drawn by a machine: then nobody can guess it, however fast. */
  boolean random() {
    return random;
  }

  /** Its bytes themselves: they are zeroed with it. */
  byte[] secret() {
    return secret;
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public String toString() {
    return "a passphrase";
  }
}
