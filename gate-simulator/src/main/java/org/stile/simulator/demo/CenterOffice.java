package org.stile.simulator.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.SeatMap;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.simulator.demo.CenterClient.Proof;
import org.stile.simulator.demo.DemoJson.Obj;

/**
 * An office at a real center, over its pages and its API: a newcomer registers venue, seats and
 * events there, lets a seller sell, and the seller's client asks for each ticket.
 */
final class CenterOffice implements DemoOffice {
  private static final int SEATS = 80_000;
  private static final int TYPE_LATE = 10;
  private static final String LATE_BLOCK = "N107";

  /** Wheelchair places come first in each block of the lower tier. */
  private static final int WHEELCHAIR_PLACES = 6;

  private static final Duration MASTER_MAX = Duration.ofSeconds(30);

  private final CenterClient center;
  private final Proof organizer;
  private final Proof seller;
  private final List<RootKey> roots;
  private final Consumer<String> progress;
  private final EventMaster tonight;
  private final long concert;
  private @Nullable Long taken;
  private int issued;

  private CenterOffice(
      CenterClient center,
      Proof organizer,
      Proof seller,
      List<RootKey> roots,
      Consumer<String> progress,
      Instant now)
      throws IOException {
    this.center = center;
    this.organizer = organizer;
    this.seller = seller;
    this.roots = roots;
    this.progress = progress;
    Instant start = now.plus(Duration.ofMinutes(90)).truncatedTo(ChronoUnit.MINUTES);
    long cupFinal = stadium(start);
    this.concert = concertHall(start.plus(Duration.ofDays(12)));
    this.tonight = awaitMaster(cupFinal, 1).master();
    awaitMaster(concert, 1);
  }

  /** Registers everything at a center that has just been started for the first time. */
  static CenterOffice open(CenterProcess process, Instant now, Consumer<String> progress)
      throws IOException {
    var center = new CenterClient(process.address());
    progress.accept("signs in with the first password, and chooses another");
    Proof admin =
        signIn(center, Files.readString(process.home().resolve("first-password")).strip());
    long sellerId =
        center.post("/api/v1/sellers", admin, Map.of("name", "Corner shop")).number("id");
    Obj account =
        center.post(
            "/api/v1/accounts",
            admin,
            Map.of(
                "email",
                "shop@example.org",
                "name",
                "Corner shop",
                "roles",
                List.of("SELLER"),
                "seller",
                sellerId));
    Obj token =
        center.post(
            "/api/v1/accounts/" + account.object("account").number("id") + "/tokens",
            admin,
            Map.of(
                "name",
                "terminal",
                "scopes",
                List.of("events:read", "requests:write", "requests:read", "tickets:issue")));
    return new CenterOffice(
        center,
        admin,
        Proof.token(token.text("secret")),
        List.of(RootFile.read(process.home().resolve("root.pub"))),
        progress,
        now);
  }

  private static Proof signIn(CenterClient center, String first) throws IOException {
    Proof given =
        center.form("/sign-in", null, Map.of("email", "admin@localhost", "password", first));
    String own = first + " and the demo's own";
    return center.form("/password", given, Map.of("present", first, "next", own, "again", own));
  }

  private long stadium(Instant start) throws IOException {
    progress.accept("registers a stadium with " + SEATS + " seats");
    long venue = venue("Stadion am Fluss / Riverside", List.of(), List.of());
    String plans = "/api/v1/venues/" + venue + "/plans";
    Obj sample =
        center.post(
            "/api/v1/venues/" + venue + "/sample-stadium", organizer, Map.of("seats", SEATS));
    Obj plan = DemoJson.read(center.get(plans + "/" + sample.number("id"), organizer));
    long own = center.post(plans + "?name=Cup", organizer, withLateSeats(plan)).number("id");
    progress.accept("registers tonight's cup final, allots it, publishes it");
    return event(
        "Pokalfinale / Cup Final",
        venue,
        own,
        start,
        List.of(
            Map.of(
                "types", List.of(TYPE_LATE),
                "from", start.minus(Duration.ofMinutes(30)).toString(),
                "until", start.plus(Duration.ofMinutes(90)).toString())));
  }

  /** One row of one block becomes a type that may enter only in the last half hour. */
  private static Obj withLateSeats(Obj plan) throws IOException {
    List<@Nullable Object> types = new ArrayList<>(plan.objects("types"));
    types.add(Map.of("number", TYPE_LATE, "name", "Last half hour"));
    plan.fields().put("types", types);
    for (Obj block : plan.objects("blocks")) {
      if (block.text("name").equals(LATE_BLOCK)) {
        Obj secondRow = block.objects("rows").get(1);
        secondRow.objects("runs").getFirst().fields().put("type", TYPE_LATE);
      }
    }
    return plan;
  }

  private long concertHall(Instant start) throws IOException {
    progress.accept("registers a concert on another day");
    long venue =
        venue(
            "Musikhalle",
            List.of(
                Map.of("number", 0, "name", "Parquet", "guidance", Map.of("en", "Straight on."))),
            List.of(Map.of("name", "foyer", "zones", List.of(0))));
    var run =
        Map.of(
            "first", 1, "count", 40, "type", 0, "line", Map.of("x", 0, "y", 0, "dx", 55, "dy", 0));
    var row = Map.of("name", "1", "runs", List.of(run));
    var plan =
        Map.of(
            "format",
            "stile-seat-plan",
            "version",
            1,
            "types",
            List.of(Map.of("number", 0, "name", "Standard")),
            "blocks",
            List.of(Map.of("name", "Parquet", "zone", 0, "rows", List.of(row))));
    long hall =
        center.post("/api/v1/venues/" + venue + "/plans?name=Hall", organizer, plan).number("id");
    return event("Winterreise", venue, hall, start, List.of());
  }

  private long venue(String name, List<?> zones, List<?> gates) throws IOException {
    var venue = new LinkedHashMap<String, Object>();
    venue.put("name", name);
    venue.put("place", "Nordstadt");
    venue.put("address", "");
    venue.put("timeZone", "Europe/Berlin");
    venue.put("zones", zones);
    venue.put("gates", gates);
    return center.post("/api/v1/venues", organizer, venue).number("id");
  }

  private long event(String name, long venue, long plan, Instant start, List<?> windows)
      throws IOException {
    var event = new LinkedHashMap<String, Object>();
    event.put("name", name);
    event.put("venue", venue);
    event.put("seatPlan", plan);
    event.put("startsAt", start.toString());
    event.put("doorsOpen", start.minus(Duration.ofHours(3)).toString());
    event.put("lastEntry", start.plus(Duration.ofMinutes(90)).toString());
    event.put("windows", windows);
    event.put("reEntry", "FREE");
    long id = center.post("/api/v1/events", organizer, event).number("id");
    String path = "/api/v1/events/" + id;
    center.post(path + "/publish", organizer, null);
    long shop = DemoJson.read(center.get("/api/v1/me", seller)).number("seller");
    center.put(path + "/sellers/" + shop, organizer, Map.of());
    var all = Map.of("by", "ratio", "shares", List.of(Map.of("seller", shop, "percent", 100)));
    center.post(path + "/allotments", organizer, all);
    return id;
  }

  @Override
  public Tickets tonight(ChipId chip, String block, int first, int count) throws IOException {
    return sell(
        tonight.event().value(), chip, firstSeatOf(block) + WHEELCHAIR_PLACES + first, count);
  }

  @Override
  public Tickets late(ChipId chip) throws IOException {
    int seat =
        IntStream.range(0, tonight.seats().size())
            .filter(each -> tonight.seats().at(each).orElseThrow().type() == TYPE_LATE)
            .findFirst()
            .orElseThrow();
    return sell(tonight.event().value(), chip, seat, 1);
  }

  @Override
  public Tickets revoked(ChipId chip) throws IOException {
    int seat = firstSeatOf("N108") + WHEELCHAIR_PLACES;
    Tickets tickets = sell(tonight.event().value(), chip, seat, 1);
    taken = (long) seat; // A seat's first ticket has its number.
    return tickets;
  }

  @Override
  public Tickets concert(ChipId chip) throws IOException {
    return sell(concert, chip, 1, 1);
  }

  /** Asks for seats as a seller's client does, and has the tickets of the grant issued. */
  private Tickets sell(long event, ChipId chip, int first, int count) throws IOException {
    String requests = "/api/v1/events/" + event + "/requests";
    var wish =
        Map.of(
            "chip", chip.uid().hex(),
            "seats", IntStream.range(first, first + count).boxed().toList());
    Obj granted = center.post(requests, seller, wish);
    if (!granted.text("state").equals("GRANTED")) {
      throw new IOException("the center did not grant it: " + granted);
    }
    Obj answer = center.post(requests + "/" + granted.number("id") + "/tickets", seller, null);
    var signed = new ArrayList<Bytes>();
    for (Obj ticket : answer.objects("tickets")) {
      signed.add(Bytes.hex(ticket.text("signed")));
    }
    issued += signed.size();
    return new Tickets(Bytes.hex(answer.text("eventInformation")), signed);
  }

  @Override
  public Publication publish() throws IOException {
    progress.accept("sold " + issued + " tickets; takes one back; waits for the next master");
    long event = tonight.event().value();
    center.post(
        "/api/v1/events/" + event + "/tickets/" + taken + "/status",
        organizer,
        Map.of("change", "REVOKE", "reason", "paid with a stolen card"));
    SignedMaster now = awaitMaster(event, tonight.version() + 1);
    return new Publication(
        roots,
        keySet(),
        List.of(now.bytes(), awaitMaster(concert, 1).bytes()),
        now.master().information());
  }

  /** The newest master, judged as a gate does, once it is that new. */
  private SignedMaster awaitMaster(long event, long version) throws IOException {
    String path = "/api/v1/events/" + event + "/master";
    long end = System.nanoTime() + MASTER_MAX.toNanos();
    while (true) {
      try {
        SignedMaster master = accept(Bytes.copyOf(center.get(path, organizer)));
        if (master.master().version() >= version) {
          return master;
        }
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
      if (System.nanoTime() > end) {
        throw new IOException("the center published no master " + version + " of event " + event);
      }
      Thread.onSpinWait();
    }
  }

  private SignedMaster accept(Bytes signed) throws IOException {
    return accepted(
        accepted(TrustChain.of(roots).accept(keySet())).master(signed, Map.<EventId, Long>of()));
  }

  private Bytes keySet() throws IOException {
    return Bytes.copyOf(center.get("/api/v1/key-set", null));
  }

  private static <T> T accepted(Trusted<T> answer) throws IOException {
    return switch (answer) {
      case Trusted.Accepted<T>(T value) -> value;
      case Trusted.Rejected<T> no -> throw new IOException("a gate would refuse it: " + no);
    };
  }

  private int firstSeatOf(String block) {
    int first = 0;
    for (SeatMap.Block each : tonight.seats().blocks()) {
      if (each.name().equals(block)) {
        return first;
      }
      first += each.runs().stream().mapToInt(SeatMap.Run::count).sum();
    }
    throw new IllegalArgumentException("no block " + block);
  }
}
