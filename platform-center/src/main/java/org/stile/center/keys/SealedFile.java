package org.stile.center.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A file only its passphrase opens: AES-256-GCM (NIST SP 800-38D) under a key that Argon2id (RFC
 * 9106) makes of the passphrase (docs/reference/keys.md, "Sealed files").
 *
 * <pre>
 * 0   16  "STILE SEALED 1\n" and the kind's letter
 * 16   4  Argon2id memory, KiB        20  4  passes
 * 24  16  salt                        40 12  nonce
 * 52      content, enciphered; the 52 bytes before are authenticated with it; 16 bytes of tag
 * </pre>
 */
final class SealedFile {
  /** A vault holds at most 512 keys of 64 bytes; what is longer is another file. */
  static final int LENGTH_MAX = 64 * 1024;

  private static final byte[] MAGIC = "STILE SEALED 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_LENGTH = 16;
  private static final int HEAD_LENGTH = MAGIC.length + 1 + 8 + SALT_LENGTH + NONCE_LENGTH;

  /** RFC 9106 §4, the second recommended option, for what a person can remember. */
  private static final Cost CHOSEN = new Cost(64 * 1024, 3);

  /** 256 random bits are not guessed, at whatever speed: a center need not wait at each start. */
  private static final Cost RANDOM = new Cost(1024, 1);

  /** What a file may ask for: a forged head must not take the machine's memory. */
  private static final Cost MAX = new Cost(1024 * 1024, 16);

  private SealedFile() {}

  /** What lies in a sealed file. */
  enum Kind {
    VAULT('V'),
    ROOT('R');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /** Seals {@code content}, which the caller zeroes, and writes it over what was there. */
  static void write(
      Path file, Kind kind, byte[] content, Passphrase passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    Cost cost = passphrase.random() ? RANDOM : CHOSEN;
    byte[] head =
        ByteBuffer.allocate(HEAD_LENGTH)
            .put(MAGIC)
            .put((byte) kind.letter)
            .putInt(cost.memoryKib)
            .putInt(cost.passes)
            .put(salt)
            .put(nonce)
            .array();
    byte[] enciphered = run(Cipher.ENCRYPT_MODE, head, content, passphrase, file);
    DurableFile.write(
        file,
        ByteBuffer.allocate(head.length + enciphered.length).put(head).put(enciphered).array());
  }

  /**
   * The content, which the caller zeroes.
   *
   * @throws VaultException if it cannot be read, is no such file, or does not open.
   */
  static byte[] read(Path file, Kind kind, Passphrase passphrase) {
    byte[] all;
    try {
      if (Files.size(file) > LENGTH_MAX) {
        throw new VaultException(file + " is too long for a sealed file");
      }
      all = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new VaultException("cannot read " + file + ": " + e, e);
    }
    if (all.length < HEAD_LENGTH + TAG_LENGTH
        || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || all[MAGIC.length] != kind.letter) {
      throw new VaultException(file + " is not a sealed file of this kind, or a broken one");
    }
    byte[] head = Arrays.copyOf(all, HEAD_LENGTH);
    byte[] enciphered = Arrays.copyOfRange(all, HEAD_LENGTH, all.length);
    return run(Cipher.DECRYPT_MODE, head, enciphered, passphrase, file);
  }

  private static byte[] run(
      int mode, byte[] head, byte[] content, Passphrase passphrase, Path file) {
    ByteBuffer fields = ByteBuffer.wrap(head, MAGIC.length + 1, HEAD_LENGTH - MAGIC.length - 1);
    var cost = new Cost(fields.getInt(), fields.getInt());
    if (!cost.within(MAX)) {
      throw new VaultException(file + " is a broken sealed file");
    }
    byte[] salt = new byte[SALT_LENGTH];
    byte[] nonce = new byte[NONCE_LENGTH];
    fields.get(salt).get(nonce);
    byte[] key = cost.key(passphrase, salt);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_LENGTH * 8, nonce));
      cipher.updateAAD(head);
      return cipher.doFinal(content);
    } catch (javax.crypto.AEADBadTagException e) {
      throw new VaultException(
          file + " does not open with this passphrase, or was changed since it was sealed", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** What a guess costs. */
  private record Cost(int memoryKib, int passes) {
    boolean within(Cost max) {
      return memoryKib >= 8 && memoryKib <= max.memoryKib && passes >= 1 && passes <= max.passes;
    }

    byte[] key(Passphrase passphrase, byte[] salt) {
      var generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memoryKib)
              .withIterations(passes)
              .withParallelism(1)
              .withSalt(salt)
              .build());
      byte[] key = new byte[32];
      generator.generateBytes(passphrase.secret(), key);
      return key;
    }
  }
}
