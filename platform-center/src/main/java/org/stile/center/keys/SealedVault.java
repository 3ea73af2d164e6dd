package org.stile.center.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stile.center.keys.VaultContents.Name;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Signer;

/**
 * A vault in a {@link SealedFile}: Ed25519 keys, in this process's memory while it runs. Several
 * nodes may share the file: who changes it holds its lock, and who misses a key reads it again.
 */
final class SealedVault implements Vault, AutoCloseable {
  /** File locks are between processes; this one is between the threads of ours. */
  private static final ReentrantLock WRITERS = new ReentrantLock();

  private final Path file;
  private final Supplier<Passphrase> passphrase;
  private final SecureRandom random;
  private VaultContents contents;
  private FileTime readAt;

  private SealedVault(
      Path file, Supplier<Passphrase> passphrase, SecureRandom random, VaultContents contents) {
    this.file = file;
    this.passphrase = passphrase;
    this.random = random;
    this.readAt = changedAt(file);
    this.contents = contents;
  }

  /**
   * Opens the vault of this file.
   *
   * @param passphrase asked for each time the file is read or written, and zeroed then.
   * @throws VaultException if there is none, or it does not open.
   */
  static SealedVault open(Path file, Supplier<Passphrase> passphrase, SecureRandom random) {
    return new SealedVault(file, passphrase, random, read(file, passphrase));
  }

  /**
   * Makes a new, empty vault.
   *
   * @return whether there was none, so that one was made.
   */
  static boolean create(Path file, Supplier<Passphrase> passphrase, SecureRandom random) {
    return locked(
        file,
        () -> {
          if (Files.exists(file)) {
            return false;
          }
          try (var fresh = VaultContents.fresh(random)) {
            write(file, fresh, passphrase, random);
          }
          return true;
        });
  }

  @Override
  public synchronized Optional<Signer> signer(KeyUse use, int id) {
    var name = new Name(use, id);
    if (!contents.names().contains(name) && !readAt.equals(changedAt(file))) {
      refresh(); // Another node made it.
    }
    return contents.signer(name).map(signer -> signer);
  }

  @Override
  public synchronized Signer create(KeyUse use, int id) {
    change(next -> next.add(new Name(use, id), random));
    return signer(use, id).orElseThrow();
  }

  @Override
  public synchronized void destroy(KeyUse use, int id) {
    change(next -> next.remove(new Name(use, id)));
  }

  @Override
  public synchronized List<Entry> entries() {
    refresh();
    return contents.names().stream()
        .map(
            name ->
                new Entry(
                    name.use(),
                    name.id(),
                    Algorithm.EDDSA,
                    contents.signer(name).orElseThrow().publicKey()))
        .toList();
  }

  @Override
  public synchronized Bytes secret(String purpose) {
    return contents.secret(purpose);
  }

  @Override
  public synchronized void close() {
    contents.close();
  }

  /** Changes what lies in the file now, which another node may have changed before. */
  private void change(Consumer<VaultContents> change) {
    locked(
        file,
        () -> {
          try (VaultContents next = read(file, passphrase)) {
            change.accept(next);
            write(file, next, passphrase, random);
          }
          return true;
        });
    refresh();
  }

  private void refresh() {
    FileTime at = changedAt(file);
    // Signers handed out before stay good: they are not closed until the vault is.
    contents = read(file, passphrase);
    readAt = at;
  }

  private static VaultContents read(Path file, Supplier<Passphrase> source) {
    try (Passphrase passphrase = source.get()) {
      byte[] content = SealedFile.read(file, SealedFile.Kind.VAULT, passphrase);
      try {
        return VaultContents.decode(content);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    }
  }

  private static void write(
      Path file, VaultContents contents, Supplier<Passphrase> source, SecureRandom random) {
    byte[] content = contents.encode();
    try (Passphrase passphrase = source.get()) {
      SealedFile.write(file, SealedFile.Kind.VAULT, content, passphrase, random);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static FileTime changedAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new VaultException("cannot read " + file + ": " + e, e);
    }
  }

  private static boolean locked(Path file, Supplier<Boolean> work) {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    WRITERS.lock();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        return work.get();
      }
    } catch (IOException e) {
      throw new VaultException("cannot lock " + lock + ": " + e, e);
    } finally {
      WRITERS.unlock();
    }
  }
}
