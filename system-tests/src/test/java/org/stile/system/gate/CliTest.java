package org.stile.system.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.simulator.cli.StileMain;

/** The commands as {@code ./stile} calls them, with what people type wrong. */
class CliTest {
  private static final String UID = "04112233445566";

  @TempDir Path folder;

  private record Result(int code, String out, String err) {
    /** Said in one sentence, and nothing else. */
    void isRefusedWith(String... words) {
      assertThat(code).as(err).isEqualTo(1);
      assertThat(out).isEmpty();
      assertThat(err.lines()).as(err).hasSize(1);
      assertThat(err).startsWith("stile: ").contains(words);
      assertThat(err).doesNotContain("Exception", "\tat ", "[detail=", "[path=");
    }
  }

  private static Result stile(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        StileMain.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void a_new_chip_can_be_shown_with_all_that_is_on_it() {
    Result made = stile("chip", "new", file("a.chip"), "--uid", UID, "--tickets", "2");
    assertThat(made.err()).isEmpty();
    assertThat(made.code()).isZero();
    Result shown = stile("chip", "show", "--chip", file("a.chip"));
    assertThat(shown.err()).isEmpty();
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains(
            UID, "event  1  E1001: ", "ticket 0  event ", "ticket 1  event ", "1 of 1 entries left")
        .doesNotContain("ticket 2");
    assertThat(stile("chip", "show", "--chip", file("a.chip"), "--no-keys").out())
        .contains(UID, "need a gate's key")
        .doesNotContain("ticket 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EV1", "EV2", "EV3"})
  void every_generation_can_be_made_and_a_blank_one_says_it_is_blank(String generation) {
    assertThat(stile("chip", "new", file("a"), "--generation", generation).code()).isZero();
    assertThat(stile("chip", "show", "--chip", file("a")).out()).contains("ticket 0");
    assertThat(stile("chip", "new", file("b"), "--generation", generation, "--blank").code())
        .isZero();
    assertThat(stile("chip", "show", "--chip", file("b")).out()).contains("no tickets of this");
  }

  @Test
  void a_file_that_is_there_is_not_written_over() throws Exception {
    Files.writeString(file("a"), "mine");
    stile("chip", "new", file("a")).isRefusedWith(file("a") + " exists");
    assertThat(file("a")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"041122334455", "0411223344556677", "04-11-22-33-44-55-66", "zebra", ""})
  void a_wrong_uid_is_refused_and_no_file_is_made(String uid) {
    stile("chip", "new", file("a"), "--uid", uid)
        .isRefusedWith("--uid must be 14 hexadecimal digits");
    assertThat(file("a")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "9"})
  void more_tickets_than_slots_are_refused(String tickets) {
    stile("chip", "new", file("a"), "--tickets", tickets).isRefusedWith("[0, 8]", tickets);
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void a_chip_that_cannot_be_written_where_it_should_be_says_where() {
    stile("chip", "new", file("none").resolve("a"))
        .isRefusedWith(file("none").resolve("a") + " is not there");
  }

  @Test
  void keys_that_are_no_keys_leave_no_half_made_chip() throws Exception {
    Files.writeString(file("keys"), "this is no key file\n");
    Result refused = stile("chip", "new", file("a"), "--keys", file("keys"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("stile: ").doesNotContain("\tat ");
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void what_is_no_chip_file_is_said_to_be_none() throws Exception {
    Files.writeString(file("a"), "hello\n");
    stile("chip", "show", "--chip", file("a")).isRefusedWith("no chip file");
    Files.write(file("b"), new byte[] {(byte) 0xFF, 0, 1, 2});
    stile("chip", "show", "--chip", file("b")).isRefusedWith("no chip file");
    Files.write(file("c"), new byte[1 << 20]);
    stile("chip", "show", "--chip", file("c")).isRefusedWith("no chip file", "1048576");
    stile("chip", "show", "--chip", file("none")).isRefusedWith(file("none") + " is not there");
    stile("chip", "show", "--chip", folder).isRefusedWith("directory");
  }

  @Test
  void a_reader_that_is_not_there_is_named() {
    stile("chip", "show", "--reader", file("tty"))
        .isRefusedWith("no reader there", file("tty").toString());
  }

  @Test
  void a_venue_is_made_once_and_only_for_a_gate_that_can_be() {
    Result made = stile("sim", "venue", file("venue"));
    assertThat(made.err()).isEmpty();
    assertThat(made.code()).isZero();
    assertThat(file("venue"))
        .isDirectoryContaining("glob:**gate.properties")
        .isDirectoryContaining("glob:**gate.keys")
        .isDirectoryContaining("glob:**master.db");
    stile("sim", "venue", file("venue")).isRefusedWith(file("venue") + " exists");
    stile("sim", "venue", file("other"), "--gate", "No Gate!").isRefusedWith("gate");
    assertThat(file("other")).doesNotExist();
  }

  @Test
  void a_demo_whose_port_is_taken_says_so_and_starts_nothing() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      stile("demo", "--port", taken.getLocalPort())
          .isRefusedWith("port " + taken.getLocalPort(), "--port");
    }
  }

  @Test
  void what_cannot_be_understood_shows_how_it_is_used() {
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of(),
            List.of("chip"),
            List.of("sim"),
            List.of("fly"),
            List.of("demo", "--port", "70000"),
            List.of("demo", "--terminal"),
            List.of("chip", "new"),
            List.of("chip", "show"),
            List.of("chip", "new", file("a"), "--generation", "EV9"),
            List.of("chip", "new", file("a"), "--tickets", "many"),
            List.of("chip", "show", "--chip", file("a"), "--reader", file("b")))) {
      Result result = stile(wrong.toArray());
      assertThat(result.code()).as("%s", wrong).isEqualTo(2);
      assertThat(result.err()).as("%s", wrong).contains("Usage:").doesNotContain("\tat ");
    }
  }

  @Test
  void every_command_tells_what_it_does() {
    assertThat(stile("--help").out()).contains("demo", "chip", "sim");
    assertThat(stile("chip", "new", "--help").out()).contains("--generation", "--tickets");
    assertThat(stile("sim", "reader", "--help").out()).contains("--link");
  }
}
