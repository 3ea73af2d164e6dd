package org.stile.simulator.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseholdTest {
  private static final List<String> SLEEPS = List.of("sleep", "1000");
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  /** A demo of one process, to be killed. */
  public static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      var household = Household.in(Path.of(arguments[0]));
      System.out.println(household.start("child", SLEEPS, Map.of()).pid());
      Thread.sleep(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      household.close();
    }
  }

  @Test
  void closed_it_leaves_nobody_behind_and_the_folder_to_its_owner() throws Exception {
    Child child;
    try (var household = Household.in(folder)) {
      child = household.start("child", SLEEPS, Map.of());
      assertThat(household.dead()).isEmpty();
    }
    assertThat(child.process().isAlive()).isFalse();
    assertThat(folder).exists();
  }

  @Test
  void whoever_dies_by_itself_is_named_with_its_last_words() throws Exception {
    try (var household = Household.in(folder)) {
      Child child =
          household.start("child", List.of("sh", "-c", "echo 'no room' >&2; exit 3"), Map.of());
      assertThat(child.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(household.dead()).containsExactly(child);
      for (int i = 0; i < PATIENCE_SECONDS * 10 && !child.lastWords().contains("no room"); i++) {
        Thread.sleep(100);
      }
      assertThat(child.lastWords()).contains("no room");
    }
  }

  @Test
  void a_database_that_its_center_left_over_is_ended_and_nobody_else_with_such_a_number()
      throws Exception {
    String apart = "trap 'exit 0' INT; while :; do sleep 0.1; done";
    Process left = new ProcessBuilder("sh", "-c", apart, folder.toString()).start();
    Process other = new ProcessBuilder("sh", "-c", apart).start();
    try {
      for (var each : Map.of("center", left, "venue", other).entrySet()) {
        Path data = Files.createDirectories(folder.resolve(each.getKey()).resolve("postgres"));
        Files.writeString(data.resolve("postmaster.pid"), each.getValue().pid() + "\n/data\n");
      }
      Household.in(folder).close();
      assertThat(left.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(other.isAlive()).isTrue();
    } finally {
      left.destroyForcibly();
      other.destroyForcibly();
    }
  }

  @Test
  void whoever_ends_after_the_farewell_is_not_called_dead_and_nobody_comes_any_more()
      throws Exception {
    try (var household = Household.in(folder)) {
      Child child = household.start("child", SLEEPS, Map.of());
      household.farewell();
      child.process().destroy();
      assertThat(child.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(household.dead()).isEmpty();
      assertThatThrownBy(() -> household.start("late", SLEEPS, Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ending");
    }
  }

  @Test
  void when_the_demo_is_killed_its_processes_end_and_its_folder_goes() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/classes:target/test-classes", // It needs nothing else.
                Parent.class.getName(),
                scratch.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = parent.inputReader()) {
      long child = Long.parseLong(out.readLine());
      ProcessHandle handle = ProcessHandle.of(child).orElseThrow();
      parent.destroyForcibly();
      handle.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      for (int i = 0; i < PATIENCE_SECONDS * 10 && Files.exists(scratch); i++) {
        Thread.sleep(100);
      }
      assertThat(scratch).doesNotExist();
    } finally {
      parent.destroyForcibly();
    }
  }
}
