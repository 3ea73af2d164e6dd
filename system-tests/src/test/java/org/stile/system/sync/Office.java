package org.stile.system.sync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.DesfireIssuer;
import org.stile.chips.desfire.IssueOrder;
import org.stile.core.Bytes;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.simulator.chip.ChipFile;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.system.center.CenterClient;
import org.stile.system.center.CenterData;
import org.stile.system.center.CenterProcess;

/**
 * People at a center: they register a hall with gates and an event that is on now, sell tickets on
 * chips and enrol gates, all over the API and the pages. Owned by one thread.
 */
final class Office {
  private static final int SEATS = 400;
  static final int SEATS_OF_ROW = 40;

  private final URI center;
  private final CenterClient organizer;
  private final CenterClient seller;
  private final String token;
  private final ChipKeys keys;
  private final SecureRandom random = new SecureRandom();
  private final Path chips;
  final long venue;
  final long event;
  private final AtomicInteger sold = new AtomicInteger();

  /**
   * Somebody with one ticket for one entry.
   *
   * @param file what the chip remembers.
   */
  record Visitor(DesfireChip chip, Path file, TicketId ticket) {
    /** A chip with the same memory: what a cloner dreams of. */
    Visitor copied(SecureRandom random) throws IOException {
      Path copy = file.resolveSibling(file.getFileName() + "-copy");
      Files.copy(file, copy);
      return new Visitor(open(copy, random), copy, ticket);
    }

    static DesfireChip open(Path file, SecureRandom random) throws IOException {
      return ChipFile.open(file, random, ComputeTimes.OFF, ChipFile.Durability.PROCESS);
    }
  }

  /** Somebody with one ticket, who comes and goes. */
  record Guest(DesfireChip chip, TicketId ticket) {}

  private Office(
      CenterProcess process,
      CenterData data,
      ChipKeys keys,
      List<String> gates,
      int seats,
      Instant now,
      Path chips)
      throws Exception {
    this.chips = chips;
    this.keys = keys;
    center = process.uri();
    CenterData.Party ours = data.organizer("Ours");
    CenterData.Party shop = data.seller("Shop");
    token = ours.token();
    organizer = CenterClient.of(center, ours.token());
    seller = CenterClient.of(center, shop.token());
    venue =
        post(
            organizer,
            "/api/v1/venues",
            """
            {"name":"Hall","place":"Here","address":"","timeZone":"UTC",
             "zones":[{"number":0,"name":"Parquet"}],"gates":[%s]}
            """
                .formatted(
                    gates.stream()
                        .map(gate -> "{\"name\":\"" + gate + "\",\"zones\":[0]}")
                        .collect(Collectors.joining(","))));
    long plan =
        post(
            organizer,
            "/api/v1/venues/" + venue + "/plans?name=Hall",
            """
            {"format":"stile-seat-plan","version":1,"types":[{"number":0,"name":"Seat"}],
             "blocks":[{"name":"A","zone":0,"rows":[%s]}]}
            """
                .formatted(
                    IntStream.range(0, seats / SEATS_OF_ROW)
                        .mapToObj(
                            row ->
                                """
                                {"name":"%d","runs":[{"first":1,"count":%d,"type":0,
                                 "line":{"x":0,"y":%d,"dx":55,"dy":0}}]}
                                """
                                    .formatted(row + 1, SEATS_OF_ROW, 90 * row))
                        .collect(Collectors.joining(","))));
    Instant start = now.truncatedTo(ChronoUnit.MINUTES);
    event =
        post(
            organizer,
            "/api/v1/events",
            """
            {"name":"Concert","venue":%d,"seatPlan":%d,"startsAt":"%s","doorsOpen":"%s",
             "lastEntry":"%s","reEntry":"NONE"}
            """
                .formatted(
                    venue,
                    plan,
                    start.plus(1, ChronoUnit.HOURS),
                    start.minus(1, ChronoUnit.HOURS),
                    start.plus(3, ChronoUnit.HOURS)));
    String path = "/api/v1/events/" + event;
    post(organizer, path + "/publish", "");
    good(organizer.put(path + "/sellers/" + shop.id(), key(), "{}"));
    post(
        organizer,
        path + "/allotments",
        "{\"by\":\"ratio\",\"shares\":[{\"seller\":%d,\"percent\":100}]}".formatted(shop.id()));
  }

  /** Sets all of it up at a center on its own database that was just started. */
  static Office open(CenterProcess process, Path home, ChipKeys keys, List<String> gates)
      throws Exception {
    try (Connection connection = database(home)) {
      return open(process, connection, keys, gates, SEATS, home.resolveSibling("chips"));
    }
  }

  /**
   * The same at a center on a database apart.
   *
   * @param seats of the hall, a multiple of 40.
   * @param chips a folder for what chips remember; made if it is not there.
   */
  static Office open(
      CenterProcess process,
      Connection database,
      ChipKeys keys,
      List<String> gates,
      int seats,
      Path chips)
      throws Exception {
    return new Office(
        process,
        new CenterData(database),
        keys,
        gates,
        seats,
        Instant.now(),
        Files.createDirectories(chips));
  }

  /** The database that a center keeps in its home, while it runs. */
  static Connection database(Path home) throws IOException, SQLException {
    String port = Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(3).strip();
    String password = Files.readString(home.resolve("postgres.password")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&password=" + password);
  }

  /** The same people at a center that was started again, on another port. */
  CenterClient organizerAt(CenterProcess process) {
    return organizer.at(process.uri());
  }

  /** Sells the next seat to somebody with a fresh chip. */
  Visitor visitor(CenterProcess at) throws Exception {
    Bytes uid = uid();
    Path file = chips.resolve("chip-" + uid.hex());
    ChipFile.create(file, Generation.EV2, uid);
    DesfireChip chip = Visitor.open(file, random);
    return new Visitor(chip, file, sell(at, chip));
  }

  /** The same with a chip that forgets all when this process ends. Any thread, several at once. */
  Guest guest(CenterProcess at) throws Exception {
    DesfireChip chip = VirtualChips.blank(Generation.EV2, uid(), random, ComputeTimes.OFF);
    return new Guest(chip, sell(at, chip));
  }

  private Bytes uid() {
    byte[] uid = new byte[7];
    random.nextBytes(uid);
    uid[0] = 4; // NXP, ISO/IEC 7816-6.
    return Bytes.copyOf(uid);
  }

  private TicketId sell(CenterProcess at, DesfireChip chip) throws Exception {
    CenterClient shop = seller.at(at.uri());
    String requests = "/api/v1/events/" + event + "/requests";
    long grant =
        post(
            shop,
            requests,
            "{\"chip\":\"%s\",\"seats\":[%d]}"
                .formatted(chip.target().uid().hex(), sold.getAndIncrement()));
    CenterClient.Answer issued = good(shop.post(requests + "/" + grant + "/tickets", key(), ""));
    Bytes information = Bytes.hex(issued.json().get("eventInformation").asText());
    List<IssueOrder> orders = new ArrayList<>();
    for (var ticket : issued.json().get("tickets")) {
      orders.add(
          new IssueOrder(
              EventHash.of(information), information, Bytes.hex(ticket.get("signed").asText()), 1));
    }
    var issuer = new DesfireIssuer(keys, random);
    try (var channel = DirectChannel.tap(chip)) {
      issuer.personalise(channel);
    }
    try (var channel = DirectChannel.tap(chip)) {
      var _ = issuer.issue(channel, orders);
    }
    int index = issued.json().get("tickets").get(0).get("index").asInt();
    return new TicketId(new EventId(event), index);
  }

  /** Takes a ticket back. */
  void revoke(CenterProcess at, Visitor visitor) throws Exception {
    post(
        organizerAt(at),
        "/api/v1/events/" + event + "/tickets/" + visitor.ticket().index() + "/status",
        "{\"change\":\"REVOKE\",\"reason\":\"paid with a stolen card\"}");
  }

  /** Enrols a gate as the page's button does; answers the file it saves. */
  String enrolByPage(CenterProcess at, String gate) throws Exception {
    return form(at, "/venues/" + venue + "/gates/" + gate + "/enrol", "");
  }

  /** Sends a form of a page. */
  String form(CenterProcess at, String path, String fields) throws Exception {
    var request =
        HttpRequest.newBuilder(at.uri().resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 && answer.statusCode() != 303) {
        throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    }
  }

  /** Names of what staff was told of. */
  List<String> incidents(CenterProcess at) throws Exception {
    List<String> kinds = new ArrayList<>();
    good(organizerAt(at).get("/api/v1/events/" + event + "/incidents"))
        .json()
        .forEach(each -> kinds.add(each.get("gate").asText() + " " + each.get("kind").asText()));
    return kinds;
  }

  /** The counts of the event, as the API tells them. */
  com.fasterxml.jackson.databind.JsonNode counts(CenterProcess at) throws Exception {
    return good(organizerAt(at).get("/api/v1/events/" + event + "/counts")).json().get("counts");
  }

  /** What the event's board says of it as a whole. */
  com.fasterxml.jackson.databind.JsonNode board(CenterProcess at) throws Exception {
    return good(organizerAt(at).get("/api/v1/events/" + event + "/board")).json().get("head");
  }

  /** The board of the event with its gates, as the API tells it. */
  com.fasterxml.jackson.databind.JsonNode wholeBoard(CenterProcess at) throws Exception {
    return good(organizerAt(at).get("/api/v1/events/" + event + "/board")).json();
  }

  /** What the event comes to now. */
  com.fasterxml.jackson.databind.JsonNode settlement(CenterProcess at) throws Exception {
    return good(organizerAt(at).get("/api/v1/events/" + event + "/settlements/now")).json();
  }

  private static long post(CenterClient client, String path, String json) throws Exception {
    var answer = good(client.post(path, key(), json)).json();
    return answer.path("id").asLong();
  }

  private static CenterClient.Answer good(CenterClient.Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
    return answer;
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }
}
