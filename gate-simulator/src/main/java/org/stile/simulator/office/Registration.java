package org.stile.simulator.office;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stile.simulator.office.CenterClient.Proof;
import org.stile.simulator.office.Json.Obj;

/**
 * Registers a cup final tonight, doors open, in a stadium of three gates that lets people out and
 * in again; and a concert elsewhere on another day. All of it over the API.
 */
final class Registration {
  static final int TYPE_LATE = 10;

  private static final int SEATS = 80_000;
  private static final String LATE_BLOCK = "N107";

  /** A visitor a second: boards tell by it how many they may not have heard of. */
  private static final int RATED = 60;

  /** Two gates for North, East and West; one for South. */
  private static final Map<String, List<Integer>> GATES =
      new TreeMap<>(
          Map.of(
              "n1", List.of(0, 1, 2, 3, 4, 5, 9, 10, 11),
              "n2", List.of(0, 1, 2, 3, 4, 5, 9, 10, 11),
              "s1", List.of(6, 7, 8, 12, 13)));

  private final CenterClient center;
  private final Proof organizer;
  private final Proof seller;
  private final Consumer<String> whenEnrolled;

  Registration(CenterClient center, Proof organizer, Proof seller, Consumer<String> whenEnrolled) {
    this.center = center;
    this.organizer = organizer;
    this.seller = seller;
    this.whenEnrolled = whenEnrolled;
  }

  CenterOffice.Fixture all(Instant now) throws IOException {
    Instant start = now.plus(Duration.ofMinutes(90)).truncatedTo(ChronoUnit.MINUTES);
    long venue = venue("Stadion am Fluss / Riverside");
    String plans = "/api/v1/venues/" + venue + "/plans";
    Obj sample =
        center.post(
            "/api/v1/venues/" + venue + "/sample-stadium", organizer, Map.of("seats", SEATS));
    threeGates(venue);
    whenEnrolled.accept(unit(venue));
    Obj plan = Json.read(center.get(plans + "/" + sample.number("id"), organizer));
    long own = center.post(plans + "?name=Cup", organizer, withLateSeats(plan)).number("id");
    long tonight = event("Pokalfinale / Cup Final", venue, own, start, List.of(late(start)));
    long concert = concert(venue, start.plus(Duration.ofDays(12)));
    return new CenterOffice.Fixture(venue, tonight, concert);
  }

  /** What the browser saves at "Enrol the venue's unit" (docs/reference/venue.md). */
  private String unit(long venue) throws IOException {
    String path = "/venues/" + venue + "/gates/unit";
    byte[] file = center.submit(path, organizer, Map.of("names", "localhost"));
    return new String(file, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> late(Instant start) {
    return Map.of(
        "types", List.of(TYPE_LATE),
        "from", start.minus(Duration.ofMinutes(30)).toString(),
        "until", start.plus(Duration.ofMinutes(90)).toString());
  }

  /** A sample stadium has 29 gates; this evening opens three. */
  private void threeGates(long venue) throws IOException {
    String path = "/api/v1/venues/" + venue;
    Obj form = Json.read(center.get(path, organizer)).object("venue");
    List<Map<String, Object>> gates = new ArrayList<>();
    GATES.forEach(
        (name, zones) -> gates.add(Map.of("name", name, "zones", zones, "ratedPerMinute", RATED)));
    form.fields().put("gates", gates);
    center.put(path, organizer, form);
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

  /** On the pitch, before forty chairs. */
  private long concert(long venue, Instant start) throws IOException {
    var line = Map.of("x", 0, "y", 0, "dx", 55, "dy", 0);
    var run = Map.of("first", 1, "count", 40, "type", 0, "line", line);
    var row = Map.of("name", "1", "runs", List.of(run));
    var plan = new LinkedHashMap<String, Object>();
    plan.put("format", "stile-seat-plan");
    plan.put("version", 1);
    plan.put("types", List.of(Map.of("number", 0, "name", "Standard")));
    plan.put("blocks", List.of(Map.of("name", "Parquet", "zone", 0, "rows", List.of(row))));
    String plans = "/api/v1/venues/" + venue + "/plans?name=Concert";
    long chairs = center.post(plans, organizer, plan).number("id");
    return event("Winterreise", venue, chairs, start, List.of());
  }

  /** Without zones and gates: the sample stadium brings its own. */
  private long venue(String name) throws IOException {
    var venue = new LinkedHashMap<String, Object>();
    venue.put("name", name);
    venue.put("place", "Nordstadt");
    venue.put("address", "");
    venue.put("timeZone", "Europe/Berlin");
    venue.put("zones", List.of());
    venue.put("gates", List.of());
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
    long shop = Json.read(center.get("/api/v1/me", seller)).number("seller");
    center.put(path + "/sellers/" + shop, organizer, Map.of());
    var all = Map.of("by", "ratio", "shares", List.of(Map.of("seller", shop, "percent", 100)));
    center.post(path + "/allotments", organizer, all);
    return id;
  }
}
