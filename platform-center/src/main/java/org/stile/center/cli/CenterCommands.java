package org.stile.center.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the center; without any, it serves. */
@Command(
    name = "center",
    mixinStandardHelpOptions = true,
    description = {
      "Stile's center: events, seats, sellers, grants, masters.",
      "Without a command it serves on port 8080; data lie in STILE_HOME (default ~/.stile)."
    })
public final class CenterCommands {
  CenterCommands() {}

  /**
   * Runs one command.
   *
   * @param environment STILE_HOME, STILE_DB_URL.
   * @return exit code: 0 done, 1 failed, 2 not understood.
   */
  public static int run(String[] arguments, Map<String, String> environment) {
    return new CommandLine(new CenterCommands()).execute(arguments);
  }
}
