package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stile.core.Bytes;

/** A process that commits as fast as it can is killed, again and again. */
@EnabledIfSystemProperty(named = "stile.long", matches = "true")
class ChipFileKillTest {
  private static final int KILLS = 10;

  @TempDir private Path folder;

  @Test
  void every_commit_that_was_answered_is_in_the_file() throws Exception {
    Path path = folder.resolve("card.chip");
    ChipFile.create(path, Generation.EV1, Bytes.hex("04112233445566"));
    Writer.prepare(path);
    var random = new Random(3);
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int answered = commitsUntilKilled(path, 20 + random.nextInt(200));
      int kept = Writer.value(path);
      assertThat(kept).isBetween(answered, answered + 1).isGreaterThan(before);
      before = kept;
    }
  }

  private static int commitsUntilKilled(Path path, int lines) throws Exception {
    String classes =
        Stream.of("jdk.module.path", "java.class.path")
            .map(name -> System.getProperty(name, ""))
            .collect(Collectors.joining(File.pathSeparator));
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                "target/test-classes" + File.pathSeparator + classes,
                Writer.class.getName(),
                path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String last = "";
      for (int i = 0; i < lines; i++) {
        last = reader.readLine();
        assertThat(last).isNotNull();
      }
      process.toHandle().destroyForcibly(); // SIGKILL, and what it said can still be read.
      List<String> rest = reader.lines().toList();
      process.waitFor();
      return Integer.parseInt(rest.isEmpty() ? last : rest.getLast());
    }
  }

  /** The process that is killed: credits one, commits, says the new value, and again. */
  static final class Writer {
    private static final String CREDIT_ONE = "0301000000";

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path path = Path.of(arguments[0]);
      TestReader reader = TestReader.at(open(path));
      reader.select(TestApplication.AID);
      for (int value = value(path) + 1; ; value++) {
        reader.must(0x0C, CREDIT_ONE);
        reader.must(0xC7, "");
        System.out.println(value);
      }
    }

    static void prepare(Path path) throws IOException {
      TestReader reader = TestReader.at(open(path));
      reader.must(0xCA, TestApplication.AID + "0f81");
      reader.select(TestApplication.AID);
      String free = TestApplication.rights(0xE, 0xE, 0xE, 0xE);
      reader.must(0xCC, TestApplication.value(3, CommMode.PLAIN, free, Integer.MAX_VALUE, 0, 0));
    }

    static int value(Path path) throws IOException {
      TestReader reader = TestReader.at(open(path));
      reader.select(TestApplication.AID);
      return LittleEndian.signed32(reader.must(0x6C, "03"), 0);
    }

    private static DesfireChip open(Path path) throws IOException {
      return ChipFile.open(path, new Random(1), ComputeTimes.OFF, ChipFile.Durability.PROCESS);
    }
  }
}
