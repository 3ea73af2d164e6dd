package org.stile.center.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.stile.center.CenterHome;
import org.stile.center.audit.Audit;
import org.stile.center.keys.KeyChanges;
import org.stile.center.keys.KeyFiles;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.KeyUse;
import org.stile.center.keys.SigningKey;
import org.stile.center.keys.Vault;
import org.stile.center.keys.VaultSettings;
import org.stile.core.Bytes;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.RootKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys of the center: docs/how-to/keys.md plays every case through. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Signing keys, and the root above them: docs/how-to/keys.md.")
final class KeysCommand {
  private static final String ACTOR = "command";

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PrintStream out;

  KeysCommand(
      Map<String, String> environment, InstantSource clock, SecureRandom random, PrintStream out) {
    this.environment = environment;
    this.clock = clock;
    this.random = random;
    this.out = out;
  }

  @Command(
      name = "list",
      description = "All keys, by their public halves, and what becomes of each.")
  void list() throws IOException {
    try (CommandDatabase database = CommandDatabase.open(environment)) {
      database
          .database()
          .read(
              handle -> {
                KeyChanges.list(handle).forEach(this::print);
                var keySets = new KeySets();
                keySets
                    .newest(handle)
                    .ifPresent(set -> out.println("key set   version " + set.version()));
                keySets
                    .roots(handle)
                    .forEach(root -> out.println("root      " + KeyFiles.text(root)));
                return true;
              });
    }
  }

  @Command(
      name = "request",
      description = "Writes what the root is asked to sign: all master keys in service.")
  void request(@Option(names = "--out", required = true, paramLabel = "FILE") Path file)
      throws IOException {
    KeySet keySet = change((handle, changes) -> changes.request(handle));
    KeyFiles.writeRequest(file, keySet);
    out.printf(
        "%s asks for key set version %d. Take it to the machine of the root, and sign it%n"
            + "there with 'center keys sign --root ROOT %s --out KEYSET'.%n",
        file, keySet.version(), file.getFileName());
  }

  @Command(name = "install", description = "Publishes a key set that the root has signed.")
  void install(@Parameters(paramLabel = "KEYSET") Path file) throws IOException {
    Bytes signed = KeyFiles.readKeySet(file);
    KeySet keySet = change((handle, changes) -> changes.install(handle, ACTOR, signed));
    out.printf(
        "Key set version %d is in force; masters are signed anew under it.%n", keySet.version());
  }

  @Command(
      name = "rotate",
      description = {
        "Makes a new key. An issuing key is told to gates at once, and signs after --lead.",
        "A master key signs once a root has put it into a key set: 'keys request' next."
      })
  void rotate(
      @Parameters(paramLabel = "master|issuing") String use,
      @Option(
              names = "--lead",
              defaultValue = "PT24H",
              paramLabel = "DURATION",
              description = "Until it signs, so that gates know it then; default PT24H.")
          Duration lead)
      throws IOException {
    SigningKey key =
        change(
            (handle, changes) ->
                use(use) == KeyUse.ISSUING
                    ? changes.rotateIssuing(handle, ACTOR, lead)
                    : changes.rotateMaster(handle, ACTOR));
    print(key);
    out.println(
        key.use() == KeyUse.MASTER
            ? "It signs once a root has put it into a key set: 'center keys request' next."
            : "It signs from " + key.signsFrom().orElseThrow() + ".");
  }

  @Command(
      name = "retire",
      description = {
        "Takes a key out of service for good. No ticket of a retired issuing key is let in:",
        "sellers ask for those again and get them signed anew."
      })
  void retire(
      @Parameters(paramLabel = "master|issuing") String use,
      @Parameters(paramLabel = "ID") int id,
      @Option(names = "--compromised", description = "Somebody else may have it.")
          boolean compromised)
      throws IOException {
    change(
        (handle, changes) -> {
          changes.retire(handle, ACTOR, use(use), id, compromised);
          return true;
        });
    out.printf("%s key %d is out of service.%n", use(use), id);
    if (use(use) == KeyUse.MASTER) {
      out.println("Gates believe it until a key set without it is installed: 'keys request' next.");
    }
  }

  @Command(
      name = "replace-lost",
      description = {
        "After the vault was lost: makes a new one with new keys. What the lost keys signed stays",
        "good; retire them with --compromised if somebody else may have them."
      })
  void replaceLost() throws IOException {
    VaultSettings settings = settings();
    if (settings.create(random)) {
      out.println("Made a new vault: " + settings);
    }
    List<SigningKey> keys = change((handle, changes) -> changes.replaceLost(handle, ACTOR));
    keys.forEach(this::print);
    out.println("No master can be signed until a root has signed a key set: 'keys request' next.");
  }

  /** Runs one change in a transaction. */
  <T> T change(BiFunction<Handle, KeyChanges, T> work) throws IOException {
    try (CommandDatabase database = CommandDatabase.open(environment)) {
      Vault vault = settings().open(random);
      var changes =
          new KeyChanges(vault, new KeySets(), new Audit(clock, new ObjectMapper()), clock);
      return database.database().write(handle -> work.apply(handle, changes));
    }
  }

  void trust(RootKey root) throws IOException {
    change(
        (handle, changes) -> {
          changes.trust(handle, ACTOR, root);
          return true;
        });
  }

  VaultSettings settings() throws IOException {
    CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
    return new VaultSettings(home.folder(), given("STILE_VAULT"), given("STILE_VAULT_PASSPHRASE"));
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  private static KeyUse use(String word) {
    return switch (word) {
      case "master" -> KeyUse.MASTER;
      case "issuing" -> KeyUse.ISSUING;
      default -> throw new IllegalArgumentException("say master or issuing, not " + word);
    };
  }

  private void print(SigningKey key) {
    out.printf(
        "%-9s %3d  %-5s  %s  until %s  %s%n",
        key.use(),
        key.id(),
        key.key().algorithm(),
        key.key().encoded().hex(),
        key.notAfter(),
        key.state(clock.instant()));
  }
}
