package org.stile.simulator.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program's classes looked like once it had run: an AOT cache (JEP 514), with which it
 * starts with less work. Made by {@link Rehearsal} at the end of a build; one that is not there, or
 * older than its program, or of another JDK, costs time and nothing else.
 *
 * @param file the cache.
 * @param jar the program, or the first of its jars: the JVM itself looks at the others.
 * @param use what else to tell a JVM that starts with it.
 */
public record StartCache(Path file, Path jar, List<String> use) {
  /** What a cache has left out, or cannot be used for, is nobody's business but a developer's. */
  private static final List<String> IN_SILENCE = List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

  /**
   * A rehearsal's notes on what code runs how often are of a minute in which little happened:
   * compiled by them, a center takes a sixth fewer admissions in.
   */
  private static final List<String> WITHOUT_ITS_PROFILE =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining");

  /** That of the center, and of the venue's unit. */
  public static StartCache ofCenter(Path root) {
    Path target = root.resolve("platform-center/target");
    return new StartCache(
        target.resolve("center.aot"),
        target.resolve("quarkus-app/quarkus-run.jar"),
        WITHOUT_ITS_PROFILE);
  }

  /** That of the gate. An agent has none: the Java it runs on was made for it, classes and all. */
  public static StartCache ofGate(Path root) {
    Path target = root.resolve("gate-runtime/target");
    return new StartCache(
        target.resolve("gate-runtime.aot"), target.resolve("stile-gate-runtime.jar"), List.of());
  }

  /** What to tell a JVM that shall start with it; nothing if there is none, or an old one. */
  public List<String> used() throws IOException {
    if (!Files.exists(file)
        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) <= 0) {
      return List.of();
    }
    return Stream.concat(options("-XX:AOTCache=").stream(), use.stream()).toList();
  }

  /** What to tell a JVM that shall make it when it ends. */
  List<String> made() {
    return options("-XX:AOTCacheOutput=");
  }

  private List<String> options(String first) {
    return Stream.concat(Stream.of(first + file), IN_SILENCE.stream()).toList();
  }
}
