package org.stile.cache;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;

/** {@link Journal} in one SQLite file, whose only writer this is. Any thread. */
public final class SqliteJournal implements Journal {
  private static final int BOOT_ID_LENGTH = 16;

  private final JournalWriter writer;
  private final JournalReader taps;
  private final JournalReader uploads; // Apart, so that many rows never keep a tap waiting.
  private final PeerPassages peers;

  private SqliteJournal(Setup setup, JournalTable table, Bytes bootId, long bootNanos)
      throws JournalException {
    peers = setup.peers();
    writer =
        new JournalWriter(
            setup.file(), table, bootId, () -> setup.monotonicNanos().getAsLong() - bootNanos);
    taps = JournalReader.open(setup.file());
    uploads = JournalReader.open(setup.file());
  }

  /**
   * What a journal is opened with.
   *
   * @param file the database; made if it is not there, its folder is not.
   * @param gate whose journal it is.
   * @param peers what other gates granted.
   * @param monotonicNanos a clock that never jumps, {@code System::nanoTime}.
   * @param random for ids, {@code SecureRandom}.
   */
  public record Setup(
      Path file,
      GateId gate,
      PeerPassages peers,
      LongSupplier monotonicNanos,
      RandomGenerator random) {}

  /** Opens the journal, or begins one. */
  public static SqliteJournal open(Setup setup) throws JournalException {
    byte[] bootId = new byte[BOOT_ID_LENGTH];
    setup.random().nextBytes(bootId);
    try {
      JournalFile.prepare(setup.file(), setup.gate(), setup.random());
      JournalTable table = JournalTable.open(setup.file());
      var journal =
          new SqliteJournal(setup, table, Bytes.copyOf(bootId), setup.monotonicNanos().getAsLong());
      journal.writer.start();
      return journal;
    } catch (SQLException e) {
      throw Faults.exception(e);
    }
  }

  /** 16 random bytes, new for every journal ever made. */
  public Bytes logId() {
    return taps.logId();
  }

  @Override
  public CompletableFuture<Receipt> append(JournalEntry entry) {
    return writer.append(entry);
  }

  @Override
  public TicketLedger ledgerOf(TicketId ticket) throws JournalException {
    return new TicketLedger(merge(taps.passagesOf(ticket), peers.of(ticket)));
  }

  @Override
  public List<Unsettled> unsettled(ChipId chip) throws JournalException {
    return taps.unsettled(chip);
  }

  @Override
  public List<JournalRow> rowsAfter(long sequence, int limit) throws JournalException {
    return uploads.rowsAfter(sequence, limit);
  }

  @Override
  public Optional<Receipt> last() {
    return writer.last();
  }

  @Override
  public void close() {
    writer.close();
    taps.close();
    uploads.close();
  }

  /**
   * Both in order of time, where each keeps its own order: that one is by sequence and right, while
   * the clocks of two gates may differ.
   */
  private static List<Passage> merge(List<Passage> ours, List<Passage> theirs) {
    if (theirs.isEmpty()) {
      return ours;
    }
    var merged = new ArrayList<Passage>(ours.size() + theirs.size());
    int next = 0;
    for (Passage passage : ours) {
      while (next < theirs.size() && theirs.get(next).at().isBefore(passage.at())) {
        merged.add(theirs.get(next++));
      }
      merged.add(passage);
    }
    merged.addAll(theirs.subList(next, theirs.size()));
    return merged;
  }
}
