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
import org.jspecify.annotations.Nullable;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.sample.SampleEvent;
import org.stile.simulator.chip.ChipFile;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoIssuer;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.simulator.demo.SampleVenue;
import org.stile.simulator.office.TicketFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stile chip}: make virtual chips, look at any chip. */
@Command(
    name = "chip",
    mixinStandardHelpOptions = true,
    description = "Make virtual chips with sample tickets; show what is on a chip.",
    subcommands = {ChipCommand.New.class, ChipCommand.Write.class, ChipCommand.Show.class})
final class ChipCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw Usage.wrong(spec, "say what to do with a chip: new, write or show");
  }

  private static DesfireChip open(Path file, SecureRandom random) throws IOException {
    return ChipFile.open(file, random, ComputeTimes.OFF, ChipFile.Durability.PROCESS);
  }

  /** Where the keys come from that open a chip. */
  static final class Keys {
    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description = "Key file: chip keys for new and write, a gate's keys for show.")
    @Nullable Path file;

    @Option(names = "--no-keys", description = "Show only what the chip tells anyone.")
    boolean none;

    ChipKeys chipKeys() throws IOException {
      return file == null ? SampleChipKeys.chipKeys() : ChipKeys.read(file);
    }

    GateKeys gateKeys() throws IOException {
      if (file != null) {
        return GateKeys.read(file);
      }
      try (ChipKeys sample = SampleChipKeys.chipKeys()) {
        return sample.gateKeys();
      }
    }
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = {
        "Make a personalised virtual chip with tickets for today's sample event.",
        "Without --keys it is made with the public sample keys."
      })
  static final class New implements Callable<Integer> {
    private final InstantSource clock;
    private final SecureRandom random;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The chip file to make; must not exist yet.")
    private Path file = Path.of("");

    @Option(
        names = "--generation",
        defaultValue = "EV2",
        description = "Which DESFire: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Generation generation = Generation.EV2;

    @Option(names = "--uid", paramLabel = "HEX", description = "Its 7 bytes; default: drawn.")
    private @Nullable String uid;

    @Option(
        names = "--tickets",
        paramLabel = "N",
        defaultValue = "1",
        description = "How many tickets, 0 to 8; default ${DEFAULT-VALUE}.")
    private int tickets;

    @Option(names = "--blank", description = "As delivered: no keys, no application.")
    private boolean blank;

    @ArgGroup private Keys keys = new Keys();

    New(InstantSource clock, SecureRandom random) {
      this.clock = clock;
      this.random = random;
    }

    @Override
    public Integer call() throws IOException {
      if (tickets < 0 || tickets > 8) {
        throw new IllegalArgumentException("--tickets out of range [0, 8]: " + tickets);
      }
      Bytes number = uid == null ? drawnUid() : given(uid);
      String id = number.hex();
      ChipFile.create(file, generation, number);
      try {
        DesfireChip chip = open(file, random);
        if (!blank) {
          fill(chip);
        }
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(file); // Nothing half made stays behind.
        throw e;
      }
      PrintWriter out = Usage.out(spec);
      out.println(
          file
              + ": a DESFire "
              + generation
              + (blank ? ", blank" : ", " + tickets + " tickets")
              + "; its number is "
              + id);
      out.println("See it: ./stile chip show --chip " + file);
      out.println("Tap it: ./stile sim reader --link /tmp/reader --chip " + file);
      return 0;
    }

    private void fill(DesfireChip chip) throws IOException {
      SampleEvent event = SampleVenue.today(clock.instant());
      int firstIndex = random.nextInt(100_000);
      int seat = event.firstSeatOf("N101") + random.nextInt(200);
      List<DemoIssuer.Order> orders = new ArrayList<>();
      for (int i = 0; i < tickets; i++) {
        int index = firstIndex + i;
        int place = seat + i;
        orders.add(new DemoIssuer.Order(event, id -> event.ticket(id, index, place), 1));
      }
      try (ChipKeys chipKeys = keys.chipKeys()) {
        new DemoIssuer(chipKeys, random, ComputeTimes.OFF).issue(chip, orders);
      }
    }

    private Bytes drawnUid() {
      byte[] drawn = new byte[7];
      random.nextBytes(drawn);
      drawn[0] = 0x04; // NXP, ISO/IEC 7816-6.
      return Bytes.copyOf(drawn);
    }

    private static Bytes given(String hex) {
      try {
        Bytes uid = Bytes.hex(hex);
        if (uid.length() == 7) {
          return uid;
        }
      } catch (IllegalArgumentException _) {
        // Said below, with what was expected.
      }
      throw new IllegalArgumentException("--uid must be 14 hexadecimal digits, was " + hex);
    }
  }

  @Command(
      name = "write",
      mixinStandardHelpOptions = true,
      description = {
        "Write issued tickets onto a virtual chip, as a store terminal would: the file that the",
        "center's page of a request offers once its tickets are issued."
      })
  static final class Write implements Callable<Integer> {
    private final SecureRandom random;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The chip, from ./stile chip new.")
    private Path file = Path.of("");

    @Option(
        names = "--from",
        required = true,
        paramLabel = "TICKETS",
        description = "The tickets, such as request-1.tickets.")
    private Path from = Path.of("");

    @ArgGroup private Keys keys = new Keys();

    Write(SecureRandom random) {
      this.random = random;
    }

    @Override
    public Integer call() throws IOException {
      TicketFile tickets = TicketFile.read(from);
      DesfireChip chip = open(file, random);
      String there = chip.target().uid().hex();
      if (!tickets.chip().equals(new ChipId(chip.target().uid()))) {
        throw new IOException(
            from + " is for the chip " + tickets.chip() + "; " + file + " is the chip " + there);
      }
      try (ChipKeys chipKeys = keys.chipKeys()) {
        new DemoIssuer(chipKeys, random, ComputeTimes.OFF).add(chip, tickets.tickets());
      } catch (IllegalStateException e) {
        throw new IOException("nothing was written: " + e.getMessage(), e);
      }
      PrintWriter out = Usage.out(spec);
      out.println(file + ": " + tickets.tickets().size() + " tickets written");
      out.println("See it: ./stile chip show --chip " + file);
      return 0;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Print what is on a chip, at a reader or in a chip file.",
        "Tickets are opened with the public sample keys unless --keys or --no-keys is given."
      })
  static final class Show implements Callable<Integer> {
    private final SecureRandom random;

    @Spec private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    @ArgGroup private Keys keys = new Keys();

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "30",
        description = "How long to wait for a chip at the reader; default ${DEFAULT-VALUE}.")
    private int waitSeconds;

    /** A reader or a file. */
    static final class Where {
      @Option(names = "--reader", paramLabel = "DEVICE", description = "A PN532 on a serial line.")
      @Nullable Path reader;

      @Option(names = "--chip", paramLabel = "FILE", description = "A virtual chip.")
      @Nullable Path chip;
    }

    Show(SecureRandom random) {
      this.random = random;
    }

    @Override
    public Integer call() throws IOException {
      if (where.chip != null) {
        try (var channel = DirectChannel.tap(open(where.chip, random))) {
          print(channel);
        }
        return 0;
      }
      Path device = where.reader == null ? Path.of("") : where.reader;
      return ReaderSession.withChip(device, waitSeconds, Usage.err(spec), this::print) ? 0 : 1;
    }

    private void print(ChipChannel channel) throws IOException {
      var inspector = new ChipInspector(random);
      ChipReport report;
      if (keys.none) {
        report = inspector.look(channel);
      } else {
        try (GateKeys gateKeys = keys.gateKeys()) {
          report = inspector.look(channel, gateKeys);
        }
      }
      PrintWriter out = Usage.out(spec);
      ChipPrinter.lines(report).forEach(out::println);
      out.flush();
    }
  }
}
