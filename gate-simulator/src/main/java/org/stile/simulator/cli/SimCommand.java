package org.stile.simulator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.core.trust.RootKey;
import org.stile.simulator.chip.ChipFile;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.demo.SampleVenue;
import org.stile.simulator.office.RootFile;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stile sim}: simulated hardware for any program, ours or foreign. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = "Simulated hardware for any program that speaks to a PN532.",
    subcommands = {SimCommand.Reader.class, SimCommand.Venue.class})
final class SimCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw Usage.wrong(spec, "say what to simulate: reader or venue");
  }

  @Command(
      name = "reader",
      mixinStandardHelpOptions = true,
      description = {
        "Serve a simulated PN532 with chips in its field, until interrupted.",
        "Enter takes the chips away and puts them back; q and Enter ends."
      })
  static final class Reader implements Callable<Integer> {
    private final SecureRandom random;

    @Spec private @Nullable CommandSpec spec;

    @Option(
        names = "--link",
        required = true,
        paramLabel = "PATH",
        description = "A link to make that leads to the reader's serial line.")
    private Path link = Path.of("");

    @Option(
        names = "--chip",
        paramLabel = "FILE",
        description = "A chip in the field, from ./stile chip new; may be given twice.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--lifelike", description = "Take the time a real reader and chip would take.")
    private boolean lifelike;

    Reader(SecureRandom random) {
      this.random = random;
    }

    @Override
    public Integer call() throws IOException {
      PrintWriter out = Usage.out(spec);
      ComputeTimes times = lifelike ? ComputeTimes.ESTIMATED : ComputeTimes.OFF;
      List<DesfireChip> chips = new ArrayList<>();
      for (Path file : files) {
        chips.add(ChipFile.open(file, random, times, ChipFile.Durability.PROCESS));
      }
      Pace pace = lifelike ? Pace.LIFELIKE : Pace.INSTANT;
      try (var reader = SimulatedReader.onPty(link, pace, new Log(out))) {
        var removeLink = new Thread(reader::close, "remove-link");
        Runtime.getRuntime().addShutdownHook(removeLink);
        chips.forEach(reader::place);
        say(out, "a PN532 at " + link + ", chips in its field: " + chips.size());
        say(out, "try: LIBNFC_DEFAULT_DEVICE=pn532_uart:" + link + " nfc-list");
        serve(reader, chips, out);
        Runtime.getRuntime().removeShutdownHook(removeLink);
      }
      return 0;
    }

    private static void serve(SimulatedReader reader, List<DesfireChip> chips, PrintWriter out)
        throws IOException {
      boolean there = true;
      for (int key = System.in.read(); key != 'q'; key = System.in.read()) {
        if (key < 0) {
          awaitInterrupt(); // No keyboard: started in the background.
          return;
        }
        if (key == '\n') {
          there = !there;
          if (there) {
            chips.forEach(reader::place);
          } else {
            reader.removeAll();
          }
          say(out, there ? "chips are back in the field" : "chips are taken away");
        }
      }
    }

    private static void awaitInterrupt() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /** Tells of every chip that is selected. */
    private record Log(PrintWriter out) implements ReaderListener {
      @Override
      public void listed(ChipTarget target) {
        say(out, "selected " + target.uid().hex());
      }
    }
  }

  @Command(
      name = "venue",
      mixinStandardHelpOptions = true,
      description = {
        "Make a folder with all a gate needs: configuration, chip keys, master. The event is today's",
        "sample event, or one of a center if --root, --key-set and --master say so: root.pub from the",
        "center's STILE_HOME, the other two from the page of the event's register.",
        "Then: ./stile sim reader --link DIR/reader --chip FILE   and   ./stile gate --config"
            + " DIR/gate.properties"
      })
  static final class Venue implements Callable<Integer> {
    private final InstantSource clock;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder to make; must not exist yet.")
    private Path folder = Path.of("");

    @Option(
        names = "--gate",
        defaultValue = "n1",
        description = "Which gate of the stadium; default ${DEFAULT-VALUE}.")
    private String gate = "n1";

    @ArgGroup(exclusive = false)
    private @Nullable OfCenter center;

    /** What a center published. */
    static final class OfCenter {
      private static final int FILE_MAX = 16 << 20; // A master of 100 000 seats is under 1 MB.

      @Option(names = "--root", required = true, paramLabel = "FILE", description = "Its root.pub.")
      private Path root = Path.of("");

      @Option(
          names = "--key-set",
          required = true,
          paramLabel = "FILE",
          description = "Its key set, \"stile.keys\".")
      private Path keySet = Path.of("");

      @Option(
          names = "--master",
          required = true,
          paramLabel = "FILE",
          description = "An event's master, \"event-1001.master\".")
      private Path master = Path.of("");

      private static Bytes content(Path file) throws IOException {
        if (!Files.exists(file)) {
          throw new IOException(file + " is not there");
        }
        if (Files.size(file) > FILE_MAX) {
          throw new IOException(file + " is longer than " + FILE_MAX + " bytes");
        }
        return Bytes.copyOf(Files.readAllBytes(file));
      }

      private Path make(Path folder, String gate) throws IOException {
        RootKey trusted = RootFile.read(root);
        return SampleVenue.make(folder, gate, trusted, content(keySet), content(master));
      }
    }

    Venue(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
      Path home =
          center == null
              ? SampleVenue.make(folder, gate, clock.instant())
              : center.make(folder, gate);
      say(Usage.out(spec), "run it: ./stile gate --config " + home.resolve("gate.properties"));
      return 0;
    }
  }

  private static void say(PrintWriter out, String what) {
    out.println(what);
    out.flush();
  }
}
