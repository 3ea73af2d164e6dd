package org.stile.center.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.center.board.Boards.average;
import static org.stile.center.board.Boards.pause;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.stile.center.board.Matchday.Evening;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.TestClock;

/** How often boards are read, and how much for each reading. */
@CenterTest
class BoardsPaceTest {
  private static final Duration USUAL = Duration.ofMillis(20);
  private static final Duration SLOW = Duration.ofMillis(400);

  @Inject Matchday matchday;
  @Inject EventTables tables;
  @Inject Database database;
  @Inject TestClock clock;

  @Test
  void one_slow_showing_hardly_delays_the_next() {
    assertThat(pause(average(Duration.ZERO, SLOW))).isEqualTo(Duration.ofMillis(100));
    Duration later = average(Duration.ZERO, SLOW);
    for (int i = 0; i < 10; i++) {
      later = average(later, USUAL);
    }
    assertThat(pause(later)).isBetween(Duration.ofMillis(40), Duration.ofMillis(70));
  }

  @Test
  void showings_that_are_always_slow_are_a_third_of_the_time_and_never_a_second_apart() {
    Duration usual = Duration.ZERO;
    for (int i = 0; i < 40; i++) {
      usual = average(usual, SLOW);
    }
    assertThat(pause(usual)).isBetween(SLOW.multipliedBy(19).dividedBy(10), SLOW.multipliedBy(2));
    assertThat(pause(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void reading_a_venue_nobody_counted_yet_reads_each_log_once_and_not_once_for_each_gate() {
    Evening evening = matchday.evening(10);
    long venue = evening.gate(0).venue();
    int gates = 300;
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO gate (venue_id, name, zones)"
                  + " SELECT ?, 'many-' || n, '{1}' FROM generate_series(1, ?) n",
              venue, gates);
          handle.execute(
              """
              INSERT INTO gate_log (venue_id, gate, log_id, hash, first_at, last_at)
              SELECT ?, 'many-' || n, decode(lpad(to_hex(n), 32, '0'), 'hex'),
                decode(lpad(to_hex(n), 64, '0'), 'hex'), now(), now()
              FROM generate_series(1, ?) n
              """,
              venue,
              gates);
        });
    long read =
        database.readOneMoment(
            handle -> {
              EventFacts facts = tables.event(handle, evening.event()).orElseThrow();
              Instant now = clock.instant();
              long before = rowsRead(handle);
              List<GateFacts> known = BoardTables.gates(handle, facts, now);
              assertThat(known).hasSizeGreaterThanOrEqualTo(gates);
              return rowsRead(handle) - before;
            });
    assertThat(read).isBetween((long) gates, 4L * gates);
  }

  /** Of the logs, in this transaction. */
  private static long rowsRead(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
            WHERE relname = 'gate_log'
            """)
        .mapTo(long.class)
        .one();
  }
}
