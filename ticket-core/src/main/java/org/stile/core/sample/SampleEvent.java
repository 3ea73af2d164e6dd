package org.stile.core.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.IssuingKey;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.MasterDelta;
import org.stile.core.master.SeatMap;
import org.stile.core.master.SignedMaster;
import org.stile.core.master.StatusList;
import org.stile.core.master.TicketStatus;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;
import org.stile.core.ticket.Ticket;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.KeySetCodec;
import org.stile.core.trust.MasterKey;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/**
 * An event with everything a center would have published for it: a signed master, a key set, roots,
 * and tickets for any chip. Immutable; same keys and start, same bytes.
 */
public final class SampleEvent {
  public static final int TYPE_STANDARD = 0;
  public static final int TYPE_PREMIUM = 1;
  public static final int TYPE_WHEELCHAIR = 2;
  public static final int TYPE_AWAY = 3;
  public static final int TYPE_STANDING = 4;

  /** A ticket type whose holders must be in an hour before the start. */
  public static final int TYPE_EARLY = 9;

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration DOORS_BEFORE_START = Duration.ofHours(3);
  private static final Duration LAST_ENTRY_AFTER_START = Duration.ofMinutes(90);
  private static final Duration MASTER_BEFORE_START = Duration.ofDays(30);
  private static final Duration TICKETS_BEFORE_START = Duration.ofDays(10);
  private static final Duration KEYS_BEFORE_START = Duration.ofDays(365);
  private static final Duration KEYS_AFTER_START = Duration.ofDays(30);

  private final SampleKeys keys;
  private final SignedMaster signedMaster;

  private SampleEvent(SampleKeys keys, EventMaster master) {
    this.keys = keys;
    this.signedMaster = MasterCodec.sign(master, keys.master());
  }

  /** A cup final in a stadium of 80 000: nobody who leaves comes back. */
  public static SampleEvent stadium(SampleKeys keys, Instant startsAt) {
    return stadium(keys, startsAt, new EventId(1001), new SampleStadium(80_000, 30));
  }

  /** The same in a stadium of 100 000. */
  public static SampleEvent largeStadium(SampleKeys keys, Instant startsAt) {
    return stadium(keys, startsAt, new EventId(1003), new SampleStadium(100_000, 44));
  }

  /** Another event on the same keys: a concert in a hall of 2 000, in and out as one likes. */
  public static SampleEvent concert(SampleKeys keys, Instant startsAt) {
    var zones =
        List.of(
            new Zone(0, "Parquet", new Guidance(Map.of("en", "Straight on.", "de", "Geradeaus."))),
            new Zone(1, "Balcony", new Guidance(Map.of("en", "Upstairs.", "de", "Nach oben."))));
    var gates =
        List.of(
            new Gate(new GateId("foyer"), Set.of(0, 1)), new Gate(new GateId("side"), Set.of(0)));
    var rows =
        List.of(
            new SeatMap.Block("", "Parquet", 0, hallRows("P", 40)),
            new SeatMap.Block("", "Balcony", 1, hallRows("B", 10)));
    var information =
        new EventInformation(
            new EventId(1002),
            "Winterreise",
            "Musikhalle",
            "Nordstadt",
            seconds(startsAt),
            BERLIN.getId());
    return of(keys, information, zones, gates, new SeatMap(rows), AdmissionRules.ReEntry.FREE);
  }

  private static SampleEvent stadium(
      SampleKeys keys, Instant startsAt, EventId event, SampleStadium stadium) {
    var information =
        new EventInformation(
            event,
            "Pokalfinale / Cup Final",
            "Stadion am Fluss / Riverside",
            "Nordstadt",
            seconds(startsAt),
            BERLIN.getId());
    return of(
        keys,
        information,
        stadium.zones(),
        stadium.gates(),
        stadium.seatMap(),
        AdmissionRules.ReEntry.NONE);
  }

  private static SampleEvent of(
      SampleKeys keys,
      EventInformation information,
      List<Zone> zones,
      List<Gate> gates,
      SeatMap seats,
      AdmissionRules.ReEntry reEntry) {
    Bytes signed = EventInformationCodec.sign(information, keys.issuing());
    Instant start = information.startsAt();
    return new SampleEvent(
        keys,
        new EventMaster(
            1,
            start.minus(MASTER_BEFORE_START),
            information,
            signed,
            Set.of(EventHash.of(signed)),
            new Venue(information.venue(), information.place(), BERLIN, zones, gates),
            seats,
            rules(start, reEntry),
            List.of(issuingKey(keys.issuing(), start), issuingKey(keys.issuingEs256(), start)),
            StatusList.allValid(seats.size())));
  }

  public EventMaster master() {
    return signedMaster.master();
  }

  /** The master with the bytes that are published. */
  public SignedMaster signedMaster() {
    return signedMaster;
  }

  /** The signed key set that lets the master be believed. */
  public Bytes keySet() {
    Instant start = master().information().startsAt();
    var masterKey =
        new MasterKey(
            keys.master().keyId(),
            new VerifyingKey(keys.master().algorithm(), keys.master().publicKey()),
            start.minus(KEYS_BEFORE_START),
            start.plus(KEYS_AFTER_START),
            Set.of());
    var keySet = new KeySet(1, start.minus(KEYS_BEFORE_START), List.of(masterKey));
    return KeySetCodec.sign(keySet, keys.root());
  }

  /** The root keys a gate would be flashed with. */
  public List<RootKey> roots() {
    Signer root = keys.root();
    return List.of(new RootKey(root.keyId(), new VerifyingKey(root.algorithm(), root.publicKey())));
  }

  /** A trust chain that has taken the key set. */
  public TrustChain trust() {
    return switch (TrustChain.of(roots()).accept(keySet())) {
      case Trusted.Accepted<TrustChain>(var chain) -> chain;
      case Trusted.Rejected<TrustChain> rejected ->
          throw new AssertionError("a sample that does not believe itself: " + rejected);
    };
  }

  public SampleKeys keys() {
    return keys;
  }

  /** A signed standard ticket for one entry. */
  public Bytes ticket(ChipId chip, int index, int seat) {
    return ticket(chip, index, seat, TYPE_STANDARD, 1);
  }

  /** A signed ticket, issued ten days before the start. */
  public Bytes ticket(ChipId chip, int index, int seat, int type, int entries) {
    return TicketCodec.sign(unsignedTicket(chip, index, seat, type, entries), keys.issuing());
  }

  /** What {@link #ticket} signs, to be signed otherwise. */
  public Ticket unsignedTicket(ChipId chip, int index, int seat, int type, int entries) {
    Instant issuedAt = master().information().startsAt().minus(TICKETS_BEFORE_START);
    EventHash event = EventHash.of(master().signedInformation());
    return new Ticket(event, index, chip, seat, type, entries, issuedAt);
  }

  /** The first seat of the block with this name, for example "N101". */
  public int firstSeatOf(String block) {
    int first = 0;
    for (SeatMap.Block each : master().seats().blocks()) {
      if (each.name().equals(block)) {
        return first;
      }
      first += each.runs().stream().mapToInt(SeatMap.Run::count).sum();
    }
    throw new IllegalArgumentException("no block " + block);
  }

  /** The next version, in which one ticket has another status. */
  public SampleEvent withStatus(int index, TicketStatus status) {
    return withStatus(Map.of(index, status));
  }

  /** The next version, in which some tickets have another status. */
  public SampleEvent withStatus(Map<Integer, TicketStatus> changes) {
    return changed(
        master ->
            new EventMaster(
                master.version(),
                master.issuedAt(),
                master.information(),
                master.signedInformation(),
                master.accepted(),
                master.venue(),
                master.seats(),
                master.rules(),
                master.keys(),
                master.status().with(changes)));
  }

  /** The next version, a minute younger, with whatever {@code change} does; it is signed anew. */
  public SampleEvent changed(UnaryOperator<EventMaster> change) {
    EventMaster after = change.apply(master());
    return new SampleEvent(
        keys,
        new EventMaster(
            master().version() + 1,
            master().issuedAt().plus(1, ChronoUnit.MINUTES),
            after.information(),
            after.signedInformation(),
            after.accepted(),
            after.venue(),
            after.seats(),
            after.rules(),
            after.keys(),
            after.status()));
  }

  /** The signed delta from {@code earlier} to this version. */
  public Bytes deltaFrom(SampleEvent earlier) {
    return MasterDelta.between(earlier.signedMaster, signedMaster, keys.master());
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  private static AdmissionRules rules(Instant start, AdmissionRules.ReEntry reEntry) {
    Instant doors = start.minus(DOORS_BEFORE_START);
    var early =
        new AdmissionRules.Window(Set.of(TYPE_EARLY), doors, start.minus(Duration.ofHours(1)));
    return new AdmissionRules(
        doors,
        start.plus(LAST_ENTRY_AFTER_START),
        List.of(early),
        reEntry,
        AdmissionRules.WhenClockUntrusted.ADMIT_AND_MARK);
  }

  private static IssuingKey issuingKey(Signer signer, Instant start) {
    return new IssuingKey(
        signer.keyId(),
        signer.algorithm(),
        signer.publicKey(),
        start.minus(KEYS_BEFORE_START),
        start.plus(KEYS_AFTER_START));
  }

  private static List<SeatMap.Run> hallRows(String prefix, int rows) {
    return IntStream.rangeClosed(1, rows)
        .mapToObj(row -> new SeatMap.Run(prefix + row, 1, 1, 40, TYPE_STANDARD, true))
        .toList();
  }
}
