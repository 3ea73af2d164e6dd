package org.stile.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that somebody else wrote, run against a simulated reader. */
final class ForeignProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ForeignProgram() {}

  /**
   * What a program said.
   *
   * @param output both streams, but for what libnfc says about there being no USB here.
   */
  record Result(int status, String output, Duration took) {
    /** What it said, if it ended well. */
    List<String> lines() {
      assertThat(status).as("exit status; it said:%n%s", output).isZero();
      return output.lines().toList();
    }
  }

  /** Skips the test unless the program is there. */
  static void require(String program, String debianPackage) {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(there, program + " is missing: apt-get install " + debianPackage);
  }

  /** Starts a program of libnfc on the reader at {@code device}; its output goes to a file. */
  static Process start(String device, Path output, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("LIBNFC_DEFAULT_DEVICE", "pn532_uart:" + device);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Runs it to its end. */
  static Result run(String device, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("foreign", ".txt");
    try {
      long start = System.nanoTime();
      Process process = start(device, output, command);
      return finish(process, output, start);
    } finally {
      Files.delete(output);
    }
  }

  /** Waits for its end. */
  static Result finish(Process process, Path output, long start)
      throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    var said = new ArrayList<String>();
    for (String line : Files.readAllLines(output, StandardCharsets.ISO_8859_1)) {
      if (!line.contains("libnfc.buses.usbbus")) {
        said.add(line);
      }
    }
    String text = String.join("\n", said);
    assertThat(ended).as("ended within %s; it said:%n%s", PATIENCE, text).isTrue();
    return new Result(process.exitValue(), text, took);
  }
}
