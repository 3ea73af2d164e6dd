package org.stile.system.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.simulator.ground.StartCache;

/** docs/decisions/0014: a cache makes a start faster, and is never needed. */
class StartCacheTest {
  @TempDir Path folder;

  private StartCache cache(Instant made) throws Exception {
    Path jar = Files.writeString(folder.resolve("program.jar"), "program");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-06-01T12:00:00Z")));
    Path file = Files.writeString(folder.resolve("program.aot"), "no cache at all");
    Files.setLastModifiedTime(file, FileTime.from(made));
    return new StartCache(file, jar, List.of());
  }

  @Test
  void one_that_is_newer_than_its_program_is_named() throws Exception {
    StartCache cache = cache(Instant.parse("2026-06-01T12:00:01Z"));
    assertThat(cache.used()).contains("-XX:AOTCache=" + cache.file());
  }

  @Test
  void one_of_an_older_program_is_not() throws Exception {
    assertThat(cache(Instant.parse("2026-06-01T12:00:00Z")).used()).isEmpty();
  }

  @Test
  void one_that_is_not_there_is_not() throws Exception {
    StartCache cache = cache(Instant.parse("2026-06-01T12:00:01Z"));
    Files.delete(cache.file());
    assertThat(cache.used()).isEmpty();
  }

  @Test
  void one_that_is_spoilt_is_passed_over_in_silence() throws Exception {
    StartCache spoilt = cache(Instant.parse("2026-06-01T12:00:01Z"));
    assertThat(help(spoilt.used())).isEqualTo(help(List.of())).contains("Usage: center");
  }

  /** What {@code center --help} says, on both streams. */
  private static String help(List<String> options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-jar", CenterProcess.application().resolve("quarkus-run.jar").toString()));
    command.add("--help");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
