package org.stile.center.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.GrantFate;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UpMessage.Rows;

/**
 * The center's own ingest ({@link Batches}, {@link Intake}, {@link Greetings}, {@link RowFold},
 * {@link PeerNews}) over {@link MemoryStore}: nodes share the store, and each may die. A venue's
 * unit is the same. One thread.
 */
public final class SimulatedCenter {
  private MemoryStore store;
  private final Supplier<Instant> clock;
  private final long venue;
  private final List<GateId> gates;

  /** A grant as the center has it. */
  public record Grant(
      Bytes logId,
      long sequence,
      TicketId ticket,
      Direction direction,
      int number,
      State state,
      boolean twin) {}

  /** What the center is to get wrong, for a test of the simulation itself. */
  public enum Flaw {
    NONE,
    /** The gate is answered though nothing was committed. */
    ANSWERS_BEFORE_THE_COMMIT,
    /** Whatever comes is taken to be what comes next. */
    TAKES_EVERYTHING_AS_NEXT,
    /** An entry granted twice is only counted. */
    SAYS_NOTHING_OF_DOUBLES,
    /** An entry granted twice is judged once, by what is known then. */
    JUDGES_DOUBLES_ONCE,
    /** That two units speak under one name is not noticed. */
    SAYS_NOTHING_OF_SHARED_NAMES
  }

  /** What is committed, as it was at one moment. */
  public static final class Copy {
    private final MemoryStore store;

    private Copy(MemoryStore store) {
      this.store = store;
    }
  }

  public SimulatedCenter(Supplier<Instant> clock, long venue, EventId event, List<GateId> gates) {
    this.clock = clock;
    this.venue = venue;
    this.gates = gates;
    store = new MemoryStore(clock);
    store.venueOfEvent.put(event.value(), venue);
  }

  /** Publishes; from now on it is offered to gates that greet. */
  public void publish(KeySetAvailable keySet) {
    store.keySet = Optional.of(keySet);
  }

  /** Publishes; from now on it is offered to gates that greet. */
  public void publish(MasterAvailable master) {
    store.master = Optional.of(master);
  }

  /** The newest master that was published; empty: none. */
  public Optional<MasterAvailable> master() {
    return store.master;
  }

  /** What a backup would hold. */
  public Copy copy() {
    return new Copy(store.copy());
  }

  /** Its nodes have died; those that start have what was then. */
  public void restore(Copy copy) {
    store = copy.store.copy();
  }

  /** What a unit's uplink reads and writes in the database. */
  public UnitTables unitTables() {
    return new UnitTables(store);
  }

  /** Asked before each statement and at the commit: throws if that is to fail. */
  public void trouble(Consumer<String> trouble) {
    store.trouble =
        what -> {
          try {
            trouble.accept(what);
          } catch (IllegalStateException e) {
            throw new StoreFailed(what);
          }
        };
  }

  /**
   * A node of it.
   *
   * @param tell hands a message for a gate to the broker.
   * @param gathered asks to call {@link Node#announce} in a moment.
   */
  public Node node(BiConsumer<GateId, Bytes> tell, Runnable gathered, Flaw flaw) {
    return new Node(tell, gathered, flaw);
  }

  /** What one process holds; forgotten when it dies. */
  public final class Node {
    private final BiConsumer<GateId, Bytes> tell;
    private final Runnable gathered;
    private final Batches batches;
    private final PeerNews news = new PeerNews();
    private final List<Peers.Told> due = new ArrayList<>();

    private Node(BiConsumer<GateId, Bytes> tell, Runnable gathered, Flaw flaw) {
      this.tell = tell;
      this.gathered = gathered;
      java.time.InstantSource source = clock::get;
      batches =
          new Batches(
              transactions(flaw), new Intake(source), new Greetings(source), answers(), source);
    }

    private Answers answers() {
      return new Answers() {
        @Override
        public void tell(GateName gate, DownMessage message) {
          tell.accept(gate.gate(), SyncCodec.encode(message));
        }

        @Override
        public void passages(List<Intake.Changed> changed) {
          if (!changed.isEmpty()) {
            changed.stream().map(Peers::of).forEach(due::add);
            gathered.run();
          }
        }
      };
    }

    /**
     * Takes messages in one transaction.
     *
     * @return whether it was committed; if not, the broker keeps them.
     */
    public boolean take(List<String> topics, List<Bytes> payloads, Runnable done) {
      List<Batches.Message> messages = new ArrayList<>();
      for (int i = 0; i < topics.size(); i++) {
        boolean last = i == topics.size() - 1;
        messages.add(
            new Batches.Message(topics.get(i), payloads.get(i).toArray(), last ? done : () -> {}));
      }
      try {
        batches.take(messages);
        return true;
      } catch (StoreFailed e) {
        return false;
      }
    }

    /** Tells gates what their peers did: the announcer's thread, when it has gathered a while. */
    public void announce() {
      var told = List.copyOf(due);
      due.clear();
      news.of(told, _ -> gates).forEach(each -> tell(each.gate(), each.message()));
    }

    private void tell(GateName gate, DownMessage message) {
      tell.accept(gate.gate(), SyncCodec.encode(message));
    }

    /** Tells every gate of a new master. */
    public void announce(DownMessage message) {
      gates.forEach(gate -> tell(new GateName(venue, gate), message));
    }
  }

  private IngestStore.Transactions transactions(Flaw flaw) {
    return switch (flaw) {
      case NONE -> work -> store.change(work);
      case ANSWERS_BEFORE_THE_COMMIT ->
          work -> {
            try {
              store.change(work);
            } catch (StoreFailed e) {
              // "It will work out": the answers are sent all the same.
            }
          };
      case TAKES_EVERYTHING_AS_NEXT,
          SAYS_NOTHING_OF_DOUBLES,
          JUDGES_DOUBLES_ONCE,
          SAYS_NOTHING_OF_SHARED_NAMES ->
          work -> store.change(real -> work.accept(FlawedStore.of(real, flaw)));
    };
  }

  /** How far it says it has a log; 0: it does not know it. */
  public long highWater(Bytes logId) {
    MemoryLog log = store.logs.logs.get(logId);
    return log == null ? 0 : log.highWater;
  }

  /** How far it takes a log to be at the center, if it is a venue's unit. */
  public long forwarded(Bytes logId) {
    MemoryLog log = store.logs.logs.get(logId);
    return log == null ? 0 : log.forwarded;
  }

  /** The last row before the first gap, as the kept segments themselves have it. */
  public long contiguous(Bytes logId) {
    MemoryLog log = store.logs.logs.get(logId);
    long last = 0;
    if (log != null) {
      for (Segment segment : log.segments.values()) {
        if (segment.first() != last + 1) {
          break;
        }
        last = segment.last();
      }
    }
    return last;
  }

  /** All rows it keeps of a log, in the order of their segments. */
  public List<JournalRow> rows(Bytes logId) {
    List<JournalRow> rows = new ArrayList<>();
    MemoryLog log = store.logs.logs.get(logId);
    if (log != null) {
      log.segments.values().forEach(segment -> rows.addAll(rowsOf(segment.message())));
    }
    return rows;
  }

  private static List<JournalRow> rowsOf(Bytes message) {
    try {
      return ((Rows) SyncCodec.up(message)).rows();
    } catch (WireException e) {
      throw new AssertionError("a kept segment cannot be read", e);
    }
  }

  /** Logs it knows of. */
  public Set<Bytes> logs() {
    return store.logs.logs.keySet();
  }

  /** Grants, by its table. */
  public List<Grant> grants() {
    return store.passages.rows.values().stream()
        .map(
            kept -> {
              PassageRow row = kept.row();
              Bytes log = Objects.requireNonNull(store.logs.byId.get(row.key().log())).logId;
              return new Grant(
                  log,
                  row.key().sequence(),
                  row.ticket(),
                  row.direction(),
                  row.number(),
                  row.fate().state(),
                  kept.twin());
            })
        .toList();
  }

  /** The same, folded anew from the rows it keeps; which is a twin is another question. */
  public List<Grant> folded() {
    List<Grant> grants = new ArrayList<>();
    for (Bytes logId : store.logs.logs.keySet()) {
      Map<Long, GrantFate> fates = new HashMap<>();
      Map<Long, JournalEntry.Granted> granted = new HashMap<>();
      for (JournalRow row : rows(logId)) {
        switch (row.entry()) {
          case JournalEntry.Granted grant -> {
            granted.put(row.sequence(), grant);
            fates.put(row.sequence(), GrantFate.GRANTED);
          }
          case JournalEntry.Progress progress ->
              fates.computeIfPresent(progress.about(), (_, fate) -> fate.after(progress.outcome()));
          case JournalEntry.Refused _, JournalEntry.Incident _ -> {}
        }
      }
      granted.forEach(
          (sequence, grant) ->
              grants.add(
                  new Grant(
                      logId,
                      sequence,
                      grant.ticket(),
                      grant.direction(),
                      grant.number(),
                      fates.get(sequence).state(),
                      false)));
    }
    return grants;
  }

  /** How many incidents of a kind there are, each thing once. */
  public long incidents(Kind kind) {
    return store.incidents.keySet().stream().filter(each -> each.kind() == kind).count();
  }

  /** What those of a kind are about that have not settled. */
  public Set<String> about(Kind kind) {
    return store.incidents.entrySet().stream()
        .filter(each -> each.getKey().kind() == kind && !each.getValue().settled())
        .map(each -> each.getKey().about())
        .collect(Collectors.toSet());
  }

  /** How long it waits to tell a change and what became of it as one. */
  public static Duration gather() {
    return Duration.ofMillis(20);
  }
}
