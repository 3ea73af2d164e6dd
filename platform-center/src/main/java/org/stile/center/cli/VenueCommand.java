package org.stile.center.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.broker.CenterNames;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.GateAuthority;
import org.stile.center.broker.UnitEnrolments;
import org.stile.center.db.Database;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Units of the center's venues: docs/reference/venue.md. */
@Command(
    name = "venue",
    mixinStandardHelpOptions = true,
    description = "Venues' own units: docs/reference/venue.md.")
final class VenueCommand {
  private final Map<String, String> environment;
  private final KeysCommand keys;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PrintStream out;

  VenueCommand(
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
      description = "Makes the file that a venue's unit starts with: './stile venue' there.")
  void enrol(
      @Option(names = "--venue", required = true, paramLabel = "NUMBER") long venue,
      @Option(
              names = "--names",
              required = true,
              split = ",",
              paramLabel = "NAME",
              description = "By which the venue's gates reach it: host names or addresses.")
          List<String> names,
      @Option(
              names = "--days",
              defaultValue = "400",
              description = "How long it is good; default ${DEFAULT-VALUE}.")
          int days,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Must not exist; default venue-NUMBER.unit.")
          @Nullable Path file)
      throws IOException {
    Path to = file == null ? Path.of("venue-" + venue + ".unit") : file;
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      Enrolments.Enrolled enrolled =
          SecretFile.write(to, () -> enrol(opened.database(), venue, names, days));
      out.printf(
          "%s enrols the unit of venue %d with certificate %s, good until %s.%n",
          to, venue, enrolled.serial(), enrolled.notAfter());
    }
  }

  private Enrolments.Enrolled enrol(Database database, long venue, List<String> names, int days)
      throws IOException {
    Vault vault = keys.settings().open(random);
    var enrolments =
        new UnitEnrolments(
            new GateAuthority(database, vault, random, clock),
            vault,
            new KeySets(),
            new Audit(clock, new ObjectMapper()),
            CenterNames.of(environment),
            clock);
    return database.write(handle -> enrolments.enrolByCommand(handle, venue, names, days));
  }
}
