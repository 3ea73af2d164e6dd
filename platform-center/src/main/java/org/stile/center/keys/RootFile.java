package org.stile.center.keys;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.trust.RootKey;

/**
 * A root key in a {@link SealedFile}, to be kept where no network is.
 *
 * <pre>
 * 0 1  format = 1     1 1  key id     2 32  Ed25519 seed
 * </pre>
 */
public final class RootFile {
  private static final byte FORMAT = 1;
  private static final int LENGTH = 2 + MemorySigner.SECRET_LENGTH;

  private RootFile() {}

  /**
   * Makes a root.
   *
   * @param id range [0, 255].
   * @throws VaultException if the file is there: no root is ever written over.
   */
  public static RootKey create(Path file, int id, Passphrase passphrase, SecureRandom random) {
    if (Files.exists(file)) {
      throw new VaultException(file + " is there already; a root is never written over");
    }
    byte[] content = new byte[LENGTH];
    random.nextBytes(content);
    content[0] = FORMAT;
    content[1] = (byte) id;
    try {
      SealedFile.write(file, SealedFile.Kind.ROOT, content, passphrase, random);
      try (MemorySigner signer = signer(content)) {
        return publicHalf(signer);
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Opens a root to sign with; the caller closes it at once after. */
  public static MemorySigner open(Path file, Passphrase passphrase) {
    byte[] content = SealedFile.read(file, SealedFile.Kind.ROOT, passphrase);
    try {
      if (content.length != LENGTH || content[0] != FORMAT) {
        throw new VaultException(file + " was written by a newer center; update this one");
      }
      return signer(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Writes a root under another passphrase to another place, and removes it here. */
  public static void move(
      Path from, Passphrase before, Path to, Passphrase after, SecureRandom random) {
    if (Files.exists(to)) {
      throw new VaultException(to + " is there already; a root is never written over");
    }
    byte[] content = SealedFile.read(from, SealedFile.Kind.ROOT, before);
    try {
      SealedFile.write(to, SealedFile.Kind.ROOT, content, after, random);
      // What was written opens: only then is the first one given up.
      open(to, after).close();
      DurableFile.erase(from);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** The half of a root that gates are flashed with. */
  public static RootKey publicHalf(MemorySigner signer) {
    return new RootKey(signer.keyId(), new VerifyingKey(signer.algorithm(), signer.publicKey()));
  }

  private static MemorySigner signer(byte[] content) {
    byte[] seed = new byte[MemorySigner.SECRET_LENGTH];
    ByteBuffer.wrap(content, 2, seed.length).get(seed);
    try {
      return new MemorySigner(Algorithm.EDDSA, content[1] & 0xFF, seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }
}
