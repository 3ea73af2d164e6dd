package org.stile.center.keys;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;

/**
 * What lies in a sealed vault: the center's secret and private keys. Zeroed on {@link #close()}.
 * Owned by the vault that read it.
 *
 * <pre>
 * 0   1  format = 1
 * 1  32  the center's secret
 * 33  2  number of keys; then each:  use 1 (a letter), id 1, secret 32 (an Ed25519 seed)
 * </pre>
 */
final class VaultContents implements AutoCloseable {
  private static final byte FORMAT = 1;
  private static final int SECRET_LENGTH = MemorySigner.SECRET_LENGTH;
  private static final int HEAD_LENGTH = 1 + SECRET_LENGTH + 2;
  private static final int KEY_LENGTH = 2 + SECRET_LENGTH;

  private final byte[] centerSecret;
  private final Map<Name, Key> keys = new TreeMap<>();

  private VaultContents(byte[] centerSecret) {
    this.centerSecret = centerSecret;
  }

  /** A key's name in the vault. */
  record Name(KeyUse use, int id) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      return use == other.use ? Integer.compare(id, other.id) : use.compareTo(other.use);
    }
  }

  /** Contents with a new secret and no key. */
  static VaultContents fresh(SecureRandom random) {
    byte[] secret = new byte[SECRET_LENGTH];
    random.nextBytes(secret);
    return new VaultContents(secret);
  }

  /**
   * Reads contents.
   *
   * @throws VaultException if these are none.
   */
  static VaultContents decode(byte[] content) {
    ByteBuffer from = ByteBuffer.wrap(content);
    try {
      if (from.get() != FORMAT) {
        throw new VaultException("this vault was written by a newer center; update this one");
      }
      byte[] secret = new byte[SECRET_LENGTH];
      var contents = new VaultContents(secret);
      from.get(secret);
      for (int rest = from.getShort() & 0xFFFF; rest > 0; rest--) {
        KeyUse use = KeyUse.of(from.get());
        int id = from.get() & 0xFF;
        byte[] seed = new byte[SECRET_LENGTH];
        from.get(seed);
        contents.keys.put(new Name(use, id), new Key(id, seed));
      }
      return contents;
    } catch (BufferUnderflowException e) {
      throw new VaultException("this vault opens, but what lies in it is not whole", e);
    }
  }

  /** The bytes to seal, which the caller zeroes. */
  byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(HEAD_LENGTH + keys.size() * KEY_LENGTH);
    to.put(FORMAT).put(centerSecret).putShort((short) keys.size());
    keys.forEach((name, key) -> to.put(name.use.letter()).put((byte) name.id).put(key.seed));
    return to.array();
  }

  /** Adds a new key. */
  void add(Name name, SecureRandom random) {
    if (keys.containsKey(name)) {
      throw new VaultException("there is a key " + name.use + " " + name.id + " in the vault");
    }
    byte[] seed = new byte[SECRET_LENGTH];
    random.nextBytes(seed);
    keys.put(name, new Key(name.id, seed));
  }

  void remove(Name name) {
    Key key = keys.remove(name);
    if (key != null) {
      key.close();
    }
  }

  Optional<MemorySigner> signer(Name name) {
    return Optional.ofNullable(keys.get(name)).map(Key::signer);
  }

  java.util.Set<Name> names() {
    return keys.keySet();
  }

  /** HKDF-SHA256 (RFC 5869) of the center's secret, for one purpose. */
  Bytes secret(String purpose) {
    var generator = new HKDFBytesGenerator(new SHA256Digest());
    byte[] info = ("stile/center/" + purpose).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    generator.init(HKDFParameters.skipExtractParameters(centerSecret, info));
    byte[] derived = new byte[SECRET_LENGTH];
    generator.generateBytes(derived, 0, derived.length);
    Bytes secret = Bytes.copyOf(derived);
    Arrays.fill(derived, (byte) 0);
    return secret;
  }

  @Override
  public void close() {
    Arrays.fill(centerSecret, (byte) 0);
    keys.values().forEach(Key::close);
  }

  /** A seed and the signer made of it. */
  private static final class Key implements AutoCloseable {
    private final byte[] seed;
    private final MemorySigner signer;

    Key(int id, byte[] seed) {
      this.seed = seed;
      this.signer = new MemorySigner(Algorithm.EDDSA, id, seed);
    }

    MemorySigner signer() {
      return signer;
    }

    @Override
    public void close() {
      Arrays.fill(seed, (byte) 0);
      signer.close();
    }
  }
}
