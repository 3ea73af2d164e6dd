package org.stile.sync;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.core.config.ConfigLines;
import org.stile.core.config.Problem;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;

/**
 * All that an agent is configured with (docs/reference/sync-config.md; deploy/sync.properties).
 *
 * @param gate whose journal it carries.
 * @param venue the center's number for the venue.
 * @param dataFolder where journal and master lie.
 * @param rootKeys what it believes from the start.
 * @param broker {@code tls://host:port} or {@code tcp://host:port}.
 * @param center {@code https://host[:port]} or {@code http://host[:port]}, without a path.
 * @param secondBroker where to go while the first is not there.
 * @param secondCenter where to fetch then; present if the second broker is.
 * @param centerTokenFile what it shows the center, if that asks for a token.
 * @param authorities certificates it trusts, PEM; empty: those of the Java platform.
 * @param identity certificate and key it shows, PEM or PKCS 12.
 * @param identityPasswordFile opens a PKCS 12 identity.
 * @param healthEvery how often it says how the unit is.
 * @param log where the log goes; empty: to standard error.
 */
record SyncConfig(
    GateId gate,
    long venue,
    Path dataFolder,
    List<RootKey> rootKeys,
    URI broker,
    URI center,
    Optional<URI> secondBroker,
    Optional<URI> secondCenter,
    Optional<Path> centerTokenFile,
    Optional<Path> authorities,
    Optional<Path> identity,
    Optional<Path> identityPasswordFile,
    Duration healthEvery,
    Optional<Path> log) {

  private static final String JOURNAL = "journal.db";

  /** What the gate writes. */
  Path journal() {
    return dataFolder.resolve(JOURNAL);
  }

  /** What came of reading a configuration. */
  sealed interface Reading {
    /** It is complete and within its ranges. */
    record Good(SyncConfig config) implements Reading {}

    /** It is not; this is all of it that is wrong. */
    record Bad(List<Problem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a configuration: {@code key = value} lines, and comments that begin with {@code #}. */
  static Reading parse(String text) {
    var lines =
        new ConfigLines(
            text, key -> SyncSettings.ALL.stream().anyMatch(known -> known.key().equals(key)));
    var gate = lines.value(SyncSettings.GATE);
    var venue = lines.value(SyncSettings.VENUE);
    var dataFolder = lines.value(SyncSettings.DATA_FOLDER);
    var rootKeys = lines.value(SyncSettings.ROOT_KEYS);
    var broker = lines.value(SyncSettings.BROKER);
    var center = lines.value(SyncSettings.CENTER);
    var secondBroker = lines.value(SyncSettings.SECOND_BROKER);
    var secondCenter = lines.value(SyncSettings.SECOND_CENTER);
    var token = lines.value(SyncSettings.CENTER_TOKEN_FILE);
    var authorities = lines.value(SyncSettings.AUTHORITIES);
    var identity = lines.value(SyncSettings.IDENTITY);
    var password = lines.value(SyncSettings.IDENTITY_PASSWORD_FILE);
    var healthEvery = lines.value(SyncSettings.HEALTH_EVERY);
    var log = lines.value(SyncSettings.LOG);
    List<Problem> problems = new ArrayList<>(lines.problems());
    if (problems.isEmpty()
        && secondBroker.orElseThrow().isPresent() != secondCenter.orElseThrow().isPresent()) {
      problems.add(
          new Problem("second-center", "none", "set together with second-broker, or not at all"));
    }
    if (!problems.isEmpty()) {
      return new Reading.Bad(problems);
    }
    return new Reading.Good(
        new SyncConfig(
            gate.orElseThrow(),
            venue.orElseThrow(),
            dataFolder.orElseThrow(),
            rootKeys.orElseThrow(),
            broker.orElseThrow(),
            center.orElseThrow(),
            secondBroker.orElseThrow(),
            secondCenter.orElseThrow(),
            token.orElseThrow(),
            authorities.orElseThrow(),
            identity.orElseThrow(),
            password.orElseThrow(),
            healthEvery.orElseThrow(),
            log.orElseThrow()));
  }
}
