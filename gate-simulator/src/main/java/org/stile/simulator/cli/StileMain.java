package org.stile.simulator.cli;

import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the simulator and the chip tools; {@code ./stile} calls it. */
@Command(
    name = "stile",
    description = "A ticket gate that decides alone: demo, simulated readers, chip tools.",
    mixinStandardHelpOptions = true,
    subcommands = {DemoCommand.class, ChipCommand.class, SimCommand.class, RehearseCommand.class})
public final class StileMain implements Runnable {
  @Spec private CommandSpec spec;

  private StileMain(CommandSpec spec) {
    this.spec = spec;
  }

  /** Runs one command; the exit code is 0 only if it did what it was asked. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, for whoever wants to run it without ending the process. */
  public static CommandLine commandLine() {
    return new CommandLine(new StileMain(CommandSpec.create()), new World())
        .setExecutionExceptionHandler(new PlainErrors());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: demo, chip or sim");
  }

  /** Time and chance enter here and nowhere else; commands take them as constructor arguments. */
  private static final class World implements CommandLine.IFactory {
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();

    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == DemoCommand.class) {
        return type.cast(new DemoCommand(clock, random));
      }
      if (type == RehearseCommand.class) {
        return type.cast(new RehearseCommand(clock, random));
      }
      if (type == ChipCommand.New.class) {
        return type.cast(new ChipCommand.New(clock, random));
      }
      if (type == ChipCommand.Write.class) {
        return type.cast(new ChipCommand.Write(random));
      }
      if (type == ChipCommand.Show.class) {
        return type.cast(new ChipCommand.Show(random));
      }
      if (type == SimCommand.Reader.class) {
        return type.cast(new SimCommand.Reader(random));
      }
      if (type == SimCommand.Venue.class) {
        return type.cast(new SimCommand.Venue(clock));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
