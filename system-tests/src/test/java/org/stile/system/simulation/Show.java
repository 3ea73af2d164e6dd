package org.stile.system.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;
import org.stile.core.master.TicketStatus;
import org.stile.core.master.Venue;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.VerifiedTicket;
import org.stile.core.trust.RootKey;

/** The evening that all runs play: an event, four versions of its master, and chips. Immutable. */
final class Show {
  static final long VENUE = 7;
  static final Instant NOW = Instant.parse("2026-06-06T18:00:00Z");
  static final int GATES = 4;
  static final int TICKETS = 10;

  static final Show FREE = new Show(AdmissionRules.ReEntry.FREE);
  static final Show ONCE = new Show(AdmissionRules.ReEntry.NONE);

  final List<GateId> gates =
      IntStream.range(0, GATES).mapToObj(i -> new GateId("gate-" + i)).toList();
  final List<SampleEvent> versions = new ArrayList<>();
  final AdmissionRules.ReEntry reEntry;
  final MemoryMaster.Judged judged = new MemoryMaster.Judged();
  final List<RootKey> roots;
  private final Map<String, Bytes> web = new HashMap<>();

  private Show(AdmissionRules.ReEntry reEntry) {
    this.reEntry = reEntry;
    SampleEvent sample = SampleEvent.concert(SampleKeys.seeded(1), NOW.plus(Duration.ofHours(1)));
    roots = sample.roots();
    versions.add(sample.changed(this::here));
    for (int i = 0; i < 3; i++) {
      versions.add(versions.getLast().withStatus(100 + i, TicketStatus.REVOKED));
    }
    web.put("/keys", sample.keySet());
    for (int i = 0; i < versions.size(); i++) {
      SampleEvent version = versions.get(i);
      web.put(path(version), version.signedMaster().bytes());
      for (int base = 0; base < i; base++) {
        web.put(
            deltas(version) + versions.get(base).master().version(),
            version.deltaFrom(versions.get(base)));
      }
    }
  }

  private EventMaster here(EventMaster master) {
    AdmissionRules rules = master.rules();
    return new EventMaster(
        master.version(),
        master.issuedAt(),
        master.information(),
        master.signedInformation(),
        master.accepted(),
        new Venue(
            master.venue().name(),
            master.venue().place(),
            master.venue().timeZone(),
            master.venue().zones(),
            gates.stream().map(gate -> new Gate(gate, Set.of(0, 1))).toList()),
        master.seats(),
        new AdmissionRules(
            rules.doorsOpen(),
            rules.lastEntry(),
            List.of(),
            reEntry,
            AdmissionRules.WhenClockUntrusted.ADMIT_AND_MARK),
        master.keys(),
        master.status());
  }

  private static String path(SampleEvent version) {
    return "/masters/" + version.master().version();
  }

  private static String deltas(SampleEvent version) {
    return path(version) + "/from/";
  }

  KeySetAvailable keySet() {
    Bytes signed = web.get("/keys");
    return new KeySetAvailable(1, signed.sha256(), signed.length(), "/keys");
  }

  /** How version {@code i}, from 0, is offered. */
  MasterAvailable offer(int i) {
    SampleEvent version = versions.get(i);
    Bytes signed = version.signedMaster().bytes();
    return new MasterAvailable(
        version.master().event(),
        version.master().version(),
        signed.sha256(),
        signed.length(),
        path(version),
        versions.subList(0, i).stream().map(each -> each.master().version()).toList(),
        deltas(version));
  }

  /** Whether what is at a path was there when the master had that version. */
  boolean isThere(String path, long version) {
    return path.equals("/keys")
        || versions.stream()
            .filter(each -> each.master().version() <= version)
            .anyMatch(each -> path.equals(path(each)));
  }

  /** What the center's web server has at a path. */
  Optional<Bytes> at(String path) {
    return Optional.ofNullable(web.get(path));
  }

  /** A chip with one ticket. */
  static final class Chip {
    final ChipId id;
    final VerifiedTicket ticket;

    /** Whether it keeps stamps; a simple tag does not. */
    final boolean stamped;

    final List<Stamp> stamps = new ArrayList<>();

    private Chip(ChipId id, VerifiedTicket ticket, boolean stamped) {
      this.id = id;
      this.ticket = ticket;
      this.stamped = stamped;
    }
  }

  /** What a gate wrote on a chip. */
  record Stamp(GateId gate, int lane, Direction direction, int number, Instant at) {}

  /** The chips of one run. */
  List<Chip> chips() {
    EventHash event = EventHash.of(versions.getFirst().master().signedInformation());
    List<Chip> chips = new ArrayList<>();
    for (int i = 0; i < TICKETS; i++) {
      var id = new ChipId(Bytes.of(4, 0x11, 0x22, 0x33, 0x44, 0x55, i));
      var ticket = new Ticket(event, i, id, i, SampleEvent.TYPE_STANDARD, 1, NOW.minusSeconds(9));
      var verified =
          new VerifiedTicket(new TicketId(versions.getFirst().master().event(), i), ticket, 1);
      chips.add(new Chip(id, verified, i % 2 == 0));
    }
    return chips;
  }

  static final int NONCE_LENGTH = JournalEntry.Granted.NONCE_LENGTH;
}
