package org.stile.gate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.stile.core.config.Problem;
import org.stile.gate.config.GateConfig;
import org.stile.gate.config.GateConfig.Reading;

/** Runs a gate: {@code gate --config FILE}; docs/reference/gate-config.md has its exit codes. */
public final class GateMain {
  private static final String USAGE =
      """
      usage: gate --config FILE   run the gate that FILE describes
             gate --check FILE    say what is wrong with FILE, and do nothing else
             gate --help          this text
      """;

  /** A configuration is a page; more is some other file. */
  private static final long CONFIG_LENGTH_MAX = 1 << 20;

  private GateMain() {}

  /** Runs until SIGTERM or SIGINT. */
  public static void main(String[] arguments) {
    var closed = new CountDownLatch(1);
    ExitCode code;
    try {
      code = run(List.of(arguments), closed);
    } catch (CannotStartException e) {
      System.err.println("gate: " + e.getMessage());
      code = e.code();
    }
    closed.countDown();
    if (code != ExitCode.STOPPED) {
      System.exit(code.number());
    }
  }

  private static ExitCode run(List<String> arguments, CountDownLatch closed)
      throws CannotStartException {
    if (arguments.equals(List.of("--help"))) {
      System.out.print(USAGE);
      return ExitCode.STOPPED;
    }
    if (arguments.size() != 2) {
      throw new CannotStartException(ExitCode.USAGE, USAGE);
    }
    return switch (arguments.getFirst()) {
      case "--check" -> {
        GateConfig config = config(Path.of(arguments.getLast()));
        System.out.println(arguments.getLast() + " is good: " + config);
        yield ExitCode.STOPPED;
      }
      case "--config" -> run(config(Path.of(arguments.getLast())), closed);
      default -> throw new CannotStartException(ExitCode.USAGE, USAGE);
    };
  }

  private static ExitCode run(GateConfig config, CountDownLatch closed)
      throws CannotStartException {
    var gate = new Gate(config, surroundings());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gate, closed), "stop"));
    return gate.run(version());
  }

  /** On a signal: lets the main thread close everything, then ends with 0 rather than 143. */
  private static void stop(Gate gate, CountDownLatch closed) {
    boolean signalled = closed.getCount() > 0;
    gate.stop();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (signalled) {
      Runtime.getRuntime().halt(ExitCode.STOPPED.number());
    }
  }

  private static GateConfig config(Path file) throws CannotStartException {
    try {
      if (Files.size(file) > CONFIG_LENGTH_MAX) {
        throw new CannotStartException(ExitCode.CONFIG, file + " is no configuration: too long");
      }
      return switch (GateConfig.parse(Files.readString(file))) {
        case Reading.Good(GateConfig config) -> config;
        case Reading.Bad(List<Problem> problems) ->
            throw new CannotStartException(ExitCode.CONFIG, text(file, problems));
      };
    } catch (NoSuchFileException e) {
      throw new CannotStartException(ExitCode.NO_INPUT, file + " is not there", e);
    } catch (IOException e) {
      throw new CannotStartException(ExitCode.NO_INPUT, file + " cannot be read: " + e, e);
    }
  }

  private static String text(Path file, List<Problem> problems) {
    var text = new StringBuilder(file + " is not a configuration this gate can run:");
    for (Problem problem : problems) {
      text.append("\n  ").append(problem);
    }
    return text.toString();
  }

  private static Surroundings surroundings() {
    PrintStream screen = System.out;
    boolean coloured = System.getenv("TERM") != null && System.getenv("NO_COLOR") == null;
    return new Surroundings(
        System.in,
        screen,
        System.err,
        InstantSource.system(),
        System::nanoTime,
        Proc.unitBoot(),
        Proc::ageMillis,
        coloured);
  }

  private static String version() {
    String version = GateMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
