package org.stile.simulator.ground;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs of one build, as {@code ./stile} starts them.
 *
 * @param root of the repository: modules lie side by side in it.
 */
public record Programs(Path root) {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Those of the same build as this class. */
  public static Programs ofThisBuild() throws IOException {
    try {
      Path own =
          Path.of(Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Programs(own.resolve("../../..").normalize()); // gate-simulator/target/...
    } catch (URISyntaxException e) {
      throw new IOException("cannot find the other programs of this build", e);
    }
  }

  /** The center; with "venue" and its arguments, the venue unit. */
  List<String> center(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(JAVA));
    // The demo's share of a machine that may be small, and a start that is not waited for long.
    command.addAll(List.of("-Xmx320m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-jar");
    command.add(built("platform-center/target/quarkus-app/quarkus-run.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** A gate, as it runs on a unit. */
  List<String> gate(Path config) throws IOException {
    return unit(
        "gate", List.of(), "gate-runtime", "org.stile.gate/org.stile.gate.GateMain", config);
  }

  /** A gate's agent, as it runs on a unit. */
  List<String> sync(Path config) throws IOException {
    String security = "-Djava.security.properties=" + root.resolve("deploy/sync.security");
    String main = "org.stile.sync/org.stile.sync.StileSyncMain";
    return unit("sync", List.of(security), "sync-agent", main, config);
  }

  private List<String> unit(
      String options, List<String> more, String module, String main, Path config)
      throws IOException {
    Path target = root.resolve(module).resolve("target");
    Path jar = built(module + "/target/stile-" + module + ".jar");
    var command = new ArrayList<>(List.of(JAVA));
    command.add("@" + root.resolve("deploy").resolve(options + ".jvmoptions"));
    command.addAll(more);
    command.addAll(List.of("-p", jar + ":" + target.resolve("lib"), "-m", main));
    command.addAll(List.of("--config", config.toString()));
    return command;
  }

  private Path built(String what) throws IOException {
    Path file = root.resolve(what);
    if (!Files.exists(file)) {
      throw new IOException("there is no " + file + "; './stile build' makes it");
    }
    return file;
  }
}
