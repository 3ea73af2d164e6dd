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
 * @param rehearsed whether each leaves a {@link StartCache} behind instead of using the one it has.
 */
public record Programs(Path root, boolean rehearsed) {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Those that use the caches they have. */
  public Programs(Path root) {
    this(root, false);
  }

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

  /** The same, each of which makes its cache when it ends. */
  Programs rehearsing() {
    return new Programs(root, true);
  }

  /**
   * Where PostgreSQL is unpacked: once for all centers of this build, if whoever runs it may write
   * there.
   *
   * @param scratch a folder of the caller's own.
   */
  Path postgres(Path scratch) {
    Path target = root.resolve("platform-center/target");
    return (Files.isWritable(target) ? target : scratch).resolve("postgres-programs");
  }

  private List<String> cache(StartCache cache) throws IOException {
    return rehearsed ? cache.made() : cache.used();
  }

  /** The center; with "venue" and its arguments, the venue unit. */
  List<String> center(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(JAVA));
    // The demo's share of a machine that may be small, and a start that is not waited for long.
    command.addAll(List.of("-Xmx320m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(cache(StartCache.ofCenter(root)));
    command.add("-jar");
    command.add(built("platform-center/target/quarkus-app/quarkus-run.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** A gate, as it runs on a unit. */
  List<String> gate(Path config) throws IOException {
    Path jar = built("gate-runtime/target/stile-gate-runtime.jar");
    var command = new ArrayList<>(List.of(JAVA, "@" + root.resolve("deploy/gate.jvmoptions")));
    command.addAll(cache(StartCache.ofGate(root)));
    command.addAll(List.of("-p", jar + ":" + jar.resolveSibling("lib")));
    command.addAll(List.of("-m", "org.stile.gate/org.stile.gate.GateMain"));
    command.addAll(List.of("--config", config.toString()));
    return command;
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
