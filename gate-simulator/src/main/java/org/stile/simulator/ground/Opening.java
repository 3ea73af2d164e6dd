package org.stile.simulator.ground;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.stile.chips.desfire.ChipKeys;
import org.stile.core.admission.Tone;
import org.stile.core.id.GateId;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.office.Account;
import org.stile.simulator.office.BoardClient;
import org.stile.simulator.office.CenterClient;
import org.stile.simulator.office.CenterOffice;
import org.stile.simulator.office.Pause;

/** Opens a ground: starts everything in the order in which it is needed, and says what it does. */
public final class Opening {
  private static final Duration GATES_MAX = Duration.ofMinutes(5);

  /** The first master is of an event in which all tickets are good. */
  private static final long AFTER_A_REFUND = 2;

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int PASSWORD_LENGTH = 16;

  private final Setting setting;
  private final Steps steps;

  /**
   * How a ground is set.
   *
   * @param household empty, the caller's to close.
   * @param changed is called whenever there is something new to see; must return at once.
   */
  public record Setting(
      Household household,
      Programs programs,
      Pace pace,
      InstantSource clock,
      SecureRandom random,
      Runnable changed) {}

  /**
   * How fast people are.
   *
   * @param walkingTime from an open arm to the passage sensor.
   * @param heldOn how long a chip is held to the reader after the sound.
   * @param showFor how long an answer stays on a panel once the chip has left.
   * @param lifelike whether readers and chips take the time real ones take, or none.
   */
  public record Pace(Duration walkingTime, Duration heldOn, Duration showFor, boolean lifelike) {
    ComputeTimes chips() {
      return lifelike ? ComputeTimes.ESTIMATED : ComputeTimes.OFF;
    }

    org.stile.simulator.pn532.Pace readers() {
      return lifelike
          ? org.stile.simulator.pn532.Pace.LIFELIKE
          : org.stile.simulator.pn532.Pace.INSTANT;
    }
  }

  /** An opening that says to {@code steps} what it does. */
  public Opening(Setting setting, Steps steps) {
    this.setting = setting;
    this.steps = steps;
  }

  /** Opens it; returns when gates, venue unit and center know of each other. */
  public Ground open() throws IOException {
    CenterUnit center =
        step(
            "the center starts, with its PostgreSQL and its broker",
            () ->
                CenterUnit.prepared(setting.household, "center")
                    .startCenter(setting.household, setting.programs));
    var internet = new Internet(center.webPort(), center.brokerPort());
    var enrolment = new CompletableFuture<String>();
    CenterUnit unit = CenterUnit.prepared(setting.household, "venue");
    Future<VenueSide> side = background(() -> venue(unit, result(enrolment), internet));
    CenterOffice office = office(center, enrolment);
    ChipKeys keys = ChipKeys.draw(1, setting.random);
    Future<Crowd> crowd = background(() -> crowd(office, keys));
    Map<GateId, GateUnit> gates =
        step("three gates are enrolled, and start", () -> gates(unit, office, keys));
    VenueSide venue = result(side);
    gates.values().forEach(gate -> gate.cable(Cable.State.PLUGGED));
    Crowd people = result(crowd);
    long event = office.tonight().event().value();
    String newest = office.tonight().event() + " v" + office.masterVersion(AFTER_A_REFUND);
    var ground =
        new Ground(
            setting,
            new Ground.Sides(
                center,
                new BoardWatch("center", office.board(), setting.clock, setting.changed),
                venue,
                new BoardWatch(
                    "venue",
                    new BoardClient(venue.client(), venue.account().proof(), event),
                    setting.clock,
                    setting.changed),
                internet),
            office,
            keys,
            gates,
            people.guests,
            people.cast);
    step(
        "each gate gets event master and key set, and shows that it is ready",
        () -> {
          await("gates", () -> ready(ground, newest));
          return ground;
        });
    steps.allDone();
    return ground;
  }

  /** Everybody who comes. */
  private record Crowd(Cast cast, Map<String, Guest> guests) {}

  private Crowd crowd(CenterOffice office, ChipKeys keys) throws IOException {
    return step(
        "a shop sells the tickets, the center signs them, each goes onto a chip",
        () -> {
          var cast = new Cast(office, keys, setting.random, setting.pace.chips());
          return new Crowd(cast, cast.make());
        });
  }

  private VenueSide venue(CenterUnit unit, String enrolment, Internet internet) throws IOException {
    return step(
        "the venue's own unit starts, with what it was enrolled with",
        () -> {
          unit.startVenue(setting.household, setting.programs, enrolment, internet);
          CenterClient client = unit.client();
          return new VenueSide(unit, client, Account.first(client, unit.home(), password()));
        });
  }

  /** Something that takes a while. */
  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException;
  }

  private <T> T step(String what, Work<T> work) throws IOException {
    steps.begin(what);
    T done = work.done();
    steps.done(what);
    return done;
  }

  private static <T> Future<T> background(Work<T> work) {
    var task = new FutureTask<>(work::done);
    Thread.ofPlatform().daemon().name("opening").start(task);
    return task;
  }

  private static <T> T result(Future<T> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the ground was opened", e);
    }
  }

  private CenterOffice office(CenterUnit center, CompletableFuture<String> enrolment)
      throws IOException {
    try {
      return step(
          "somebody new to it registers a stadium of 80 000 seats and a cup final",
          () ->
              CenterOffice.open(
                  center.address(),
                  center.home(),
                  password(),
                  setting.clock.instant(),
                  enrolment::complete));
    } catch (IOException e) {
      enrolment.completeExceptionally(e); // Who waits for it need not wait any more.
      throw e;
    }
  }

  private String password() {
    var password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      password.append(LETTERS.charAt(setting.random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  private Map<GateId, GateUnit> gates(CenterUnit venue, CenterOffice office, ChipKeys keys)
      throws IOException {
    var place =
        new GateUnit.Place(
            setting.household,
            setting.programs,
            venue.brokerPort(),
            venue.webPort(),
            setting.pace,
            setting.changed);
    var gates = new LinkedHashMap<GateId, GateUnit>();
    for (GateId id : Ground.GATES) {
      var enrolment = new GateUnit.Enrolment(office.venue(), office.root(), office.enrol(id));
      var gate = new GateUnit(id, place, keys, enrolment);
      gate.cable(Cable.State.SILENT); // Nobody is there yet: else it would begin to wait longer.
      gate.start();
      gates.put(id, gate);
    }
    return gates;
  }

  private static boolean ready(Ground ground, String master) {
    return ground.gates().values().stream().allMatch(gate -> ready(gate, master))
        && Boards.live(ground.center(), Ground.GATES) == Ground.GATES.size()
        && Boards.live(ground.venue(), Ground.GATES) == Ground.GATES.size();
  }

  private static boolean ready(GateUnit gate, String master) {
    return gate.masters().contains(master)
        && gate.panel(GateUnit.IN).filter(each -> each.tone() == Tone.IDLE).isPresent();
  }

  private void await(String what, BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + GATES_MAX.toNanos();
    while (!condition.getAsBoolean()) {
      List<Child> dead = setting.household.dead();
      if (!dead.isEmpty()) {
        Child first = dead.getFirst();
        throw new IOException(
            "%s ended at its start; it said last:%n%s".formatted(first.name(), first.lastWords()));
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "the " + what + " are not ready after " + GATES_MAX.toSeconds() + " s");
      }
      Pause.before("the " + what);
    }
  }
}
