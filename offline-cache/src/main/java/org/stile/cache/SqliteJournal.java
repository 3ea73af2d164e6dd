package org.stile.cache;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;

/** {@link Journal} in one SQLite file, whose only writer this is. Any thread. */
public final class SqliteJournal implements Journal {
  private static final int BOOT_ID_LENGTH = 16;

  private final JournalWriter writer;
  private final JournalReader taps;
  private final JournalReader uploads; // Apart, so that many rows never keep a tap waiting.
  private final PeerPassages peers;

  private final Optional<SetAside> setAside;
  private final JournalLock lock;

  private SqliteJournal(
      Setup setup, JournalLock lock, Optional<SetAside> setAside, JournalWriter writer)
      throws JournalException {
    this.lock = lock;
    this.setAside = setAside;
    this.writer = writer;
    peers = setup.peers();
    taps = JournalReader.open(setup.file());
    uploads = JournalReader.open(setup.file());
  }

  /**
   * What a journal is opened with.
   *
   * @param file the database; made if it is not there, its folder is not.
   * @param gate whose journal it is.
   * @param peers what other gates granted.
   * @param uploads what the center has of it; a journal that lost such rows is damaged.
   * @param monotonicNanos a clock that never jumps, {@code System::nanoTime}.
   * @param random for ids, {@code SecureRandom}.
   */
  public record Setup(
      Path file,
      GateId gate,
      PeerPassages peers,
      Uploads uploads,
      LongSupplier monotonicNanos,
      RandomGenerator random) {}

  /**
   * Opens the journal, or begins one. A damaged one is renamed and a new one begun, which knows of
   * its grants as far as they could be read; see {@link #setAside}.
   */
  public static SqliteJournal open(Setup setup) throws JournalException {
    JournalLock lock = JournalLock.take(setup.file());
    try {
      Optional<SetAside> setAside = JournalFile.prepare(setup);
      var journal = new SqliteJournal(setup, lock, setAside, writer(setup));
      journal.writer.start();
      return journal;
    } catch (JournalException e) {
      lock.close();
      throw e;
    }
  }

  private static JournalWriter writer(Setup setup) throws JournalException {
    byte[] bootId = new byte[BOOT_ID_LENGTH];
    setup.random().nextBytes(bootId);
    long bootNanos = setup.monotonicNanos().getAsLong();
    try {
      return new JournalWriter(
          setup.file(),
          JournalTable.open(setup.file()),
          Bytes.copyOf(bootId),
          () -> setup.monotonicNanos().getAsLong() - bootNanos);
    } catch (SQLException e) {
      throw Faults.exception(e);
    }
  }

  /** The damaged journal this one replaced when it was opened, if there was one. */
  public Optional<SetAside> setAside() {
    return setAside;
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
    return new TicketLedger(taps.passagesOf(ticket)).with(peers.of(ticket));
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
    taps.close();
    uploads.close();
    writer.close(); // Last: whoever closes last empties the write-ahead log, and readers cannot.
    lock.close();
  }
}
