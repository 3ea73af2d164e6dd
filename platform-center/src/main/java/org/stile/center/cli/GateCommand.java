package org.stile.center.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.GateAuthority;
import org.stile.center.db.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gates of the center's venues: docs/how-to/enrol-a-gate.md. */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    description = "Gates and their certificates: docs/how-to/enrol-a-gate.md.")
final class GateCommand {
  private final Map<String, String> environment;
  private final KeysCommand keys;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PrintStream out;

  GateCommand(
      Map<String, String> environment,
      KeysCommand keys,
      InstantSource clock,
      SecureRandom random,
      PrintStream out) {
    this.environment = environment;
    this.keys = keys;
    this.clock = clock;
    this.random = random;
    this.out = out;
  }

  @Command(
      name = "enrol",
      description = "Makes a key and a certificate for a gate, and writes both into one file.")
  void enrol(
      @Option(names = "--venue", required = true, paramLabel = "NUMBER") long venue,
      @Option(names = "--gate", required = true, paramLabel = "NAME") String gate,
      @Option(
              names = "--days",
              defaultValue = "400",
              description = "How long it is good; default ${DEFAULT-VALUE}.")
          int days,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Must not exist; default VENUE-GATE.pem.")
          @Nullable Path file)
      throws IOException {
    Path to = file == null ? Path.of(venue + "-" + gate + ".pem") : file;
    // Before anything is made: nobody is enrolled with a key that could not be written.
    Files.createFile(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      Enrolments.Enrolled enrolled = enrol(opened.database(), venue, gate, days);
      Files.writeString(to, enrolled.pem());
      out.printf(
          "%s holds key and certificate %s of gate %s, good until %s.%n",
          to, enrolled.serial(), gate, enrolled.notAfter());
    } catch (RuntimeException e) {
      Files.delete(to);
      throw e;
    }
  }

  private Enrolments.Enrolled enrol(Database database, long venue, String gate, int days)
      throws IOException {
    var authority = new GateAuthority(database, keys.settings().open(random), random, clock);
    var enrolments = new Enrolments(authority, new Audit(clock, new ObjectMapper()), clock);
    return database.write(handle -> enrolments.enrolByCommand(handle, venue, gate, days));
  }
}
