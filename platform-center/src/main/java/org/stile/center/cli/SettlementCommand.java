package org.stile.center.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.keys.KeyChanges;
import org.stile.center.keys.KeyUse;
import org.stile.center.keys.SigningKey;
import org.stile.center.settlement.SettlementSignature;
import org.stile.center.settlement.SettlementSignature.Verdict;
import org.stile.core.Bytes;
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

  /** Exit code 0: the file is as this center signed it; 1: it is not, or nobody can tell. */
  @Command(
      name = "verify",
      description = {
        "Checks a settlement's file against the signature beside it, by this center's keys.",
        "Exit code 0: it is as it was signed; 1: it is not, and why."
      })
  int verify(
      @Parameters(paramLabel = "FILE", description = "JSON or CSV, as it was downloaded") Path file,
      @Option(
              names = "--signature",
              paramLabel = "FILE",
              description = "if it is not the file's name with .sig added")
          @Nullable Path signature)
      throws IOException {
    Path beside = signature == null ? file.resolveSibling(file.getFileName() + ".sig") : signature;
    Bytes content = read(file, FILE_BYTES_MAX);
    Bytes signed = read(beside, SettlementSignature.LENGTH_MAX);
    List<SigningKey> keys;
    try (CommandDatabase database = CommandDatabase.open(environment)) {
      keys =
          database.database().read(KeyChanges::list).stream()
              .filter(key -> key.use() == KeyUse.ISSUING)
              .toList();
    }
    return switch (SettlementSignature.verify(content, signed, keys)) {
      case Verdict.Good(SigningKey key) -> {
        out.println(file + ": as it was signed, by issuing key " + key.id() + " of this center");
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
