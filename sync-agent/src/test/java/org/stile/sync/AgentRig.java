package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.stile.cache.Journal;
import org.stile.cache.JournalReader;
import org.stile.cache.MasterStore;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.trust.RootKey;

/** A gate's data folder with a real journal, and an agent on it in a thread of this process. */
final class AgentRig implements AutoCloseable {
  static final GateId GATE = new GateId("north-1");
  static final EventId EVENT = new EventId(42);

  /** RFC 8032 §7.1, TEST 1. */
  private static final VerifyingKey KEY =
      new VerifyingKey(
          Algorithm.EDDSA,
          Bytes.hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  private static final long PATIENCE_MS = 30_000;

  final Path folder;
  final SqliteJournal journal;
  final Bytes logId;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<RootKey> roots;
  private Agent agent;
  private Thread thread;
  private ExitCode ended;
  private int next;

  AgentRig(Path folder, List<RootKey> roots) throws Exception {
    this.folder = folder;
    this.roots = roots;
    journal = openJournal(folder);
    try (var reader = JournalReader.open(folder.resolve("journal.db"))) {
      logId = reader.logId();
    }
  }

  static SqliteJournal openJournal(Path folder) throws Exception {
    return SqliteJournal.open(
        new SqliteJournal.Setup(
            folder.resolve("journal.db"),
            GATE,
            PeerPassages.NONE,
            Uploads.NONE,
            System::nanoTime,
            new SecureRandom()));
  }

  static List<RootKey> someRoots() {
    return List.of(new RootKey(1, KEY));
  }

  SyncConfig config(URI broker, URI center) {
    return new SyncConfig(
        GATE,
        7,
        folder,
        roots,
        broker,
        center,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(2),
        Optional.empty());
  }

  void start(URI broker) throws Exception {
    start(config(broker, URI.create("http://127.0.0.1:1")));
  }

  void start(SyncConfig config) throws Exception {
    var syncLog =
        new SyncLog(
            new PrintStream(log, true, StandardCharsets.UTF_8), GATE, InstantSource.system());
    var tls = Tls.of(config);
    Masters masters = StileSyncMain.masters(config, syncLog);
    var fetch = new Fetch(config::center, tls, Optional::empty);
    var broker =
        new PahoWire.Broker(
            config.broker(),
            tls.filter(_ -> config.broker().getScheme().equals("tls")),
            config.venue(),
            config.gate());
    agent =
        new Agent(
            new Agent.Parts(
                config,
                "0.1.0",
                OwnCertificate.of(config),
                new PahoWire(broker),
                masters,
                new Download(fetch, masters, syncLog),
                syncLog,
                new LinuxUnit(Path.of("/")),
                InstantSource.system(),
                new SecureRandom()));
    thread =
        new Thread(
            () -> {
              ended = agent.run();
              masters.close();
            },
            "agent");
    thread.start();
  }

  ExitCode stop() throws InterruptedException {
    agent.stop();
    thread.join(PATIENCE_MS);
    assertThat(thread.isAlive()).as("it ends").isFalse();
    agent = null;
    return ended;
  }

  /** Appends {@code count} grants, durably; the last one's sequence. */
  long grants(int count) throws Exception {
    var waiting = new ArrayList<CompletableFuture<Journal.Receipt>>();
    long last = 0;
    for (int i = 0; i < count; i++) {
      waiting.add(journal.append(grant(next++)));
      if (waiting.size() == 200 || i == count - 1) {
        for (var each : waiting) {
          last = each.get(10, TimeUnit.SECONDS).sequence();
        }
        waiting.clear();
      }
    }
    return last;
  }

  static JournalEntry grant(int index) {
    return new Granted(
        0,
        new ClockReading(Instant.ofEpochMilli(1_781_368_200_000L + index), Trust.TRUSTED),
        new TicketId(EVENT, index),
        Direction.ENTRY,
        1,
        new ChipId(Bytes.hex("04112233445566")),
        0,
        Bytes.hex("0102030405060708"),
        true,
        0,
        0,
        false);
  }

  long acknowledged() throws Exception {
    try (var store = MasterStore.open(folder.resolve("master.db"), roots)) {
      return store.acknowledged(logId);
    }
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  void await(String what, BooleanSupplier done) throws InterruptedException {
    await(what, PATIENCE_MS, done);
  }

  void await(String what, long patienceMs, BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what + "\n" + log());
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws Exception {
    if (agent != null) {
      stop();
    }
    journal.close();
  }
}
