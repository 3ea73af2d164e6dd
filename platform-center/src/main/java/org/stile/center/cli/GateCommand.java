package org.stile.center.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.ForeignBroker;
import org.stile.center.broker.GateAuthority;
import org.stile.center.db.Database;
import org.stile.center.ingest.CarriedImport;
import org.stile.center.keys.Vault;
import org.stile.core.Bytes;
import org.stile.core.sync.Carried;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gates of the center's venues: docs/how-to/enrol-a-gate.md. */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    description = "Gates and their certificates: docs/how-to/enrol-a-gate.md.")
final class GateCommand {
  /** RFC 1123 §2.1, or an address. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:]([A-Za-z0-9.:-]{0,252})");

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
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      Enrolments.Enrolled enrolled =
          SecretFile.write(to, () -> enrol(opened.database(), venue, gate, days));
      out.printf(
          "%s holds key and certificate %s of gate %s, good until %s.%n",
          to, enrolled.serial(), gate, enrolled.notAfter());
    }
  }

  @Command(
      name = "import",
      description = {
        "Takes in the rows that \"./stile sync export\" wrote on a gate without a network, and writes",
        "the acknowledgement to carry back: docs/how-to/usb-carry.md."
      })
  void take(
      @Parameters(paramLabel = "FILE", description = "As it was written on the gate.") Path file,
      @Option(
              names = "--acknowledged",
              paramLabel = "FILE",
              description = "Where the acknowledgement goes; default FILE.acknowledged.")
          @Nullable Path acknowledged)
      throws IOException {
    if (Files.size(file) > Carried.LENGTH_MAX) {
      throw new IOException(file + " is longer than a gate writes");
    }
    Path to = acknowledged == null ? Path.of(file + ".acknowledged") : acknowledged;
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      CarriedImport carried = carried(opened.database());
      var taken = carried.take("command", Bytes.copyOf(Files.readAllBytes(file)), _ -> true);
      Files.write(to, carried.acknowledgement(taken.gate(), taken.logId()).toArray());
      out.printf(
          "gate %s: %d rows taken in, up to row %d; carry %s back to it.%n",
          taken.gate(), taken.fresh(), taken.now(), to);
    }
  }

  private CarriedImport carried(Database database) throws IOException {
    Vault vault = keys.settings().open(random);
    var authority = new GateAuthority(database, vault, random, clock);
    var audit = new Audit(clock, new ObjectMapper());
    return CarriedImport.byCommand(database, vault, authority, audit, clock);
  }

  @Command(
      name = "broker",
      description = {
        "Writes what a foreign broker must be told: whom to believe, who was revoked, which topics",
        "are whose; for Mosquitto and Artemis: docs/reference/broker.md."
      })
  void broker(
      @Option(
              names = "--names",
              required = true,
              split = ",",
              paramLabel = "NAME",
              description = "By which gates reach it; in its certificate.")
          List<String> names,
      @Option(names = "--out", required = true, paramLabel = "FOLDER") Path folder)
      throws IOException {
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("--names: \"" + name + "\" is no host name or address");
      }
    }
    try (CommandDatabase opened = CommandDatabase.open(environment)) {
      var authority =
          new GateAuthority(opened.database(), keys.settings().open(random), random, clock);
      int gates = new ForeignBroker(opened.database(), authority, clock).write(folder, names);
      out.printf(
          "%s knows %d gates. Let the broker read it anew; repeat when gates are added or revoked.%n",
          folder, gates);
    }
  }

  private Enrolments.Enrolled enrol(Database database, long venue, String gate, int days)
      throws IOException {
    var authority = new GateAuthority(database, keys.settings().open(random), random, clock);
    var enrolments = new Enrolments(authority, new Audit(clock, new ObjectMapper()), clock);
    return database.write(handle -> enrolments.enrolByCommand(handle, venue, gate, days));
  }
}
