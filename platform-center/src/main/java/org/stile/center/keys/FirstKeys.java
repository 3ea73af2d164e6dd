package org.stile.center.keys;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.core.Bytes;
import org.stile.core.cose.MemorySigner;
import org.stile.core.trust.KeySetCodec;
import org.stile.core.trust.RootKey;

/**
 * Before anything is served: makes the keys of a new center, or checks that those the database
 * knows are in the vault. Nodes that start together do it one after the other.
 */
@ApplicationScoped
public class FirstKeys {
  private static final Logger LOG = Logger.getLogger(FirstKeys.class);
  private static final String ACTOR = "center";

  private final Database database;
  private final VaultSettings settings;
  private final Vault vault;
  private final KeySets keySets;
  private final KeyChanges changes;
  private final SecureRandom random;
  private final String root;
  private final String role;

  public FirstKeys(
      Database database,
      VaultSettings settings,
      Vault vault,
      KeySets keySets,
      Audit audit,
      InstantSource clock,
      SecureRandom random,
      @ConfigProperty(name = "stile.root", defaultValue = "here") String root,
      @ConfigProperty(name = "stile.role", defaultValue = "center") String role) {
    this.database = database;
    this.settings = settings;
    this.vault = vault;
    this.keySets = keySets;
    this.changes = new KeyChanges(vault, keySets, audit, clock);
    this.random = random;
    this.root = root;
    this.role = role;
  }

  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
    database.change(this::prepare);
  }

  private void prepare(Handle handle) {
    SigningKeys.lock(handle);
    if (role.equals("venue")) {
      // A venue's unit signs nothing: its vault holds what it hides paths with, and no key.
      boolean _ = !settings.exists() && settings.create(random);
      return;
    }
    List<SigningKey> known = KeyChanges.list(handle);
    if (!settings.exists()) {
      if (known.stream().anyMatch(key -> !key.lost() && !key.retired())) {
        throw new VaultException(
            "this center's database knows signing keys, but there is no vault at "
                + settings
                + ". Put it back, or set STILE_VAULT to the one the other nodes use; if it is lost,"
                + " 'center keys replace-lost' begins anew (docs/how-to/keys.md).");
      }
      settings.create(random);
    }
    changes.begin(handle);
    List<Vault.Entry> here = vault.entries();
    for (KeyUse use : KeyUse.values()) {
      if (SigningKeys.list(handle, use).stream().noneMatch(key -> isHere(key, here))) {
        throw new VaultException(
            "no "
                + use
                + " key of this center is in the vault at "
                + settings
                + ": it is another center's vault (docs/how-to/keys.md).");
      }
    }
    if (!root.equals("offline") && keySets.roots(handle).isEmpty()) {
      makeRoot(handle);
    }
  }

  private static boolean isHere(SigningKey key, List<Vault.Entry> here) {
    return here.stream()
        .anyMatch(
            entry ->
                entry.use() == key.use()
                    && entry.id() == key.id()
                    && entry.publicKey().equals(key.key().encoded()));
  }

  /** A newcomer's root: good for trying things out, until it is moved offline. */
  private void makeRoot(Handle handle) {
    Path file = settings.root();
    try (Passphrase passphrase = settings.passphrase(random)) {
      if (!java.nio.file.Files.exists(file)) {
        RootFile.create(file, 1, passphrase, random);
      }
      try (MemorySigner signer = RootFile.open(file, passphrase)) {
        RootKey half = RootFile.publicHalf(signer);
        DurableFile.write(
            file.resolveSibling("root.pub"),
            (KeyFiles.text(half) + "\n").getBytes(StandardCharsets.US_ASCII));
        changes.trust(handle, ACTOR, half);
        Bytes signed = KeySetCodec.sign(changes.request(handle), signer);
        changes.install(handle, ACTOR, signed);
      }
    }
    LOG.warnf(
        "made a root key in %s. It stands above every other key: before a gate is flashed with it,"
            + " take it offline with 'center keys root take-out' (docs/how-to/keys.md).",
        file);
  }
}
