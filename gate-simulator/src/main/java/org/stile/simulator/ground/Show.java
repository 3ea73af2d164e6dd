package org.stile.simulator.ground;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stile.core.admission.Language;
import org.stile.core.id.GateId;
import org.stile.simulator.office.Json;
import org.stile.simulator.office.Json.Obj;

/**
 * A ground as a page plays with it: what there is to see, from the first process on, and what can
 * be done. Any thread.
 */
public final class Show {
  private final Household household;
  private final Steps steps;
  private final Runnable stop;
  private final AtomicReference<@Nullable Ground> ground = new AtomicReference<>();
  private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());

  /**
   * A show of a ground that is being opened.
   *
   * @param stop ends the demo soon.
   */
  public Show(Household household, Steps steps, Runnable stop) {
    this.household = household;
    this.steps = steps;
    this.stop = stop;
  }

  /** The ground is open. */
  public void open(Ground opened) {
    ground.set(opened);
  }

  /** It could not be opened. */
  public void failed(String why) {
    failure.set(Optional.of(why));
  }

  /** How a wish came out. */
  public sealed interface Outcome {
    /**
     * It was done.
     *
     * @param said what came of it, in a sentence; may be empty.
     */
    record Done(String said) implements Outcome {}

    /**
     * It could not be done.
     *
     * @param why in a sentence.
     */
    record NotNow(String why) implements Outcome {}
  }

  /** All there is to see, as a JSON object. */
  public byte[] state() throws IOException {
    var state = new LinkedHashMap<String, @Nullable Object>();
    Ground open = ground.get();
    state.put("steps", steps.all().stream().map(Show::step).toList());
    state.put("failure", failure.get().orElse(null));
    state.put("dead", household.dead().stream().map(Show::dead).toList());
    state.put("ground", open == null ? null : GroundView.of(open));
    return Json.write(state);
  }

  private static Map<String, @Nullable Object> step(Steps.Step step) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("what", step.what());
    view.put("seconds", step.seconds().map(each -> Math.round(each * 10) / 10.0).orElse(null));
    return view;
  }

  private static Map<String, Object> dead(Child child) {
    return Map.of("name", child.name(), "said", child.lastWords());
  }

  /**
   * Does what somebody at the page wishes: an object with "act" and what belongs to it. Returns
   * when it is done; a tap takes as long as a visitor does.
   */
  public Outcome obey(Obj wish) {
    try {
      String act = wish.text("act");
      if (act.equals("stop")) {
        stop.run();
        return new Outcome.Done("The demo ends.");
      }
      Ground open = ground.get();
      if (open == null) {
        return new Outcome.NotNow("The ground is not open yet.");
      }
      return obey(open, act, wish);
    } catch (IOException | IllegalArgumentException e) {
      return new Outcome.NotNow(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A way to a page of center or unit, for somebody who is signed in there by it.
   *
   * @return empty if the ground is not open, there is no such door, or it is not the key.
   */
  public Optional<Doors.Way> door(String name, String key) throws IOException {
    Ground open = ground.get();
    return open == null ? Optional.empty() : open.doors().open(name, key);
  }

  private static Outcome obey(Ground ground, String act, Obj wish) throws IOException {
    return switch (act) {
      case "tap" -> tap(ground, wish);
      case "crowd" -> {
        ground.crowd(gate(wish), Ground.CROWD);
        yield new Outcome.Done(Ground.CROWD + " visitors came to " + gate(wish) + ".");
      }
      case "cable" -> {
        ground.cable(gate(wish), cable(wish));
        yield new Outcome.Done("");
      }
      case "internet" -> {
        ground.internet(cable(wish));
        yield new Outcome.Done("");
      }
      case "power" -> {
        ground.gate(gate(wish)).cutPower();
        yield new Outcome.Done("Gate " + gate(wish) + " lost its power and starts again.");
      }
      case "climb" -> {
        ground.gate(gate(wish)).climbOver();
        yield new Outcome.Done("Somebody climbed over the arm of " + gate(wish) + ".");
      }
      case "fire" -> {
        ground.gate(gate(wish)).fire(truth(wish));
        yield new Outcome.Done("");
      }
      case "language" -> {
        ground.speak(gate(wish), language(wish));
        yield new Outcome.Done("");
      }
      case "revoke" -> {
        Guest guest = ground.guest(wish.text("guest"));
        ground.revoke(guest);
        yield new Outcome.Done(guest.name() + "'s ticket was taken back at the center.");
      }
      default -> new Outcome.NotNow("Nobody here knows how to " + act + ".");
    };
  }

  private static Outcome tap(Ground ground, Obj wish) throws IOException {
    Guest guest = ground.guest(wish.text("guest"));
    GateId gate = gate(wish);
    int lane = truth(wish, "leaves") ? GateUnit.OUT : GateUnit.IN;
    Optional<Ground.Shown> shown = ground.tap(guest, gate, lane);
    return shown
        .<Outcome>map(each -> new Outcome.Done(sentence(each)))
        .orElseGet(
            () -> new Outcome.NotNow("Somebody stands at " + gate + " just now; wait a moment."));
  }

  private static String sentence(Ground.Shown shown) {
    String code = shown.tapped().code().map(each -> " (" + each + ")").orElse("");
    return "%s at %s: %s%s".formatted(shown.guest(), shown.gate(), shown.headline(), code);
  }

  private static GateId gate(Obj wish) throws IOException {
    return new GateId(wish.text("gate"));
  }

  private static Language language(Obj wish) throws IOException {
    String tag = wish.text("language");
    return Language.of(tag)
        .orElseThrow(() -> new IllegalArgumentException("no panel speaks " + tag));
  }

  private static Cable.State cable(Obj wish) throws IOException {
    return Cable.State.valueOf(wish.text("state"));
  }

  private static boolean truth(Obj wish) {
    return truth(wish, "on");
  }

  private static boolean truth(Obj wish, String name) {
    return Boolean.TRUE.equals(wish.fields().get(name));
  }
}
