package org.stile.center.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs commands of the center on a test's database. */
public final class Commands {
  private Commands() {}

  /** What a command printed; it must end with that exit code. */
  public static String run(int code, String databaseUrl, Path home, String... arguments) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    String url = databaseUrl + (databaseUrl.contains("?") ? "&" : "?") + "user=postgres";
    var environment = Map.of("STILE_HOME", home.toString(), "STILE_DB_URL", url);
    int exit = CenterCommands.run(arguments, environment, out, out);
    String text = printed.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(text).isEqualTo(code);
    return text;
  }
}
