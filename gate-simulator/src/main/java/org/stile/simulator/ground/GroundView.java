package org.stile.simulator.ground;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.core.id.GateId;
import org.stile.gate.device.Sounder.Sound;
import org.stile.simulator.office.Account;

/** All there is to see at a ground at one moment, as maps and lists for a page. */
final class GroundView {
  private static final int TAPS_SHOWN = 5;

  /** Of a stand; the panel says which tier. */
  private static final String TIER = " (lower|middle|upper) tier$";

  private GroundView() {}

  /** What the page is told. */
  static Map<String, Object> of(Ground ground) {
    var view = new LinkedHashMap<String, Object>();
    view.put("now", ground.now().toString());
    view.put("event", event(ground));
    view.put("gates", Ground.GATES.stream().map(id -> gate(ground, id)).toList());
    view.put("guests", ground.guests().values().stream().map(each -> guest(ground, each)).toList());
    view.put("truth", truth(ground));
    view.put("boards", List.of(venue(ground), center(ground)));
    view.put("signIn", signIn(ground));
    return view;
  }

  private static Map<String, Object> event(Ground ground) {
    var about = ground.tonight().information();
    return Map.of(
        "name", about.name(),
        "venue", about.venue(),
        "startsAt", about.startsAt().toString(),
        "timeZone", about.timeZone());
  }

  /** Where and how to sign in, at both ends of the internet line. */
  private static Map<String, Object> signIn(Ground ground) {
    Doors doors = ground.doors();
    return Map.of(
        "key", doors.key(),
        "center", door(doors.center(), ground.office().account()),
        "venue", door(doors.unit(), ground.sides().venue().account()));
  }

  private static Map<String, Object> door(URI address, Account account) {
    return Map.of(
        "address", address.toString(),
        "host", address.getHost(),
        "email", account.email(),
        "password", account.password());
  }

  private static Map<String, Object> gate(Ground ground, GateId id) {
    GateUnit unit = ground.gate(id);
    var view = new LinkedHashMap<String, Object>();
    view.put("id", id.value());
    view.put("serves", serves(ground, id));
    view.put("panel", unit.panel().map(GroundView::panel).orElse(null));
    view.put("sound", unit.sound().map(Sound::name).orElse(null));
    view.put("arm", arm(unit).name());
    view.put("busy", unit.isBusy(GateUnit.IN) || unit.isBusy(GateUnit.OUT));
    view.put("queue", ground.queue(id).get());
    view.put("cable", unit.cable().name());
    view.put("language", unit.languages().getFirst().tag());
    view.put("masters", unit.masters());
    view.put("counts", counts(unit.journal()));
    view.put(
        "taps",
        ground.taps().stream()
            .filter(each -> each.gate().equals(id))
            .limit(TAPS_SHOWN)
            .map(GroundView::tap)
            .toList());
    return view;
  }

  private static JournalFold.Arm arm(GateUnit unit) {
    JournalFold.Arm in = unit.arm(GateUnit.IN);
    return in == JournalFold.Arm.LOCKED ? unit.arm(GateUnit.OUT) : in;
  }

  private static String serves(Ground ground, GateId id) {
    var venue = ground.tonight().venue();
    return String.join(
        ", ",
        venue.gates().stream()
            .filter(gate -> gate.id().equals(id))
            .flatMap(gate -> gate.zones().stream().sorted())
            .flatMap(zone -> venue.zones().stream().filter(each -> each.number() == zone))
            .map(zone -> zone.name().replaceFirst(TIER, ""))
            .distinct()
            .toList());
  }

  private static Map<String, Object> panel(PanelReader.Picture picture) {
    return Map.of(
        "tone", picture.tone().name(),
        "headline", picture.headline(),
        "lines", picture.lines());
  }

  private static Map<String, Object> counts(JournalWatch journal) {
    JournalFold.Counts counts = journal.counts();
    return Map.of(
        "rows", counts.sequence(),
        "unsent", journal.unsent(),
        "admitted", counts.admitted(),
        "left", counts.left(),
        "refused", counts.refused(),
        "forced", counts.forced());
  }

  private static Map<String, Object> tap(Ground.Shown shown) {
    Tapped tapped = shown.tapped();
    return Map.of(
        "at", tapped.at(),
        "guest", shown.guest(),
        "headline", shown.headline(),
        "direction", GateUnit.direction(tapped.lane()).name(),
        "code", tapped.code().orElse(""),
        "ms", Math.round(tapped.millis()));
  }

  private static Map<String, Object> guest(Ground ground, Guest guest) {
    return Map.of(
        "id", guest.id(),
        "name", guest.name(),
        "what", guest.words().what(),
        "expect", guest.words().expect(),
        "revoked", ground.isRevoked(guest));
  }

  /** What the gates' own journals say, sent or not: nobody at the ground knows better. */
  private static Map<String, Object> truth(Ground ground) {
    long admitted = 0;
    long left = 0;
    long refused = 0;
    long held = 0;
    for (GateUnit unit : ground.gates().values()) {
      JournalFold.Counts counts = unit.journal().counts();
      admitted += counts.admitted();
      left += counts.left();
      refused += counts.refused();
      held += unit.cable() == Cable.State.PLUGGED ? 0 : unit.journal().unsent();
    }
    return Map.of("admitted", admitted, "left", left, "refused", refused, "held", held);
  }

  private static Map<String, @Nullable Object> venue(Ground ground) {
    var view = board(ground.venue());
    view.put("name", "venue");
    view.put("title", "The venue’s unit knows");
    view.put("about", "At the ground; the gates’ cables lead here. Needs no internet.");
    return view;
  }

  private static Map<String, @Nullable Object> center(Ground ground) {
    var view = board(ground.center());
    view.put("name", "center");
    view.put("title", "The center knows");
    view.put("about", "Far away, behind the venue’s internet line.");
    view.put("line", ground.sides().internet().state().name());
    return view;
  }

  private static Map<String, @Nullable Object> board(BoardWatch board) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("answers", board.answers());
    Optional<BoardWatch.Word> word = board.last();
    view.put("at", word.map(each -> each.at().toString()).orElse(null));
    view.put("summary", word.map(BoardWatch.Word::summary).orElse(null));
    view.put("counts", word.map(BoardWatch.Word::counts).orElse(null));
    view.put("incidents", word.map(BoardWatch.Word::incidents).orElse(List.of()));
    return view;
  }
}
