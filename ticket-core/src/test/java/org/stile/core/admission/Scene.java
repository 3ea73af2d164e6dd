package org.stile.core.admission;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.cose.Algorithm;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.IssuingKey;
import org.stile.core.master.SeatMap;
import org.stile.core.master.StatusList;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.VerifiedTicket;

/** A visitor at a lane, where all is well; each test changes the one thing it is about. */
record Scene(VerifiedTicket ticket, EventMaster master, TapContext tap) {
  static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  static final Instant DOORS = Instant.parse("2026-09-12T07:00:00Z"); // 16:00 in Tokyo.
  static final Instant LAST_ENTRY = Instant.parse("2026-09-12T11:30:00Z");
  static final Instant NOW = Instant.parse("2026-09-12T08:15:00Z");
  static final Instant MASTER_ISSUED = Instant.parse("2026-09-11T20:00:00Z");
  static final EventId CONCERT = new EventId(4711);
  static final EventId MATINEE = new EventId(4710);
  static final EventHash CONCERT_HASH = new EventHash(Bytes.hex("1122334455667788"));
  static final ChipId CHIP = new ChipId(Bytes.hex("04a1b2c3d4e5f6"));
  static final GateId N3 = new GateId("n3");
  static final GateId N4 = new GateId("n4");
  static final GateId S1 = new GateId("s1");
  static final int NORTH = 1;
  static final int SOUTH = 2;
  static final int STANDARD = 0;
  static final int LANE = 1;

  /** Seat 101 in row 24 of block C12, north stand. */
  static final int SEAT_NORTH = 100;

  static final int SEAT_SOUTH = 200;
  static final int SEATS = 250;

  /** RFC 8032 §7.1, test 1. */
  private static final Bytes ANY_KEY =
      Bytes.hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  static Scene usual() {
    return new Scene(
        verified(new Ticket(CONCERT_HASH, 17, CHIP, SEAT_NORTH, STANDARD, 1, MASTER_ISSUED)),
        concert(),
        new TapContext(
            CHIP,
            N3,
            LANE,
            Direction.ENTRY,
            CONCERT,
            TicketLedger.EMPTY,
            Group.ALONE,
            new ClockReading(NOW, Trust.TRUSTED)));
  }

  Decision decide() {
    return AdmissionPolicy.decide(ticket, master, tap);
  }

  Scene ticket(UnaryOperator<Ticket> change) {
    return new Scene(
        new VerifiedTicket(ticket.id(), change.apply(ticket.ticket()), ticket.keyId()),
        master,
        tap);
  }

  Scene entries(int entries) {
    return ticket(
        t -> new Ticket(t.event(), t.index(), t.chip(), t.seat(), t.type(), entries, t.issuedAt()));
  }

  Scene seat(int seat) {
    return ticket(
        t -> new Ticket(t.event(), t.index(), t.chip(), seat, t.type(), t.entries(), t.issuedAt()));
  }

  Scene type(int type) {
    return ticket(
        t -> new Ticket(t.event(), t.index(), t.chip(), t.seat(), type, t.entries(), t.issuedAt()));
  }

  Scene master(UnaryOperator<EventMaster> change) {
    return new Scene(ticket, change.apply(master), tap);
  }

  Scene rules(UnaryOperator<AdmissionRules> change) {
    return master(m -> with(m, change.apply(m.rules()), m.status()));
  }

  Scene reEntry(ReEntry reEntry) {
    return rules(
        r ->
            new AdmissionRules(
                r.doorsOpen(), r.lastEntry(), r.windows(), reEntry, r.whenClockUntrusted()));
  }

  Scene windows(Window... windows) {
    return rules(
        r ->
            new AdmissionRules(
                r.doorsOpen(),
                r.lastEntry(),
                List.of(windows),
                r.reEntry(),
                r.whenClockUntrusted()));
  }

  Scene whenClockUntrusted(WhenClockUntrusted policy) {
    return rules(
        r -> new AdmissionRules(r.doorsOpen(), r.lastEntry(), r.windows(), r.reEntry(), policy));
  }

  Scene status(StatusList status) {
    return master(m -> with(m, m.rules(), status));
  }

  Scene at(Instant now) {
    return clock(now, tap.clock().trust());
  }

  Scene clock(Instant now, Trust trust) {
    return tap(
        tap.chip(),
        tap.gate(),
        tap.lane(),
        tap.direction(),
        tap.ledger(),
        new ClockReading(now, trust));
  }

  Scene chip(ChipId chip) {
    return tap(chip, tap.gate(), tap.lane(), tap.direction(), tap.ledger(), tap.clock());
  }

  Scene gate(GateId gate) {
    return tap(tap.chip(), gate, tap.lane(), tap.direction(), tap.ledger(), tap.clock());
  }

  Scene lane(int lane) {
    return tap(tap.chip(), tap.gate(), lane, tap.direction(), tap.ledger(), tap.clock());
  }

  Scene going(Direction direction) {
    return tap(tap.chip(), tap.gate(), tap.lane(), direction, tap.ledger(), tap.clock());
  }

  Scene after(Passage... passages) {
    return ledger(new TicketLedger(List.of(passages)));
  }

  Scene ledger(TicketLedger ledger) {
    return tap(tap.chip(), tap.gate(), tap.lane(), tap.direction(), ledger, tap.clock());
  }

  private Scene tap(
      ChipId chip,
      GateId gate,
      int lane,
      Direction direction,
      TicketLedger ledger,
      ClockReading clock) {
    return new Scene(
        ticket,
        master,
        new TapContext(chip, gate, lane, direction, tap.admitting(), ledger, tap.group(), clock));
  }

  Scene admitting(EventId event) {
    return new Scene(
        ticket,
        master,
        new TapContext(
            tap.chip(),
            tap.gate(),
            tap.lane(),
            tap.direction(),
            event,
            tap.ledger(),
            tap.group(),
            tap.clock()));
  }

  static VerifiedTicket verified(Ticket ticket) {
    return new VerifiedTicket(new TicketId(CONCERT, ticket.index()), ticket, 1);
  }

  /** A passage at the lane of the usual scene, or elsewhere. */
  static Passage passage(Direction direction, int number, State state, Where where) {
    long sequence = where.source == Source.THIS_GATE ? 1000L + number : 0;
    Instant at = DOORS.plusSeconds(60L * number + (direction == Direction.EXIT ? 30 : 0));
    return new Passage(
        direction, number, where.gate, where.lane, at, state, where.source, sequence);
  }

  static Passage entry(int number, State state, Where where) {
    return passage(Direction.ENTRY, number, state, where);
  }

  static Passage exit(int number, State state, Where where) {
    return passage(Direction.EXIT, number, state, where);
  }

  /** Who tells of a passage, and where it was. */
  enum Where {
    THIS_LANE(Source.THIS_GATE, N3, LANE),
    ANOTHER_LANE(Source.THIS_GATE, N3, LANE + 1),
    ANOTHER_GATE(Source.OTHER_GATE, N4, LANE),
    THE_CHIP(Source.CHIP, N4, LANE + 2);

    final Source source;
    final GateId gate;
    final int lane;

    Where(Source source, GateId gate, int lane) {
      this.source = source;
      this.gate = gate;
      this.lane = lane;
    }
  }

  static EventMaster concert() {
    var zones =
        List.of(
            new Zone(
                NORTH,
                "North",
                new Guidance(
                    Map.of("en", "Up the stairs, then left", "de", "Treppe hoch, dann links"))),
            new Zone(SOUTH, "South", Guidance.NONE));
    var gates =
        List.of(
            new Gate(N3, Set.of(NORTH)), new Gate(N4, Set.of(NORTH)), new Gate(S1, Set.of(SOUTH)));
    var seats =
        new SeatMap(
            List.of(
                new SeatMap.Block(
                    "North", "C12", NORTH, List.of(new SeatMap.Run("24", 1, 1, 150, 0, true))),
                new SeatMap.Block(
                    "", "Standing", SOUTH, List.of(new SeatMap.Run("", 0, 1, 100, 0, false)))));
    return new EventMaster(
        7,
        MASTER_ISSUED,
        new EventInformation(CONCERT, "Night of Strings", "Dome", "Tokyo", NOW, "Asia/Tokyo"),
        Bytes.of(1, 2, 3),
        Set.of(CONCERT_HASH),
        new Venue("Dome", "Tokyo", TOKYO, zones, gates),
        seats,
        new AdmissionRules(
            DOORS, LAST_ENTRY, List.of(), ReEntry.NONE, WhenClockUntrusted.ADMIT_AND_MARK),
        List.of(
            new IssuingKey(
                1, Algorithm.EDDSA, ANY_KEY, MASTER_ISSUED, MASTER_ISSUED.plusSeconds(1000))),
        StatusList.allValid(1000));
  }

  static EventMaster with(EventMaster m, AdmissionRules rules, StatusList status) {
    return new EventMaster(
        m.version(),
        m.issuedAt(),
        m.information(),
        m.signedInformation(),
        m.accepted(),
        m.venue(),
        m.seats(),
        rules,
        m.keys(),
        status);
  }

  /** The same master, signed at another time. */
  Scene masterIssuedAt(Instant instant) {
    return master(
        m ->
            new EventMaster(
                m.version(),
                instant,
                m.information(),
                m.signedInformation(),
                m.accepted(),
                m.venue(),
                m.seats(),
                m.rules(),
                m.keys(),
                m.status()));
  }
}
