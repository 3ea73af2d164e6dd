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
    Path jar = built("gate-runtime/target/stile-gate-runtime.jar");
    return List.of(
        JAVA,
        "@" + root.resolve("deploy/gate.jvmoptions"),
        "-p",
        jar + ":" + jar.resolveSibling("lib"),
        "-m",
        "org.stile.gate/org.stile.gate.GateMain",
        "--config",
        config.toString());
  }

  /**
   * A gate's agent, as it runs on a unit.
   *
   * @param arguments such as {@code --config FILE}.
   */
  public List<String> agent(String... arguments) throws IOException {
    var _ = built("sync-agent/target/stile-sync-agent.jar");
    // The script takes the Java of its surroundings, and we may run on another.
    String java = "JAVA_HOME=" + System.getProperty("java.home");
    var command = new ArrayList<>(List.of("env", java, built("deploy/stile-sync").toString()));
    command.addAll(List.of(arguments));
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
