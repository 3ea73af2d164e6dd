package org.stile.gate;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.stile.gate.config.GateConfig;

/**
 * Where the log goes.
 *
 * @param ours whether to close it: standard error belongs to the process.
 */
record LogStream(PrintStream out, boolean ours) implements AutoCloseable {
  static LogStream open(GateConfig config, Surroundings around) throws CannotStartException {
    if (config.log().isEmpty()) {
      var utf8 = new PrintStream(around.log(), false, StandardCharsets.UTF_8);
      return new LogStream(utf8, false);
    }
    Path file = config.log().get();
    try {
      var appending = new FileOutputStream(file.toFile(), true);
      return new LogStream(new PrintStream(appending, false, StandardCharsets.UTF_8), true);
    } catch (IOException e) {
      throw new CannotStartException(ExitCode.DATA, file + " (log) cannot be written: " + e, e);
    }
  }

  @Override
  public void close() {
    if (ours) {
      out.close();
    }
  }
}
