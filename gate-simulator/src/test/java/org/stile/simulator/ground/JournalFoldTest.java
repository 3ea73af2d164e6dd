package org.stile.simulator.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalRow;
import org.stile.simulator.ground.JournalFold.Arm;
import org.stile.simulator.ground.JournalFold.Counts;

class JournalFoldTest {
  private static final ClockReading AT =
      new ClockReading(Instant.parse("2026-06-13T18:00:00Z"), ClockReading.Trust.TRUSTED);
  private static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));

  private final JournalFold fold = new JournalFold();
  private long sequence;

  private void row(JournalEntry entry) {
    sequence++;
    fold.add(new JournalRow(sequence, entry, Bytes.EMPTY, sequence, Bytes.EMPTY));
  }

  private long grant(Direction direction) {
    var ticket = new TicketId(new EventId(1), 5);
    row(
        new JournalEntry.Granted(
            direction == Direction.ENTRY ? 0 : 1,
            AT,
            ticket,
            direction,
            1,
            CHIP,
            0,
            Bytes.hex("0011223344556677"),
            true,
            0,
            0,
            false));
    return sequence;
  }

  private void came(long grant, int lane, Outcome outcome) {
    row(new JournalEntry.Progress(lane, AT, grant, outcome, ""));
  }

  @Test
  void an_arm_is_open_from_the_row_that_opened_it_to_the_one_that_says_who_went() {
    long grant = grant(Direction.ENTRY);
    assertThat(fold.arm(0)).isEqualTo(Arm.LOCKED);
    came(grant, 0, Outcome.OPENED);
    assertThat(fold.arm(0)).isEqualTo(Arm.OPEN);
    assertThat(fold.arm(1)).isEqualTo(Arm.LOCKED);
    came(grant, 0, Outcome.PASSED);
    assertThat(fold.arm(0)).isEqualTo(Arm.LOCKED);
    assertThat(fold.counts()).isEqualTo(new Counts(3, 1, 0, 0, 0, 0));
  }

  @Test
  void who_leaves_is_counted_apart_and_who_stays_before_the_arm_is_no_admission() {
    came(grant(Direction.EXIT), 1, Outcome.PASSED);
    came(grant(Direction.ENTRY), 0, Outcome.NOT_PASSED);
    row(new JournalEntry.Refused(0, AT, Optional.empty(), Optional.of(CHIP), "R02-FORGED", ""));
    row(new JournalEntry.Incident(0, AT, "FORCED", "ENTRY"));
    assertThat(fold.counts()).isEqualTo(new Counts(6, 0, 1, 1, 1, 1));
  }

  @Test
  void a_fire_release_frees_an_arm_until_it_is_reset_by_key() {
    row(new JournalEntry.Incident(0, AT, "FIRE-RELEASE", ""));
    assertThat(fold.arm(0)).isEqualTo(Arm.FREE);
    row(new JournalEntry.Incident(0, AT, "FIRE-CLEARED", ""));
    assertThat(fold.arm(0)).isEqualTo(Arm.FREE);
    row(new JournalEntry.Incident(0, AT, "FIRE-RESET", ""));
    assertThat(fold.arm(0)).isEqualTo(Arm.LOCKED);
  }
}
