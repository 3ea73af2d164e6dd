package org.stile.system.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.sample.SampleEvent;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoIssuer;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.simulator.demo.SampleVenue;
import org.stile.simulator.ground.StartCache;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/**
 * The gate as a process of its own, from exec to ready, with and without the AOT cache that the
 * build made, and what memory it holds after a tap. Budget: 1.0 s with the cache, 60 MB.
 */
final class StartBench {
  private static final int RUNS = 7;
  private static final Pattern READY = Pattern.compile("\"event\":\"ready\",\"ms\":(\\d+)");

  private final Path root;
  private final Path folder;
  private final SimulatedReader reader;
  private final DesfireChip chip;

  private StartBench(Path root, Path folder, SimulatedReader reader, DesfireChip chip) {
    this.root = root;
    this.folder = folder;
    this.reader = reader;
    this.chip = chip;
  }

  static void run(InstantSource clock) throws Exception {
    Path root = Path.of(System.getProperty("stile.root", ".")).toAbsolutePath();
    Path folder = Files.createTempDirectory("stile-bench").resolve("venue");
    SampleVenue.make(folder, "n1", clock.instant());
    var random = new SecureRandom();
    SampleEvent event = SampleVenue.today(clock.instant());
    try (var keys = SampleChipKeys.chipKeys();
        var reader =
            SimulatedReader.onPty(folder.resolve("reader"), Pace.INSTANT, ReaderListener.NONE)) {
      var issuer = new DemoIssuer(keys, random, ComputeTimes.OFF);
      DesfireChip chip = issuer.blank(Generation.EV2);
      issuer.issue(
          chip,
          List.of(
              new DemoIssuer.Order(
                  event, id -> event.ticket(id, 1, event.firstSeatOf("N101")), 1)));
      var bench = new StartBench(root, folder, reader, chip);
      bench.measure("without AOT cache", List.of());
      var cache = StartCache.ofGate(root);
      if (cache.used().isEmpty()) {
        throw new IOException("there is no cache newer than the gate: ./stile build makes it");
      }
      System.out.printf("AOT cache: %,d bytes%n", Files.size(cache.file()));
      bench.measure("with AOT cache", cache.used());
    }
  }

  private void measure(String name, List<String> options) throws Exception {
    var ready = new Samples("exec to ready, " + name);
    long rss = 0;
    for (int i = 0; i < RUNS; i++) {
      Started started = start(options);
      ready.add(started.readyNanos());
      rss = Math.max(rss, started.rssKilobytes());
    }
    System.out.println(Samples.header());
    System.out.println(ready);
    System.out.printf("  RSS after a tap, most of %d runs: %.1f MB%n", RUNS, rss / 1024.0);
  }

  private record Started(long readyNanos, long rssKilobytes) {}

  private Started start(List<String> options) throws Exception {
    Files.deleteIfExists(folder.resolve("journal.db"));
    Process gate =
        new ProcessBuilder(command(options))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader log =
        new BufferedReader(
            new java.io.InputStreamReader(gate.getErrorStream(), StandardCharsets.UTF_8))) {
      long ready = awaitReady(log);
      reader.place(chip);
      awaitLine(log, "\"event\":\"tap\"");
      reader.remove(chip);
      long rss = rss(gate.pid());
      var _ =
          gate.toHandle()
              .destroy(); // Process.destroy would close its streams before they are read.
      while (log.readLine() != null) {
        // Its last words, and the cache being written.
      }
      if (!gate.waitFor(60, TimeUnit.SECONDS)) {
        gate.destroyForcibly();
        throw new IOException("the gate did not stop");
      }
      return new Started(TimeUnit.MILLISECONDS.toNanos(ready), rss);
    }
  }

  private List<String> command(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + root.resolve("deploy/gate.jvmoptions"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-p",
            root.resolve("gate-runtime/target/stile-gate-runtime.jar")
                + ":"
                + root.resolve("gate-runtime/target/lib"),
            "-m",
            "org.stile.gate/org.stile.gate.GateMain",
            "--config",
            folder.resolve("gate.properties").toString()));
    return command;
  }

  private static long awaitReady(BufferedReader log) throws IOException {
    Matcher ready = READY.matcher(awaitLine(log, "\"event\":\"ready\""));
    if (!ready.find()) {
      throw new IOException("the gate's ready line says no time");
    }
    return Long.parseLong(ready.group(1));
  }

  private static String awaitLine(BufferedReader log, String wanted) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains(wanted)) {
        return line;
      }
    }
    throw new IOException("the gate ended before it said " + wanted);
  }

  private static long rss(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
