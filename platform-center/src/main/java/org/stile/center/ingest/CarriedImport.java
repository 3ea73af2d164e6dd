package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.stile.center.audit.Audit;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.GateAuthority;
import org.stile.center.broker.GateCertificates;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.db.Database;
import org.stile.center.db.Notices;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.Vault;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.SyncTopic;

/**
 * Takes in what somebody carried here from a gate without a network, the way messages from the
 * broker come in: the same rows once, however often and by whichever way they come. Any thread.
 */
@ApplicationScoped
public class CarriedImport {
  private final CarriedFiles files;
  private final IngestStore.Transactions transactions;
  private final Batches batches;
  private final Database database;
  private final Audit audit;

  public CarriedImport(
      CarriedFiles files,
      IngestStore.Transactions transactions,
      Batches batches,
      Database database,
      Audit audit) {
    this.files = files;
    this.transactions = transactions;
    this.batches = batches;
    this.database = database;
    this.audit = audit;
  }

  /**
   * The same for a command, outside a center that runs: gates hear of it when they next connect.
   */
  public static CarriedImport byCommand(
      Database database, Vault vault, GateAuthority authority, Audit audit, InstantSource clock) {
    var manifests = new Manifests(new KeySets(), new GateFiles(vault), clock, CenterRole.center());
    var transactions =
        new PostgresTransactions(
            database,
            new Incidents(clock),
            manifests,
            handle -> Notices.tell(handle, Announcer.PASSAGES, "command"));
    var silent =
        new Answers() {
          @Override
          public void tell(GateName gate, DownMessage message) {}

          @Override
          public void passages(List<Intake.Changed> changed) {}
        };
    return new CarriedImport(
        new CarriedFiles(authority, new GateCertificates(database, clock, CenterRole.center())),
        transactions,
        new Batches(transactions, new Intake(clock), new Greetings(clock), silent, clock),
        database,
        audit);
  }

  /**
   * What came of a file.
   *
   * @param before how far the center had the log before.
   * @param now how far it has it now; the file holds no later row.
   */
  public record Taken(GateName gate, Bytes logId, long before, long now) {
    /** Rows that are new. */
    public long fresh() {
      return now - before;
    }
  }

  /**
   * Takes a file.
   *
   * @param mayOf whether whoever brings it may, for that gate.
   * @throws Problem if it is refused; then nothing was changed, unless it says so.
   */
  public Taken take(String actor, Bytes file, Predicate<GateName> mayOf) {
    CarriedFiles.Journal journal = files.read(file);
    if (!mayOf.test(journal.gate())) {
      throw CarriedFiles.refused(
          "it is of gate " + journal.gate() + ", which is not of this venue");
    }
    long before = highWater(journal.gate(), journal.logId());
    if (journal.first() > before + 1) {
      throw CarriedFiles.refused(
          "it begins with row %d, and the center has up to %d; carry the file before it here first"
              .formatted(journal.first(), before));
    }
    // Each of these commits by itself: whoever is interrupted brings the same file once more.
    messages(journal).forEach(batches::takeCarried);
    long now = highWater(journal.gate(), journal.logId());
    if (now < journal.last() && furthest(journal) >= journal.last()) {
      record(actor, new Taken(journal.gate(), journal.logId(), before, journal.last()));
      throw Problem.conflict(
          "carried-forked",
          "This journal goes another way than what the center has of it: a card was copied or put"
              + " back. Both ways are kept and counted. Set the data folder of the copied unit"
              + " aside, so that it begins a journal of its own.");
    }
    if (now < journal.last()) {
      throw Problem.conflict(
          "carried-rows-refused",
          "The rows after %d were not taken: they do not follow what the center has of this journal."
                  .formatted(now)
              + " They are kept, and stand among the venue's incidents.");
    }
    var taken = new Taken(journal.gate(), journal.logId(), before, now);
    record(actor, taken);
    return taken;
  }

  private static List<List<Batches.Message>> messages(CarriedFiles.Journal journal) {
    String topic =
        new SyncTopic(journal.gate().venue(), journal.gate().gate(), SyncTopic.Channel.UP)
            .toString();
    var all = new ArrayList<List<Batches.Message>>();
    List<Bytes> messages = journal.messages();
    for (int from = 0; from < messages.size(); from += Ingest.BATCH_MAX) {
      all.add(
          messages.subList(from, Math.min(messages.size(), from + Ingest.BATCH_MAX)).stream()
              .map(message -> new Batches.Message(topic, message.toArray(), () -> {}))
              .toList());
    }
    return all;
  }

  /** How far the center has a log of that gate; 0: not begun. */
  long highWater(GateName gate, Bytes logId) {
    var sequence = new AtomicLong();
    transactions.change(store -> sequence.set(store.highWater(gate, logId).orElse(0)));
    return sequence.get();
  }

  /** How far it has that line of a forked log of which it has most. */
  private long furthest(CarriedFiles.Journal journal) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(max(high_water), 0) FROM gate_log
                    WHERE (log_id = :log OR fork_of = :log) AND venue_id = :venue AND gate = :gate
                    """)
                .bind("log", journal.logId().toArray())
                .bind("venue", journal.gate().venue())
                .bind("gate", journal.gate().gate().value())
                .mapTo(Long.class)
                .one());
  }

  /** How far the center has a log, as a file for the gate. */
  public Bytes acknowledgement(GateName gate, Bytes logId) {
    long sequence = highWater(gate, logId);
    if (sequence == 0) {
      throw Problem.notFound("journal");
    }
    return files.acknowledgement(gate, logId, sequence);
  }

  private void record(String actor, Taken taken) {
    database.change(
        handle ->
            audit.record(
                handle,
                actor,
                OptionalLong.of(
                    handle
                        .createQuery("SELECT organizer_id FROM venue WHERE id = :venue")
                        .bind("venue", taken.gate().venue())
                        .mapTo(Long.class)
                        .one()),
                OptionalLong.empty(),
                "gate.carry",
                "gate:" + taken.gate(),
                Map.of("log", taken.logId().hex(), "before", taken.before(), "now", taken.now())));
  }
}
