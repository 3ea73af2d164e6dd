package org.stile.center.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.keys.KeyFiles;
import org.stile.center.keys.Passphrase;
import org.stile.center.keys.RootFile;
import org.stile.center.keys.VaultException;
import org.stile.center.keys.VaultSettings;
import org.stile.core.Bytes;
import org.stile.core.cose.MemorySigner;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;
import org.stile.core.trust.RootKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The root, which belongs on a machine without a network: "new" and "sign" need nothing else. */
@Command(
    name = "root",
    mixinStandardHelpOptions = true,
    description = "The root key above all others.")
final class RootCommand {
  /** Whoever finds the file can guess as long as they like. */
  private static final int PASSPHRASE_MIN = 12;

  private static final String VARIABLE = "STILE_ROOT_PASSPHRASE";

  private final KeysCommand keys;
  private final Map<String, String> environment;
  private final SecureRandom random;
  private final PrintStream out;

  RootCommand(
      KeysCommand keys, Map<String, String> environment, SecureRandom random, PrintStream out) {
    this.keys = keys;
    this.environment = environment;
    this.random = random;
    this.out = out;
  }

  @Command(name = "new", description = "Makes a root, and beside it FILE.pub for center and gates.")
  void make(
      @Option(names = "--out", required = true, paramLabel = "FILE") Path file,
      @Option(names = "--id", defaultValue = "1", description = "0 to 255, each root its own.")
          int id)
      throws IOException {
    if (id < 0 || id > 255) {
      throw new IllegalArgumentException("--id must be 0 to 255");
    }
    try (Passphrase passphrase = newPassphrase()) {
      tell(file, RootFile.create(file, id, passphrase, random));
    }
    out.println("Keep two copies of it in two places, and the passphrase in a third.");
  }

  @Command(
      name = "take-out",
      description = "Moves the root that the first start made to a place offline.")
  void takeOut(@Option(names = "--out", required = true, paramLabel = "FILE") Path file)
      throws IOException {
    VaultSettings settings = keys.settings();
    try (Passphrase before = settings.passphrase(random);
        Passphrase after = newPassphrase()) {
      RootFile.move(settings.root(), before, file, after, random);
      try (MemorySigner signer = RootFile.open(file, after)) {
        tell(file, RootFile.publicHalf(signer));
      }
    }
    out.println(settings.root() + " is gone. Keep two copies of " + file + " where no network is.");
  }

  @Command(name = "trust", description = "Lets the center take key sets that this root signs.")
  void trust(@Parameters(paramLabel = "FILE.pub") Path file) throws IOException {
    RootKey root = KeyFiles.readRoot(file);
    keys.trust(root);
    out.println("Trusted: " + KeyFiles.text(root));
  }

  /** Signs a request; a command of "keys", but at home with the root. */
  void sign(Path rootFile, Path request, Path result, boolean yes) throws IOException {
    KeySet keySet = KeyFiles.readRequest(request);
    out.printf("Key set version %d of %s:%n", keySet.version(), keySet.issuedAt());
    keySet
        .keys()
        .forEach(
            key ->
                out.printf(
                    "  master key %3d  %s  %s to %s%s%n",
                    key.id(),
                    key.key(),
                    key.notBefore(),
                    key.notAfter(),
                    key.events().isEmpty() ? "" : "  only for " + key.events()));
    if (!yes && !confirmed()) {
      throw new VaultException("nothing was signed");
    }
    try (Passphrase passphrase = passphrase(rootFile);
        MemorySigner root = RootFile.open(rootFile, passphrase)) {
      Bytes signed = KeySetCodec.sign(keySet, root);
      Files.write(result, signed.toArray());
    }
    out.printf("Signed: %s. Install it at the center with 'center keys install'.%n", result);
  }

  private void tell(Path file, RootKey root) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".pub");
    Files.writeString(half, KeyFiles.text(root) + "\n");
    out.printf(
        "%s is sealed. Its public half, for gates and the center, is in %s:%n%s%n",
        file, half, KeyFiles.text(root));
  }

  private static boolean confirmed() {
    Console console = terminal("--yes signs without asking");
    return "yes".equals(console.readLine("Compare with what the center says. Sign? (yes/no) "));
  }

  /** For a root that is there: the variable, else the vault's own beside it, else asked for. */
  private Passphrase passphrase(Path rootFile) throws IOException {
    VaultSettings settings = keys.settings();
    if (rootFile.toAbsolutePath().equals(settings.root().toAbsolutePath())) {
      return settings.passphrase(random);
    }
    String given = environment.getOrDefault(VARIABLE, "");
    return given.isEmpty() ? asked("Passphrase of the root: ") : Passphrase.chosen(given);
  }

  private Passphrase newPassphrase() {
    String given = environment.getOrDefault(VARIABLE, "");
    Passphrase first = given.isEmpty() ? asked("New passphrase: ") : Passphrase.chosen(given);
    if (first.length() < PASSPHRASE_MIN) {
      throw new VaultException("a passphrase of a root has " + PASSPHRASE_MIN + " bytes at least");
    }
    if (given.isEmpty()) {
      try (Passphrase second = asked("Again: ")) {
        if (!first.same(second)) {
          throw new VaultException("these were two passphrases");
        }
      }
    }
    return first;
  }

  private static Passphrase asked(String prompt) {
    Console console = terminal("put the passphrase into " + VARIABLE);
    char @Nullable [] typed = console.readPassword(prompt);
    try {
      return Passphrase.chosen(typed == null ? "" : new String(typed));
    } finally {
      if (typed != null) {
        Arrays.fill(typed, ' ');
      }
    }
  }

  private static Console terminal(String otherwise) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .orElseThrow(() -> new VaultException("no terminal to ask at: " + otherwise));
  }
}
