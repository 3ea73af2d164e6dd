package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.AdmissionRules.WhenClockUntrusted;
import org.stile.core.master.AdmissionRules.Window;
import org.stile.core.master.TicketStatus;

/** What holds for every ticket, ledger, clock and gate. */
class AdmissionPolicyPropertyTest {
  private static final ChipId OTHER_CHIP = new ChipId(Bytes.hex("04ffffffffffff"));
  private static final GateId NOWHERE = new GateId("x9");
  private static final int TRIES = 1000;

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void it_always_answers_and_always_the_same(@ForAll("scenes") Scene scene) {
    Decision decision = scene.decide();
    assertThat(scene.decide()).isEqualTo(decision);
    Advice advice =
        Advice.of(decision, Optional.of(scene.master()), List.of(Language.values()), Scene.TOKYO);
    assertThat(advice.lines()).hasSizeLessThanOrEqualTo(Advice.LINES_MAX);
    assertThat(advice.headline()).isNotBlank();
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void whom_it_admits_has_nothing_against_them(@ForAll("scenes") Scene scene) {
    if (scene.decide() instanceof Admit admit) {
      assertThat(scene.tap().chip()).isEqualTo(scene.ticket().ticket().chip());
      assertThat(scene.tap().admitting()).isEqualTo(Scene.CONCERT);
      assertThat(scene.master().status().of(scene.ticket().ticket().index()))
          .isEqualTo(TicketStatus.VALID);
      assertThat(admit.ticket()).isEqualTo(scene.ticket().id());
      assertThat(admit.direction()).isEqualTo(scene.tap().direction());
      assertThat(admit.group()).isEqualTo(scene.tap().group());
      assertThat(admit.number()).isBetween(1, Passage.NUMBER_MAX);
      assertThat(admit.debits() && admit.direction() == Direction.EXIT).isFalse();
      assertThat(admit.clockDoubted() && scene.tap().clock().trust() != Trust.UNTRUSTED).isFalse();
    }
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void the_same_but_for_one_thing_is_refused(@ForAll("scenes") Scene scene) {
    if (scene.decide() instanceof Admit) {
      int index = scene.ticket().ticket().index();
      var status = scene.master().status();
      assertRefused(scene.chip(OTHER_CHIP));
      assertRefused(scene.admitting(Scene.MATINEE));
      assertRefused(scene.status(status.with(Map.of(index, TicketStatus.REVOKED))));
      assertRefused(scene.status(status.with(Map.of(index, TicketStatus.SUSPENDED))));
      assertRefused(scene.seat(Scene.SEATS));
    }
  }

  private static void assertRefused(Scene scene) {
    assertThat(scene.decide()).isInstanceOf(Decision.Refuse.class);
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void a_new_number_is_above_all_that_were_taken(@ForAll("scenes") Scene scene) {
    if (scene.decide() instanceof Admit admit) {
      List<Passage> same =
          scene.tap().ledger().passages().stream()
              .filter(passage -> passage.direction() == admit.direction())
              .toList();
      if (admit.resumes().isEmpty()) {
        assertThat(same).allMatch(passage -> passage.number() < admit.number());
      } else {
        assertThat(same)
            .anyMatch(
                passage ->
                    passage.number() == admit.number()
                        && passage.sequence() == admit.resumes().getAsLong()
                        && passage.state() != State.PASSED);
      }
    }
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void a_later_hour_never_opens_what_was_closed(
      @ForAll("scenes") Scene scene, @ForAll("times") Instant later) {
    Instant now = scene.tap().clock().now();
    if (!later.isBefore(now)
        && scene.decide() instanceof Decision.Refuse refuse
        && refuse.why() instanceof Refusal.Closed) {
      assertThat(scene.at(later).decide()).isEqualTo(refuse);
    }
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void what_is_known_does_not_depend_on_who_told_it_first(
      @ForAll("passages") List<Passage> told, @ForAll Random random) {
    var shuffled = new ArrayList<>(told);
    Collections.shuffle(shuffled, random);
    var ledger = new TicketLedger(told);
    assertThat(new TicketLedger(shuffled)).isEqualTo(ledger);
    assertThat(new TicketLedger(ledger.passages())).isEqualTo(ledger);
    assertThat(TicketLedger.EMPTY.with(shuffled)).isEqualTo(ledger);
  }

  @Provide
  Arbitrary<Scene> scenes() {
    Arbitrary<Scene> tickets =
        Combinators.combine(
                Arbitraries.frequency(
                    Tuple.of(9, Scene.CHIP), net.jqwik.api.Tuple.of(1, OTHER_CHIP)),
                Arbitraries.frequency(
                    Tuple.of(9, TicketStatus.VALID),
                    Tuple.of(1, TicketStatus.REVOKED),
                    Tuple.of(1, TicketStatus.SUSPENDED)),
                Arbitraries.of(Scene.SEAT_NORTH, Scene.SEAT_NORTH, Scene.SEAT_SOUTH, Scene.SEATS),
                Arbitraries.of(0, 0, 5),
                Arbitraries.of(1, 1, 2, 3, 255),
                rules())
            .as(
                (chip, status, seat, type, entries, rules) ->
                    Scene.usual()
                        .chip(chip)
                        .status(Scene.concert().status().with(Map.of(17, status)))
                        .seat(seat)
                        .type(type)
                        .entries(entries)
                        .rules(_ -> rules));
    return Combinators.combine(
            tickets,
            Arbitraries.of(Scene.N3, Scene.N3, Scene.N4, Scene.S1, NOWHERE),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(Direction.class),
            passages(),
            times(),
            Arbitraries.of(Trust.class),
            Arbitraries.of(Scene.CONCERT, Scene.CONCERT, Scene.CONCERT, Scene.MATINEE))
        .as(
            (scene, gate, lane, direction, passages, now, trust, event) ->
                scene
                    .gate(gate)
                    .lane(lane)
                    .going(direction)
                    .ledger(new TicketLedger(passages))
                    .clock(now, trust)
                    .admitting(event));
  }

  private Arbitrary<AdmissionRules> rules() {
    return Combinators.combine(
            Arbitraries.of(ReEntry.class), Arbitraries.of(WhenClockUntrusted.class), windows())
        .as(
            (reEntry, untrusted, windows) ->
                new AdmissionRules(Scene.DOORS, Scene.LAST_ENTRY, windows, reEntry, untrusted));
  }

  private Arbitrary<List<Window>> windows() {
    return Combinators.combine(times(), Arbitraries.integers().between(1, 7200))
        .as((from, seconds) -> new Window(Set.of(5), from, from.plusSeconds(seconds)))
        .list()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.longs().between(-7200, 25_000).map(Scene.DOORS::plusSeconds)),
        Tuple.of(
            1, Arbitraries.of(Scene.DOORS, Scene.LAST_ENTRY, Scene.MASTER_ISSUED, Instant.EPOCH)));
  }

  @Provide
  Arbitrary<List<Passage>> passages() {
    return Combinators.combine(
            Arbitraries.of(Direction.class),
            Arbitraries.integers().between(1, 255).withDistribution(RandomDistribution.biased()),
            Arbitraries.of(Scene.N3, Scene.N4),
            Arbitraries.integers().between(0, 2),
            times(),
            Arbitraries.of(State.class),
            Arbitraries.of(Source.class))
        .as(
            (direction, number, gate, lane, at, state, source) ->
                new Passage(
                    direction,
                    number % 4 == 0 ? number : number % 4,
                    gate,
                    lane,
                    at,
                    state,
                    source,
                    source == Source.THIS_GATE ? number : 0))
        .list()
        .ofMaxSize(6);
  }
}
