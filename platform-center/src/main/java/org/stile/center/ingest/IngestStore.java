package org.stile.center.ingest;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.ingest.LogTables.Segment;
import org.stile.core.Bytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/**
 * What ingest reads and writes, within one transaction: all that ingest decides stands on this side
 * of it, so that the same classes run over PostgreSQL and in the simulation. Confined to the
 * transaction.
 */
interface IngestStore {
  /** Where transactions come from. */
  interface Transactions {
    /** One transaction; {@code work} may run again after a deadlock, so it does nothing else. */
    void change(java.util.function.Consumer<IngestStore> work);
  }

  /** Locks the logs of these arrivals, in one order for all; those never heard of are begun. */
  Map<Bytes, LogHead> lock(Collection<Arrival> arrivals, Instant now);

  /** The other lines of a log, oldest first, locked. */
  List<LogHead> forks(LogHead log);

  /**
   * Begins another line of a log.
   *
   * @param logId of the line.
   */
  LogHead fork(LogHead log, Bytes logId, LogHead.Fork from, Instant now);

  /** Writes how far the logs are now. */
  void advance(Collection<LogHead> heads, Instant now);

  /** Keeps messages of rows that follow what is there. */
  void keep(List<Segment> segments, Instant now);

  /** The kept message that holds a row. */
  Optional<Bytes> holding(LogHead head, long sequence);

  /** Puts a message aside until what belongs before it comes; whether it was not there yet. */
  boolean putAside(LogHead head, Arrival arrival);

  /** Takes the messages of a log that were put aside and have their turn now. */
  List<Bytes> takeDue(LogHead head);

  /** Keeps what is not taken, byte for byte, at most {@code countMax} of a gate. */
  void quarantine(GateName gate, Kind kind, Bytes message, int countMax, Instant now);

  /** How far the center has a log of that gate; empty: it does not know it. */
  OptionalLong highWater(GateName gate, Bytes logId);

  /** The log a gate last greeted with, and how far the center has it; empty: none. */
  Optional<Intake.Mark> current(GateName gate);

  /** Adds new grants; answers those whose number another log granted before: kept, as twins. */
  List<PassageRow> addPassages(Collection<PassageRow> rows);

  /**
   * All grants of the numbers that these are of. The first of each is locked from now on: of two
   * transactions that add or change grants of one number, the second sees what the first did.
   */
  List<Doubles.Rival> rivals(Collection<PassageRow> rows);

  /** Grants that came before, by their rows. */
  Map<PassageKey, PassageRow> passages(Collection<PassageKey> keys);

  /** Writes what became of grants that came before; answers those granted elsewhere as well. */
  List<PassageRow> updatePassages(Collection<PassageRow> rows);

  /** Refusals, and what gates tell of themselves. */
  void addNotes(List<NoteTable.Note> notes);

  /** The venue of an event; empty: there is no such event. */
  OptionalLong venueOf(long event);

  /** Whether there is such a venue. */
  boolean hasVenue(long venue);

  /** What was known of a gate before its hello. */
  StatusTable.Before before(GateName gate, Bytes logId);

  /** Notes a hello; its log is begun if it is new. */
  void hello(GateName gate, Hello hello, Instant now);

  /** Notes how a gate is; {@code clockOff} and {@code madeAfter} as in {@link StatusTable}. */
  void health(
      GateName gate, Health health, java.time.Duration clockOff, Instant madeAfter, Instant now);

  /** Notes a birth. */
  void birth(GateName gate, Birth birth, Instant now);

  /** Notes a death, unless the gate has a newer connection: brokers tell deaths late. */
  void death(GateName gate, Death death);

  /** Notes that these gates were heard of. */
  void heard(List<GateName> gates, Instant now);

  /** Notes an incident; {@code about} makes two of a kind the same thing. */
  void incident(GateName gate, Kind kind, String about, String detail, OptionalLong event);

  /** Notes an incident that is so for now: open until it is acknowledged, or settled. */
  void standing(GateName gate, Kind kind, String about, String detail, OptionalLong event);

  /** Notes that an incident, if there is one, is not so any more; {@code detail} says why. */
  void settled(GateName gate, Kind kind, String about, String detail);

  /** The key set in force, if a gate has an older one or none. */
  Optional<DownMessage> keySet(long installed);

  /** What a gate lacks of the masters of its venue; {@code installed} are versions by event. */
  List<DownMessage> lacking(GateName gate, Map<Long, Long> installed);

  /** What happened at a venue since, oldest first, at most {@code countMax}: the newest of it. */
  List<Peers.Told> missed(long venue, Instant since, int countMax);

  /** Tells the other nodes, when the transaction commits, that passages changed. */
  void tellNodes();
}
