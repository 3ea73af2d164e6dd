package org.stile.simulator.office;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.SeatMap;
import org.stile.core.master.SignedMaster;
import org.stile.core.trust.RootKey;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.simulator.office.CenterClient.Proof;
import org.stile.simulator.office.Json.Obj;

/**
 * An office at a real center, over its pages and its API: a newcomer registers venue, seats and
 * events there, lets a seller sell, and the seller's client asks for each ticket. One thread at a
 * time.
 */
public final class CenterOffice {
  /** Wheelchair places come first in each block of the lower tier. */
  private static final int WHEELCHAIR_PLACES = 6;

  private static final Duration MASTER_MAX = Duration.ofSeconds(60);

  private final CenterClient center;
  private final Account account;
  private final Proof organizer;
  private final Proof seller;
  private final RootKey root;
  private final Fixture fixture;
  private final EventMaster tonight;

  private CenterOffice(
      CenterClient center, Account account, Proof seller, RootKey root, Fixture fixture)
      throws IOException {
    this.center = center;
    this.account = account;
    this.organizer = account.proof();
    this.seller = seller;
    this.root = root;
    this.fixture = fixture;
    this.tonight = awaitMaster(fixture.tonight(), 1).master();
    awaitMaster(fixture.concert(), 1);
  }

  /**
   * What was registered.
   *
   * @param venue the stadium.
   * @param tonight its event.
   * @param concert an event there on another day.
   */
  record Fixture(long venue, long tonight, long concert) {}

  /**
   * Registers everything at a center that has just been started for the first time.
   *
   * @param home of the center: the first password and the root's public half lie there.
   * @param password the organizer's own from then on.
   * @param whenEnrolled is told what the stadium's own unit is enrolled with, as soon as it can be.
   */
  public static CenterOffice open(
      URI address, Path home, String password, Instant now, Consumer<String> whenEnrolled)
      throws IOException {
    var center = new CenterClient(address);
    Account admin = Account.first(center, home, password);
    Proof seller = seller(center, admin.proof());
    Fixture fixture = new Registration(center, admin.proof(), seller, whenEnrolled).all(now);
    return new CenterOffice(
        center, admin, seller, RootFile.read(home.resolve("root.pub")), fixture);
  }

  private static Proof seller(CenterClient center, Proof admin) throws IOException {
    long id = center.post("/api/v1/sellers", admin, Map.of("name", "Corner shop")).number("id");
    var draft =
        Map.of(
            "email",
            "shop@example.org",
            "name",
            "Corner shop",
            "roles",
            List.of("SELLER"),
            "seller",
            id);
    Obj account = center.post("/api/v1/accounts", admin, draft);
    var scopes = List.of("events:read", "requests:write", "requests:read", "tickets:issue");
    Obj token =
        center.post(
            "/api/v1/accounts/" + account.object("account").number("id") + "/tokens",
            admin,
            Map.of("name", "terminal", "scopes", scopes));
    return Proof.token(token.text("secret"));
  }

  /** Who may sign in on its pages. */
  public Account account() {
    return account;
  }

  /** What the center knows of tonight. */
  public BoardClient board() {
    return new BoardClient(center, organizer, fixture.tonight());
  }

  /** What all that a gate believes of events hangs on. */
  public RootKey root() {
    return root;
  }

  /** The stadium's number. */
  public long venue() {
    return fixture.venue();
  }

  /** Tonight's event, as its first master has it. */
  public EventMaster tonight() {
    return tonight;
  }

  /** Key and certificate of a gate, as the browser saves them (docs/how-to/enrol-a-gate.md). */
  public String enrol(GateId gate) throws IOException {
    String path = "/venues/" + fixture.venue() + "/gates/" + gate + "/enrol";
    return new String(center.submit(path, organizer, Map.of()), StandardCharsets.UTF_8);
  }

  /**
   * Sells tonight's tickets for neighbouring places of one block.
   *
   * @param first counted from the block's first ordinary place.
   */
  public Tickets sell(ChipId chip, String block, int first, int count) throws IOException {
    return sell(fixture.tonight(), chip, firstSeatOf(block) + WHEELCHAIR_PLACES + first, count);
  }

  /** Sells the best free place of a block. */
  public Tickets sellBest(ChipId chip, String stand, String block) throws IOException {
    return sell(
        fixture.tonight(),
        Map.of(
            "chip", chip.uid().hex(), "count", 1, "block", Map.of("stand", stand, "name", block)));
  }

  /** Sells a ticket of a type that may enter only in the last minutes before the start. */
  public Tickets sellLate(ChipId chip) throws IOException {
    int seat =
        IntStream.range(0, tonight.seats().size())
            .filter(each -> tonight.seats().at(each).orElseThrow().type() == Registration.TYPE_LATE)
            .findFirst()
            .orElseThrow();
    return sell(fixture.tonight(), chip, seat, 1);
  }

  /** Sells a ticket for the concert. */
  public Tickets sellConcert(ChipId chip) throws IOException {
    return sell(fixture.concert(), chip, 1, 1);
  }

  private Tickets sell(long event, ChipId chip, int first, int count) throws IOException {
    var seats = IntStream.range(first, first + count).boxed().toList();
    return sell(event, Map.of("chip", chip.uid().hex(), "seats", seats));
  }

  /** Asks for seats as a seller's client does, and has the tickets of the grant issued. */
  private Tickets sell(long event, Map<String, Object> wish) throws IOException {
    String requests = "/api/v1/events/" + event + "/requests";
    Obj granted = center.post(requests, seller, wish);
    if (!granted.text("state").equals("GRANTED")) {
      throw new IOException("the center did not grant it: " + granted);
    }
    Obj answer = center.post(requests + "/" + granted.number("id") + "/tickets", seller, null);
    var signed = new ArrayList<Bytes>();
    var numbers = new ArrayList<Long>();
    for (Obj ticket : answer.objects("tickets")) {
      signed.add(Bytes.hex(ticket.text("signed")));
      numbers.add(ticket.number("index"));
    }
    return new Tickets(Bytes.hex(answer.text("eventInformation")), signed, numbers);
  }

  /** Takes one of tonight's tickets back. */
  public void revoke(long ticket) throws IOException {
    center.post(
        "/api/v1/events/" + fixture.tonight() + "/tickets/" + ticket + "/status",
        organizer,
        Map.of("change", "REVOKE", "reason", "paid with a stolen card"));
  }

  /** The version of tonight's newest master, once that is not older than {@code least}. */
  public long masterVersion(long least) throws IOException {
    return awaitMaster(fixture.tonight(), least).master().version();
  }

  /** The newest master, judged as a gate does, once it is that new. */
  private SignedMaster awaitMaster(long event, long version) throws IOException {
    String path = "/api/v1/events/" + event + "/master";
    long end = System.nanoTime() + MASTER_MAX.toNanos();
    while (true) {
      @Nullable IOException why = null;
      try {
        SignedMaster master = accept(Bytes.copyOf(center.get(path, organizer)));
        if (master.master().version() >= version) {
          return master;
        }
      } catch (IOException e) {
        why = e;
      }
      if (System.nanoTime() > end) {
        throw new IOException("no master " + version + " of event " + event, why);
      }
      Pause.before("the center");
    }
  }

  private SignedMaster accept(Bytes signed) throws IOException {
    Bytes keySet = Bytes.copyOf(center.get("/api/v1/key-set", null));
    return accepted(
        accepted(TrustChain.of(List.of(root)).accept(keySet))
            .master(signed, Map.<EventId, Long>of()));
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
