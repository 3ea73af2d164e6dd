package org.stile.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.stile.cache.Journal;
import org.stile.cache.MasterReader;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.config.RootKeys;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.sample.SampleKeys;
import org.stile.core.trust.RootKey;
import org.stile.simulator.ground.Programs;
import org.stile.system.center.CenterProcess;

/** A unit with a real journal on the disk and the packaged agent as a process. One thread. */
final class SyncUnit implements AutoCloseable {
  private static final int BATCH = 200;

  private final Path folder;
  private final List<RootKey> roots;
  private final SqliteJournal journal;
  private final Process agent;

  /** A unit that talks plainly, and believes the keys of samples. */
  SyncUnit(Path folder, long venue, String name, int broker, int center) throws IOException {
    this(
        folder,
        venue,
        name,
        sampleRoot(),
        """
        broker = tcp://127.0.0.1:%d
        center = http://127.0.0.1:%d
        """
            .formatted(broker, center));
  }

  /**
   * Any unit.
   *
   * @param root line of {@code root.pub}.
   * @param places the rest of its configuration.
   */
  SyncUnit(Path folder, long venue, String name, String root, String places) throws IOException {
    this.folder = folder;
    roots = RootKeys.parse(root);
    Path data = Files.createDirectories(folder.resolve("data"));
    journal =
        SqliteJournal.open(
            new SqliteJournal.Setup(
                data.resolve("journal.db"),
                new GateId(name),
                PeerPassages.NONE,
                Uploads.NONE,
                System::nanoTime,
                new SecureRandom()));
    Path config = folder.resolve("sync.properties");
    Files.writeString(
        config,
        """
        gate = %s
        venue = %d
        data-folder = %s
        root-keys = %s
        %s
        """
            .formatted(name, venue, data, root, places));
    agent =
        new ProcessBuilder(new Programs(CenterProcess.root()).agent("--config", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("agent.log").toFile())
            .start();
  }

  Bytes logId() {
    return journal.logId();
  }

  /** What the agent has stored of its peers, as the gate reads it. */
  MasterReader peers() {
    return MasterReader.open(folder.resolve("data/master.db"), roots);
  }

  private static String sampleRoot() {
    var root = SampleKeys.seeded(1).root();
    return root.keyId() + ":eddsa:" + root.publicKey().hex();
  }

  /** A visitor walks in; returns when the grant is durable, at which the arm would open. */
  long admit(long event, int ticket, Instant at) throws IOException {
    Journal.Receipt granted = await(journal.append(grant(event, ticket, at)));
    for (Outcome outcome : List.of(Outcome.STAMPED, Outcome.OPENED, Outcome.PASSED)) {
      var _ =
          journal.append(
              new Progress(
                  0, new ClockReading(at, Trust.TRUSTED), granted.sequence(), outcome, ""));
    }
    return granted.sequence();
  }

  /** Grants {@code count} tickets, from {@code first} on; returns when all are durable. */
  long grants(long event, int first, int count, Instant at) throws IOException {
    CompletableFuture<Journal.Receipt> last = new CompletableFuture<>();
    for (int i = 0; i < count; i++) {
      last = journal.append(grant(event, first + i, at));
      if (i % BATCH == BATCH - 1) {
        var _ = await(last);
      }
    }
    return await(last).sequence();
  }

  private static Granted grant(long event, int ticket, Instant at) {
    return new Granted(
        0,
        new ClockReading(at, Trust.TRUSTED),
        new TicketId(new EventId(event), ticket),
        Direction.ENTRY,
        1,
        new ChipId(Bytes.of(4, 1, 2, 3, ticket >> 16, ticket >> 8, ticket)),
        0,
        Bytes.of(1, 2, 3, 4, 5, 6, 7, 8),
        true,
        0,
        1,
        false);
  }

  private static Journal.Receipt await(CompletableFuture<Journal.Receipt> row) throws IOException {
    try {
      return row.get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Resident memory of the agent in kB, by what it is made of: proc(5), smaps. */
  java.util.Map<String, Long> memory() throws IOException {
    var parts = new TreeMap<String, Long>();
    String what = "";
    for (String line : Files.readAllLines(Path.of("/proc/" + agent.pid() + "/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        what = part(line);
      } else if (line.startsWith("Rss:")) {
        long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
        parts.merge(what, kilobytes, Long::sum);
        parts.merge("all", kilobytes, Long::sum);
      }
    }
    return parts;
  }

  private static String part(String mapping) {
    String name = mapping.contains("/") ? mapping.substring(mapping.indexOf('/')) : "";
    if (name.contains("classes") && name.endsWith(".jsa")) {
      return "class archive";
    }
    if (name.endsWith("libjvm.so")) {
      return "libjvm";
    }
    if (name.endsWith("/modules")) {
      return "modules file";
    }
    if (name.contains(".so")) {
      return "other libraries";
    }
    if (mapping.contains("[heap]")) {
      return "malloc";
    }
    return name.isEmpty() ? "anonymous: Java heap, metaspace, code, stacks, malloc" : "files";
  }

  @Override
  public void close() {
    agent.destroy();
    agent.onExit().join();
    journal.close();
  }
}
