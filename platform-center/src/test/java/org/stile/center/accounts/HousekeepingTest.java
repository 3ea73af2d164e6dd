package org.stile.center.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.TestClock;

@CenterTest
class HousekeepingTest {
  @Inject Housekeeping housekeeping;
  @Inject Database database;
  @Inject People people;
  @Inject TestClock clock;

  @Test
  void answers_are_kept_for_a_week_and_thrown_away_in_portions_after() {
    answers("old", 2 * Housekeeping.PORTION + 10, Duration.ofDays(8).plusMinutes(1));
    answers("kept", 3, Duration.ofDays(7).plusHours(1));
    housekeeping.tidy();
    assertThat(count("SELECT count(*) FROM idempotency WHERE owner = 'test-old'")).isZero();
    assertThat(count("SELECT count(*) FROM idempotency WHERE owner = 'test-kept'")).isEqualTo(3);
  }

  @Test
  void ended_sessions_go_and_others_stay() {
    var person = people.organizer();
    var other = people.organizer();
    database.change(
        handle ->
            handle.execute(
                "UPDATE session SET expires_at = ? WHERE account_id = ?",
                clock.instant().minusSeconds(1).atOffset(java.time.ZoneOffset.UTC),
                person.account()));
    housekeeping.tidy();
    assertThat(count("SELECT count(*) FROM session WHERE account_id = " + person.account()))
        .isZero();
    assertThat(count("SELECT count(*) FROM session WHERE account_id = " + other.account()))
        .isEqualTo(1);
  }

  private void answers(String owner, int rows, Duration age) {
    Instant at = clock.instant().minus(age);
    database.change(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO idempotency (owner, key, fingerprint, status, body, created_at)
                    SELECT :owner, n::text, '\\x00', 200, '\\x00', :at
                    FROM generate_series(1, :rows) AS n
                    """)
                .bind("owner", "test-" + owner)
                .bind("at", at)
                .bind("rows", rows)
                .execute());
  }

  private long count(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
