package org.stile.simulator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What every command asks of its own specification, which picocli injects before it runs. */
final class Usage {
  private Usage() {}

  static ParameterException wrong(@Nullable CommandSpec spec, String what) {
    return new ParameterException(injected(spec).commandLine(), what);
  }

  static PrintWriter out(@Nullable CommandSpec spec) {
    return injected(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return injected(spec).commandLine().getErr();
  }

  private static CommandSpec injected(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "picocli injects it before a command runs");
  }
}
