package org.stile.center.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.stile.center.db.Database;
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

  /** The same, saying what it has to say elsewhere. */
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    return new CommandLine(new CenterCommands())
        .addSubcommand(keys(environment, out))
        .addSubcommand(
            new AccountCommand(environment, InstantSource.system(), new SecureRandom(), out))
        .addSubcommand(new AuditCommand(environment, out))
        .addSubcommand(new SettlementCommand(environment, out))
        .addSubcommand(gate(environment, out))
        .addSubcommand(venue(environment, out))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(
            (problem, _, _) -> {
              err.println("center: " + words(problem));
              return 1;
            })
        .execute(arguments);
  }

  private static CommandLine keys(Map<String, String> environment, PrintStream out) {
    var random = new SecureRandom();
    var keys = new KeysCommand(environment, InstantSource.system(), random, out);
    var root = new RootCommand(keys, environment, random, out);
    return new CommandLine(keys)
        .addSubcommand(new CommandLine(root))
        .addSubcommand(new SignCommand(root));
  }

  private static CommandLine gate(Map<String, String> environment, PrintStream out) {
    var random = new SecureRandom();
    var keys = new KeysCommand(environment, InstantSource.system(), random, out);
    return new CommandLine(new GateCommand(environment, keys, InstantSource.system(), random, out));
  }

  private static CommandLine venue(Map<String, String> environment, PrintStream out) {
    var random = new SecureRandom();
    var keys = new KeysCommand(environment, InstantSource.system(), random, out);
    return new CommandLine(
        new VenueCommand(environment, keys, InstantSource.system(), random, out));
  }

  /** What went wrong; of a file, Java says its name alone. */
  private static String words(Exception problem) {
    return switch (problem) {
      case JdbiException empty when Database.sqlState(empty).equals("42P01") ->
          "this database is empty: start the center once first";
      case NoSuchFileException file -> file.getFile() + " is not there";
      case FileAlreadyExistsException file -> file.getFile() + " is there already";
      case AccessDeniedException file ->
          file.getFile() + " may not be read or written by this user";
      default -> String.valueOf(problem.getMessage());
    };
  }

  /**
   * Runs one command.
   *
   * @param environment STILE_HOME, STILE_DB_URL.
   * @return exit code: 0 done, 1 failed, 2 not understood.
   */
  public static int run(String[] arguments, Map<String, String> environment) {
    return run(arguments, environment, System.out, System.err);
  }
}
