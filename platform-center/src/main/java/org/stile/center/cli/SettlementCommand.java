package org.stile.center.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.stile.center.keys.KeyChanges;
import org.stile.center.keys.KeyFiles;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.KeyUse;
import org.stile.center.settlement.SettlementSignature;
import org.stile.center.settlement.SettlementSignature.Known;
import org.stile.center.settlement.SettlementSignature.Verdict;
import org.stile.core.Bytes;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.MasterKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settlements: docs/reference/settlement.md. */
@Command(name = "settlement", mixinStandardHelpOptions = true, description = "Settlements.")
final class SettlementCommand {
  /** A thousand doubles and incidents take a third of it. */
  private static final int FILE_BYTES_MAX = 4_194_304;

  private final Map<String, String> environment;
  private final PrintStream out;

  SettlementCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  /** What a third party goes by, that has no center. */
  static final class PublicKeys {
    @Option(
        names = "--root",
        required = true,
        paramLabel = "FILE",
        description = "the center's root.pub, from somebody who may be believed")
    private Path root = Path.of("");

    @Option(
        names = "--key-set",
        required = true,
        paramLabel = "FILE",
        description = "its key set, \"stile.keys\", from anywhere")
    private Path keySet = Path.of("");

    private KeySet read() throws IOException {
      return KeySets.signedBy(KeyFiles.readRoot(root), KeyFiles.readKeySet(keySet));
    }
  }

  /** Exit code 0: the file is as the center signed it; 1: it is not, or nobody can tell. */
  @Command(
      name = "verify",
      description = {
        "Checks a settlement's file against the signature beside it: by the keys of this center, or,",
        "on any machine without center and network, by a key set and the root that signed it.",
        "Exit code 0: it is as it was signed; 1: it is not, and why."
      })
  int verify(
      @Parameters(paramLabel = "FILE", description = "JSON or CSV, as it was downloaded") Path file,
      @Option(
              names = "--signature",
              paramLabel = "FILE",
              description = "if it is not the file's name with .sig added")
          @Nullable Path signature,
      @ArgGroup(exclusive = false) @Nullable PublicKeys given)
      throws IOException {
    Path beside = signature == null ? file.resolveSibling(file.getFileName() + ".sig") : signature;
    Bytes content = read(file, FILE_BYTES_MAX);
    Bytes signed = read(beside, SettlementSignature.LENGTH_MAX);
    if (given == null) {
      Verdict verdict = SettlementSignature.verify(content, signed, ownKeys());
      return told(file, verdict, _ -> " of this center");
    }
    KeySet keySet = given.read();
    Verdict verdict =
        SettlementSignature.verify(content, signed, keySet.keys().stream().map(Known::of).toList());
    return told(file, verdict, key -> words(keySet.key(key).orElseThrow()));
  }

  private List<Known> ownKeys() throws IOException {
    try (CommandDatabase database = CommandDatabase.open(environment)) {
      return database.database().read(KeyChanges::list).stream()
          .filter(key -> key.use() == KeyUse.MASTER)
          .map(Known::of)
          .toList();
    }
  }

  /** What the root says of a key: to be compared with what the file says of its event and time. */
  private static String words(MasterKey key) {
    return ", which the root lets sign from "
        + key.notBefore()
        + " to "
        + key.notAfter()
        + (key.events().isEmpty() ? " for all events" : " only for " + key.events());
  }

  private int told(Path file, Verdict verdict, IntFunction<String> whose) {
    return switch (verdict) {
      case Verdict.Good(int key) -> {
        out.println(file + ": as it was signed, by master key " + key + whose.apply(key));
        yield 0;
      }
      case Verdict.Bad(String why) -> {
        out.println(file + ": NOT PROVEN: " + why);
        yield 1;
      }
    };
  }

  private static Bytes read(Path file, int max) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    if (Files.size(file) > max) {
      throw new IOException(file + " has more than " + max + " bytes: it is no such file");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }
}
