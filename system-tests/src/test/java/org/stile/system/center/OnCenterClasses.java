package org.stile.system.center;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of our tests that runs on what the center is packaged with, in its own process. */
public final class OnCenterClasses {
  private OnCenterClasses() {}

  /** Runs it to its end; what it said. */
  public static String run(String main, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            CenterProcess.classPath(Path.of("target/test-classes").toAbsolutePath()),
            main));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("on-center-classes", ".log");
    try {
      Process child = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (child.waitFor() != 0) {
        throw new AssertionError(said + Files.readString(errors));
      }
      return said;
    } finally {
      Files.delete(errors);
    }
  }
}
