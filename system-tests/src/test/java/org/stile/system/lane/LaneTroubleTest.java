package org.stile.system.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Tone;
import org.stile.gate.device.ActuatorException;
import org.stile.gate.device.Sounder.Sound;
import org.stile.gate.device.Turnstile;
import org.stile.gate.lane.FireLatch;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.TapReport;
import org.stile.gate.lane.Trouble;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChips;
import org.stile.simulator.pn532.Pace;
import org.stile.simulator.pn532.ReaderListener;
import org.stile.simulator.pn532.SimulatedReader;

/** What a lane does when something around it fails, and when it burns. */
class LaneTroubleTest extends LaneFixture {
  @Test
  void law_1_without_a_journal_the_arm_stays_shut_and_the_chip_keeps_its_entry() throws Exception {
    var journal = new FaultyJournal(journal("journal.db", NORTH));
    LaneRig rig = rig(journal, NORTH, 0, Direction.ENTRY);
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    rig.await(LaneState.Idle.class);
    journal.disk(FaultyJournal.Disk.FULL);
    TapReport report = rig.hold(chip);
    assertThat(refusal(report)).isInstanceOf(Refusal.GateOutOfOrder.class);
    assertThat(report.shown().tone()).isEqualTo(Tone.OUT_OF_ORDER);
    assertThat(rig.await(LaneState.OutOfOrder.class).trouble()).isEqualTo(Trouble.JOURNAL);
    assertThat(rig.arm.released()).isEmpty();
    assertThat(venue.entriesLeft(chip)).isOne();

    journal.disk(FaultyJournal.Disk.FINE);
    rig.await(Incident.BACK_IN_ORDER);
    rig.remove(chip);
    admission(rig.tap(chip));
    assertThat(venue.entriesLeft(chip)).isZero();
    assertThat(rig.allRowsAfter(0))
        .containsSubsequence(
            "STARTED", "JOURNAL-FAILED", "BACK-IN-ORDER", "GRANTED", "STAMPED", "OPENED", "PASSED");
  }

  @Test
  void a_passage_that_could_not_be_written_is_written_when_the_disk_has_room() throws Exception {
    var journal = new FaultyJournal(journal("journal.db", NORTH));
    LaneRig rig = rig(journal, NORTH, 0, Direction.ENTRY);
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    TapReport report = rig.hold(chip);
    admission(report);
    rig.lastRow(); // STAMPED and OPENED are there.
    journal.disk(FaultyJournal.Disk.FULL);
    rig.arm.walk(Direction.ENTRY);
    assertThat(rig.await(LaneState.OutOfOrder.class).trouble()).isEqualTo(Trouble.JOURNAL);
    journal.disk(FaultyJournal.Disk.FINE);
    rig.await(Incident.BACK_IN_ORDER);
    rig.remove(chip);
    assertThat(refusal(rig.tap(chip))).isInstanceOf(Refusal.AlreadyInside.class);
    assertThat(rig.allRowsAfter(0))
        .containsSubsequence("OPENED", "PASSED", "JOURNAL-FAILED", "BACK-IN-ORDER");
  }

  @Test
  void a_row_that_became_durable_unheard_is_taken_up_again_without_a_second_debit()
      throws Exception {
    var journal = new FaultyJournal(journal("journal.db", NORTH));
    LaneRig rig = rig(journal, NORTH, 0, Direction.ENTRY);
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    rig.await(LaneState.Idle.class);
    rig.lastRow();
    journal.disk(FaultyJournal.Disk.STALLED);
    assertThat(refusal(rig.hold(chip))).isInstanceOf(Refusal.GateOutOfOrder.class);
    journal.disk(FaultyJournal.Disk.FINE);
    rig.remove(chip);
    assertThat(admission(rig.tap(chip)).resumes()).isPresent();
    assertThat(venue.entriesLeft(chip)).isZero();
    assertThat(rig.allRowsAfter(0)).containsOnlyOnce("GRANTED");
  }

  @Test
  void the_same_ticket_at_two_readers_at_one_instant_is_admitted_once() throws Exception {
    var journal = journal("journal.db", NORTH);
    LaneRig left = rig(journal, NORTH, 0, Direction.ENTRY);
    LaneRig right = rig(journal, NORTH, 1, Direction.ENTRY);
    left.await(LaneState.Idle.class);
    right.await(LaneState.Idle.class);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 10; round++) {
        DesfireChip chip = venue.chip(Generation.EV2, venue.north(40 + round));
        DesfireChip twin = VirtualChips.twin(chip, venue.random, ComputeTimes.OFF);
        var start = new CyclicBarrier(2);
        Callable<TapReport> one =
            () -> {
              start.await();
              return left.tap(chip);
            };
        Callable<TapReport> other =
            () -> {
              start.await();
              return right.tap(twin);
            };
        var first = threads.submit(one);
        var second = threads.submit(other);
        assertThat(List.of(first.get().opened(), second.get().opened()))
            .containsExactlyInAnyOrder(true, false);
      }
    }
  }

  @Test
  void law_7_a_fire_release_is_shown_and_remembered_and_the_arm_is_not_locked_before_its_reset()
      throws Exception {
    Path latch = folder.resolve("fire-release-0");
    var journal = journal("journal.db", NORTH);
    var settings = settings(NORTH, 0, Direction.ENTRY);
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    try (var rig = new LaneRig(venue, journal, settings, FireLatch.inFile(latch))) {
      rig.await(LaneState.Idle.class);
      rig.arm.fire(true);
      rig.await(LaneState.FireRelease.class);
      assertThat(rig.shown.getLast().tone()).isEqualTo(Tone.GO);
      rig.arm.walk(Direction.EXIT);
      rig.reader.place(chip);
      assertThat(rig.answersWithin(Duration.ofMillis(500))).isFalse();
      rig.arm.reset();
      rig.await(Incident.FIRE_RELEASE);
      assertThat(rig.state()).isEqualTo(new LaneState.FireRelease(true, 1));
    }
    assertThat(latch).exists();
    try (var rig = new LaneRig(venue, journal, settings, FireLatch.inFile(latch))) {
      rig.await(LaneState.FireRelease.class);
      rig.arm.reset();
      rig.await(Incident.FIRE_RESET);
      admission(rig.tap(chip));
    }
    assertThat(Files.exists(latch)).isFalse();
  }

  @Test
  void a_fire_release_takes_over_from_an_open_arm() throws Exception {
    LaneRig rig = north();
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    admission(rig.hold(chip));
    rig.arm.fire(true);
    rig.await(LaneState.FireRelease.class);
    rig.arm.fire(false);
    rig.await(Incident.FIRE_CLEARED);
    rig.arm.reset();
    rig.await(Incident.FIRE_RESET);
    rig.remove(chip);
  }

  @Test
  void who_climbs_over_is_heard_and_written_down() throws Exception {
    LaneRig rig = north();
    rig.await(LaneState.Idle.class);
    rig.arm.walk(Direction.ENTRY);
    rig.await(Incident.FORCED);
    assertThat(rig.heard).contains(Sound.ALARM);
    assertThat(rig.rowsAfter(0)).containsExactly("STARTED", "FORCED");
  }

  @Test
  void an_arm_that_never_says_what_came_of_it_is_out_of_order() throws Exception {
    var journal = journal("journal.db", NORTH);
    var mute = new MuteArm();
    try (var rig = LaneRig.withArm(venue, journal, settings(NORTH, 0, Direction.ENTRY), mute)) {
      DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
      admission(rig.hold(chip));
      rig.await(Incident.PASSAGE_UNKNOWN);
      assertThat(mute.locks).isPositive();
      assertThat(rig.rowsAfter(0))
          .containsSubsequence("GRANTED", "STAMPED", "OPENED", "PASSAGE-UNKNOWN");
    }
  }

  @Test
  void an_arm_that_cannot_be_told_keeps_the_visitor_outside_with_the_grant_open() throws Exception {
    var journal = journal("journal.db", NORTH);
    var stuck = new MuteArm();
    try (var rig = LaneRig.withArm(venue, journal, settings(NORTH, 0, Direction.ENTRY), stuck)) {
      rig.await(LaneState.Idle.class);
      stuck.broken = true;
      DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
      assertThat(refusal(rig.hold(chip))).isInstanceOf(Refusal.GateOutOfOrder.class);
      assertThat(rig.await(LaneState.OutOfOrder.class).trouble()).isEqualTo(Trouble.ARM);
      stuck.broken = false;
      rig.await(Incident.BACK_IN_ORDER);
      rig.remove(chip);
      TapReport again = rig.hold(chip);
      assertThat(admission(again).resumes()).isPresent();
      assertThat(venue.contents(chip).stamps()).hasSize(1);
    }
  }

  /** An arm without a passage sensor. */
  private static final class MuteArm implements Turnstile {
    volatile int locks;
    volatile boolean broken;

    @Override
    public void release(Direction direction, Duration openFor) throws ActuatorException {
      if (broken) {
        throw new ActuatorException("no answer from the arm");
      }
    }

    @Override
    public synchronized void lock() throws ActuatorException {
      if (broken) {
        throw new ActuatorException("no answer from the arm");
      }
      locks++;
    }

    @Override
    public void onEvent(Consumer<PassageEvent> listener) {}

    @Override
    public void close() {}
  }

  @Test
  void a_reader_that_is_plugged_in_later_is_found() throws Exception {
    Path link = folder.resolve("reader");
    var journal = journal("journal.db", NORTH);
    var settings = settings(NORTH, 0, Direction.ENTRY);
    try (var first = SimulatedReader.onPty();
        var rig =
            new LaneRig(
                venue, journal, settings, FireLatch.none(), first, () -> LaneRig.reader(link))) {
      assertThat(rig.await(LaneState.OutOfOrder.class).trouble()).isEqualTo(Trouble.READER);
      assertThat(rig.shown.getLast().tone()).isEqualTo(Tone.OUT_OF_ORDER);
      try (var late = SimulatedReader.onPty(link, Pace.INSTANT, ReaderListener.NONE)) {
        rig.await(Incident.BACK_IN_ORDER);
        late.place(venue.chip(Generation.EV2, venue.north(5)));
        admission(rig.answer());
      }
    }
  }

  @Test
  void without_an_event_a_gate_says_so_until_there_is_one() throws Exception {
    var masters = venue.masters.getAndSet(List.of());
    LaneRig rig = north();
    assertThat(rig.await(LaneState.OutOfOrder.class).trouble()).isEqualTo(Trouble.NO_EVENT);
    venue.masters.set(masters);
    rig.await(Incident.BACK_IN_ORDER);
    admission(rig.tap(venue.chip(Generation.EV2, venue.north(5))));
  }

  @Test
  void two_chips_at_once_are_asked_for_one_at_a_time() throws Exception {
    LaneRig rig = north();
    rig.await(LaneState.Idle.class);
    DesfireChip one = venue.chip(Generation.EV2, venue.north(5));
    DesfireChip other = venue.chip(Generation.EV2, venue.north(6));
    rig.reader.power(false);
    rig.reader.place(one);
    rig.reader.place(other);
    rig.reader.power(true);
    assertThat(refusal(rig.answer())).isEqualTo(new Refusal.SeveralChips(2));
    assertThat(rig.heard).containsOnly(Sound.AGAIN);
    rig.reader.remove(other);
    rig.remove(one);
    admission(rig.tap(one));
  }

  @Test
  void a_lane_that_is_stopped_lets_the_visitor_in_the_arm_through_first() throws Exception {
    LaneRig rig = north();
    DesfireChip chip = venue.chip(Generation.EV2, venue.north(5));
    admission(rig.hold(chip));
    Thread stopping = Thread.ofPlatform().start(rig::stop);
    rig.arm.walk(Direction.ENTRY);
    stopping.join();
    assertThat(rig.rowsAfter(0))
        .containsExactly("STARTED", "GRANTED", "STAMPED", "OPENED", "PASSED", "STOPPED");
  }

  @Test
  void a_lane_that_waits_for_a_chip_stops_at_once() throws Exception {
    LaneRig rig = north();
    rig.await(LaneState.Idle.class);
    long before = System.nanoTime();
    rig.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }
}
