package org.stile.center.broker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.keys.VaultSettings;

/**
 * Enrols a gate as if it were another day, by the center's own code, vault and database, and prints
 * what "gate enrol" would have written then: HOME URL PASSWORD VENUE GATE INSTANT DAYS.
 */
public final class LateCertificateMain {
  private LateCertificateMain() {}

  public static void main(String[] arguments) throws IOException {
    var source = new PGSimpleDataSource();
    source.setUrl(arguments[1]);
    source.setUser("postgres");
    source.setPassword(arguments[2]);
    var database = new Database(source);
    var random = new SecureRandom();
    var vault =
        new VaultSettings(Path.of(arguments[0]), Optional.empty(), Optional.empty()).open(random);
    Instant then = Instant.parse(arguments[5]);
    InstantSource clock = () -> then;
    var authority = new GateAuthority(database, vault, random, clock);
    var enrolments = new Enrolments(authority, new Audit(clock, new ObjectMapper()), clock);
    long venue = Long.parseLong(arguments[3]);
    int days = Integer.parseInt(arguments[6]);
    System.out.print(
        database
            .write(handle -> enrolments.enrolByCommand(handle, venue, arguments[4], days))
            .pem());
  }
}
