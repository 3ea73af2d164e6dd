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
    int gates = 300;
    for (int i = 0; i < 10; i++) {
      logs(matchday.evening(1).gate(0).venue(), gates);
    }
    database.change(handle -> handle.execute("ANALYZE gate, gate_log, gate_status"));
    Evening evening = matchday.evening(1);
    logs(evening.gate(0).venue(), gates);
    long read =
        database.readOneMoment(
            handle -> {
              EventFacts facts = EventTables.event(handle, evening.event()).orElseThrow();
              Instant now = clock.instant();
              long before = rowsRead(handle);
              List<GateFacts> known = BoardTables.gates(handle, facts, now);
              assertThat(known).hasSizeGreaterThanOrEqualTo(gates);
              return rowsRead(handle) - before;
            });
    assertThat(read).isBetween((long) gates, 4L * gates);
  }

  /** Gates of a venue that all said hello, and what they told. */
  private void logs(long venue, int gates) {
    database.change(
        handle -> {
          handle.execute(
              "INSERT INTO gate (venue_id, name, zones)"
                  + " SELECT ?, 'many-' || n, '{1}' FROM generate_series(1, ?) n",
              venue, gates);
          handle.execute(
              """
              WITH log AS (
                INSERT INTO gate_log (venue_id, gate, log_id, hash, first_at, last_at)
                SELECT ?, 'many-' || n, substring(sha256((n || 'of' || ?)::bytea) FROM 1 FOR 16), sha256(''), now(), now()
                FROM generate_series(1, ?) n RETURNING id, venue_id, gate)
              INSERT INTO gate_status (venue_id, gate, log, online, last_contact)
              SELECT venue_id, gate, id, true, now() FROM log
              """,
              venue,
              venue,
              gates);
        });
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
