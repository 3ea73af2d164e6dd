package org.stile.system.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.stile.cache.Journal;
import org.stile.cache.JournalException;
import org.stile.cache.JournalException.Fault;
import org.stile.cache.JournalPages;
import org.stile.cache.PeerPassages;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;

/**
 * A gate's journal in memory: what {@code SqliteJournal} and {@code JournalReader} do with a file.
 * {@code MemoryTwinsTest} runs both through the same operations. One thread.
 */
final class MemoryJournal implements Journal, JournalPages {
  private record Number(TicketId ticket, Direction direction, int number) {}

  private final Bytes logId;
  private final GateId gate;
  private final PeerPassages peers;
  private final List<JournalRow> rows = new ArrayList<>();
  private final Set<Number> taken = new HashSet<>();
  private final Map<Long, GrantFate> fates = new LinkedHashMap<>();
  private final Map<TicketId, List<Long>> ofTicket = new HashMap<>();
  private Bytes runId;

  MemoryJournal(Bytes logId, Bytes runId, GateId gate, PeerPassages peers) {
    this.logId = logId;
    this.runId = runId;
    this.gate = gate;
    this.peers = peers;
  }

  /** A new run of the gate writes to it from now on. */
  void openedBy(Bytes run) {
    runId = run;
  }

  @Override
  public CompletableFuture<Receipt> append(JournalEntry entry) {
    Optional<Fault> objection = objection(entry);
    if (objection.isPresent()) {
      return CompletableFuture.failedFuture(new JournalException(objection.get()));
    }
    long sequence = rows.size() + 1L;
    var bare = new JournalRow(sequence, entry, runId, sequence, Bytes.EMPTY);
    Bytes hash = RowBytes.hash(rows.isEmpty() ? genesis() : rows.getLast().hash(), bare);
    rows.add(new JournalRow(sequence, entry, runId, sequence, hash));
    switch (entry) {
      case Granted granted -> {
        taken.add(new Number(granted.ticket(), granted.direction(), granted.number()));
        fates.put(sequence, GrantFate.GRANTED);
        ofTicket.computeIfAbsent(granted.ticket(), _ -> new ArrayList<>()).add(sequence);
      }
      case Progress progress ->
          fates.computeIfPresent(progress.about(), (_, fate) -> fate.after(progress.outcome()));
      case JournalEntry.Refused _, JournalEntry.Incident _ -> {}
    }
    return CompletableFuture.completedFuture(new Receipt(sequence, hash));
  }

  private Optional<Fault> objection(JournalEntry entry) {
    return switch (entry) {
      case Granted granted
          when taken.contains(
              new Number(granted.ticket(), granted.direction(), granted.number())) ->
          Optional.of(
              new Fault.Taken(
                  granted.direction() + " " + granted.number() + " of " + granted.ticket()));
      case Progress progress when !fates.containsKey(progress.about()) ->
          Optional.of(new Fault.NotDurable("row " + progress.about() + " is no grant"));
      case Granted _, Progress _, JournalEntry.Refused _, JournalEntry.Incident _ ->
          Optional.empty();
    };
  }

  @Override
  public TicketLedger ledgerOf(TicketId ticket) {
    List<Passage> passages = new ArrayList<>();
    for (long sequence : ofTicket.getOrDefault(ticket, List.of())) {
      Granted entry = granted(sequence);
      passages.add(
          new Passage(
              entry.direction(),
              entry.number(),
              gate,
              entry.lane(),
              entry.at().now(),
              fates.get(sequence).state(),
              Source.THIS_GATE,
              sequence));
    }
    return new TicketLedger(passages).with(peers.of(ticket));
  }

  private Granted granted(long sequence) {
    return (Granted) rows.get((int) sequence - 1).entry();
  }

  @Override
  public List<Unsettled> unsettled(ChipId chip) {
    List<Unsettled> unsettled = new ArrayList<>();
    fates.forEach(
        (sequence, fate) -> {
          if (fate.stampOpen() && granted(sequence).chip().equals(chip)) {
            unsettled.add(new Unsettled(sequence, granted(sequence)));
          }
        });
    return unsettled;
  }

  @Override
  public List<JournalRow> rowsAfter(long sequence, int limit) {
    int from = (int) Math.min(Math.max(0, sequence), rows.size());
    return List.copyOf(rows.subList(from, Math.min(rows.size(), from + limit)));
  }

  @Override
  public Optional<Receipt> last() {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Receipt(rows.size(), rows.getLast().hash()));
  }

  @Override
  public Bytes logId() {
    return logId;
  }

  @Override
  public Bytes genesis() {
    return RowBytes.genesis(logId, gate.value());
  }

  @Override
  public GateId gate() {
    return gate;
  }

  @Override
  public long lastSequence() {
    return rows.size();
  }

  /** The file stays. */
  @Override
  public void close() {}
}
