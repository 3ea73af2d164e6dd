package org.stile.simulator.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.admission.Language;
import org.stile.core.id.GateId;
import org.stile.core.trust.RootKey;

/**
 * The files on a gate's unit, as a field tech puts them there (docs/reference/gate-config.md,
 * sync-config.md, docs/how-to/enrol-a-gate.md).
 *
 * @param home data folder of the unit; all of them lie in it.
 */
record UnitFiles(Path home, GateId gate, GateUnit.Enrolment enrolment) {
  /** Makes the folder, with keys and certificate for their owner alone. */
  void furnish(ChipKeys keys) throws IOException {
    Files.createDirectory(home);
    try (GateKeys own = keys.gateKeys()) {
      own.write(home.resolve("gate.keys"));
    }
    SecretText.write(identity(), enrolment.identity());
  }

  private Path identity() {
    return home.resolve("identity.pem");
  }

  /** The agent's configuration: the venue is at the other end of these cables. */
  Path sync(int brokerPort, int webPort) throws IOException {
    return Files.writeString(
        home.resolve("sync.properties"),
        """
        gate = %s
        venue = %d
        data-folder = %s
        root-keys = %s
        broker = tls://localhost:%d
        center = http://localhost:%d
        authorities = %s
        identity = %s
        health-every = 5 s
        """
            .formatted(
                gate,
                enrolment.venue(),
                home,
                root(enrolment.root()),
                brokerPort,
                webPort,
                identity(),
                identity()));
  }

  /** The gate's configuration. */
  Path gate(Duration showFor, List<Language> languages) throws IOException {
    return Files.writeString(
        home.resolve("gate.properties"),
        """
        gate = %s
        data-folder = %s
        key-file = %s
        root-keys = %s
        clock = system
        languages = %s
        show-for = %d ms
        sounder = bell
        lane.0.reader = %s
        lane.1.reader = %s
        lane.1.direction = exit
        """
            .formatted(
                gate,
                home,
                home.resolve("gate.keys"),
                root(enrolment.root()),
                languages.stream().map(Language::tag).collect(Collectors.joining(", ")),
                showFor.toMillis(),
                reader(GateUnit.IN),
                reader(GateUnit.OUT)));
  }

  /** Where a lane's reader is found. */
  Path reader(int lane) {
    return home.resolve("reader-" + lane);
  }

  private static String root(RootKey root) {
    String algorithm = root.key().algorithm().name().toLowerCase(Locale.ROOT);
    return "%d:%s:%s".formatted(root.id(), algorithm, root.key().encoded().hex());
  }
}
