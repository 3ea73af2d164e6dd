package org.stile.system.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.Journal;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Language;
import org.stile.core.admission.Refusal;
import org.stile.core.id.GateId;
import org.stile.gate.lane.LaneSettings;
import org.stile.gate.lane.TapReport;

/** A venue, journals in a folder of their own, lanes that are closed again. */
abstract class LaneFixture {
  static final GateId NORTH = new GateId("n1");
  static final GateId NEXT = new GateId("n2");
  static final GateId FOYER = new GateId("foyer");

  @TempDir Path folder;
  final Venue venue = new Venue();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  final <C extends AutoCloseable> C closedAfterwards(C closeable) {
    open.add(closeable);
    return closeable;
  }

  final SqliteJournal journal(String name, GateId gate) throws Exception {
    return closedAfterwards(
        SqliteJournal.open(
            new SqliteJournal.Setup(
                folder.resolve(name),
                gate,
                PeerPassages.NONE,
                Uploads.NONE,
                System::nanoTime,
                venue.random)));
  }

  /** Short times, and an answer that leaves the panel with the chip. */
  static LaneSettings settings(GateId gate, int lane, Direction direction) {
    var times =
        new LaneSettings.Times(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofMillis(200));
    return new LaneSettings(gate, lane, direction, Optional.empty(), times, List.of(Language.EN));
  }

  final LaneRig rig(Journal journal, GateId gate, int lane, Direction direction) throws Exception {
    return closedAfterwards(new LaneRig(venue, journal, settings(gate, lane, direction)));
  }

  /** Lane 0 of the gate in the north, with a journal of its own. */
  final LaneRig north() throws Exception {
    return rig(journal("journal.db", NORTH), NORTH, 0, Direction.ENTRY);
  }

  static Refusal refusal(TapReport report) {
    assertThat(report.opened()).isFalse();
    return switch (report.decision()) {
      case Decision.Refuse refuse -> refuse.why();
      case Admit admit -> throw new AssertionError("admitted: " + admit);
    };
  }

  static Admit admission(TapReport report) {
    return switch (report.decision()) {
      case Admit admit -> {
        assertThat(report.opened()).isTrue();
        yield admit;
      }
      case Decision.Refuse refuse -> throw new AssertionError("refused: " + refuse);
    };
  }
}
