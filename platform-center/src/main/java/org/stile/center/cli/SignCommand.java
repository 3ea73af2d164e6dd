package org.stile.center.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has the root sign a key set, on the machine where the root is. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = "Shows a request, and signs it with the root; needs no center.")
final class SignCommand implements Callable<Integer> {
  private final RootCommand root;

  @Option(names = "--root", required = true, paramLabel = "FILE")
  private Path rootFile = Path.of("");

  @Parameters(paramLabel = "REQUEST")
  private Path request = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "KEYSET")
  private Path result = Path.of("");

  @Option(names = "--yes", description = "Signs without asking.")
  private boolean yes;

  SignCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    root.sign(rootFile, request, result, yes);
    return 0;
  }
}
