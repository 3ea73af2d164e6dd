package org.stile.center.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.web.Role;

@CenterTest
class AuditTest {
  @Inject Audit audit;
  @Inject Chainer chainer;
  @Inject Database database;
  @Inject People people;

  @ConfigProperty(name = "stile.home")
  String home;

  @Test
  void rows_take_their_place_and_the_whole_log_is_as_it_was_recorded() {
    recordedAndChained(2500);
    var result = verify(List.of());
    assertThat(result.fault()).isEmpty();
    assertThat(result.chained()).isGreaterThanOrEqualTo(2500);
  }

  @Test
  void rows_recorded_by_many_at_once_are_all_chained_once() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var writers =
          IntStream.range(0, 8)
              .<Callable<Object>>mapToObj(
                  _ ->
                      () -> {
                        for (int i = 0; i < 50; i++) {
                          recorded(1);
                          if (i % 10 == 0) {
                            chainer.chainAll();
                          }
                        }
                        return true;
                      })
              .toList();
      for (var writer : threads.invokeAll(writers)) {
        writer.get();
      }
    }
    chainedAll();
    assertThat(verify(List.of()).fault()).isEmpty();
  }

  @Test
  void a_changed_row_is_named() {
    long id = recordedAndChained(5);
    tampered(
        handle -> handle.execute("UPDATE audit SET detail = '{\"n\":99}' WHERE id = ?", id),
        List.of(),
        "(id " + id + ",");
  }

  @Test
  void each_recorded_column_is_under_the_hash() {
    for (String change :
        List.of(
            "at = at + interval '1 microsecond'",
            "actor = actor || ' '",
            "organizer_id = 4711",
            "seller_id = 0",
            "action = 'test.other'",
            "subject = 'x:1'",
            "detail = '{}'")) {
      long id = recordedAndChained(2);
      tampered(
          handle -> handle.execute("UPDATE audit SET " + change + " WHERE id = ?", id),
          List.of(),
          "(id " + id + ",");
    }
  }

  @Test
  void a_removed_row_is_noticed() {
    long id = recordedAndChained(5);
    recordedAndChained(1);
    tampered(
        handle -> handle.execute("DELETE FROM audit WHERE id = ?", id), List.of(), "is missing");
  }

  @Test
  void two_rows_that_changed_places_are_noticed() {
    long id = recordedAndChained(5);
    tampered(
        handle -> {
          long place = place(handle, id);
          handle.execute("UPDATE audit SET position = -1 WHERE position = ?", place);
          handle.execute("UPDATE audit SET position = ? WHERE position = ?", place, place - 1);
          handle.execute("UPDATE audit SET position = ? WHERE position = -1", place - 1);
        },
        List.of(),
        "not as it was recorded, or not where");
  }

  @Test
  void a_cut_off_end_is_noticed_by_a_checkpoint_and_by_nothing_else() {
    recordedAndChained(5);
    Checkpoint end = verify(List.of()).head().orElseThrow();
    inPlayedBack(
        handle -> {
          handle.execute("DELETE FROM audit WHERE position >= ?", end.position() - 2);
          assertThat(Verification.verify(handle, List.of()).fault()).isEmpty();
          assertThat(Verification.verify(handle, List.of(end)).fault().orElse(""))
              .contains("its end was cut off");
        });
  }

  @Test
  void a_chain_written_anew_does_not_fit_the_checkpoint() {
    long id = recordedAndChained(5);
    Checkpoint end = verify(List.of()).head().orElseThrow();
    inPlayedBack(
        handle -> {
          long place = place(handle, id);
          handle.execute("UPDATE audit SET actor = 'account:2' WHERE id = ?", id);
          rewritten(handle, place);
          assertThat(Verification.verify(handle, List.of()).fault()).isEmpty();
          assertThat(Verification.verify(handle, List.of(end)).fault().orElse(""))
              .contains("written anew");
        });
  }

  @Test
  void accidents_cannot_change_remove_or_empty_the_log() {
    long id = recordedAndChained(1);
    long fresh = recorded(1);
    for (String sql :
        List.of(
            "UPDATE audit SET detail = '{}' WHERE id = " + id,
            "UPDATE audit SET position = position + 1000000 WHERE id = " + id,
            "UPDATE audit SET subject = 'x' WHERE id = " + fresh,
            "DELETE FROM audit WHERE id = " + id,
            "DELETE FROM audit WHERE id = " + fresh,
            "TRUNCATE audit")) {
      assertThatThrownBy(() -> database.change(handle -> handle.execute(sql)))
          .as(sql)
          .hasMessageContaining("never changed");
    }
    chainedAll();
    assertThat(verify(List.of()).fault()).isEmpty();
  }

  @Test
  void the_center_notes_how_far_the_chain_goes_and_keeps_the_note_when_it_is_contradicted()
      throws IOException {
    recordedAndChained(3);
    chainer.run();
    Path file = Path.of(home, Checkpoint.FILE);
    Checkpoint noted = Checkpoint.read(file).orElseThrow();
    assertThat(verify(List.of(noted)).fault()).isEmpty();
    var forged = new Checkpoint(noted.position(), AuditChain.BEGINNING);
    Files.writeString(file, forged + "\n");
    recordedAndChained(1);
    chainer.run();
    assertThat(Checkpoint.read(file)).contains(forged);
    Files.delete(file);
    chainer.run();
    assertThat(verify(List.of(Checkpoint.read(file).orElseThrow())).fault()).isEmpty();
  }

  @Test
  void a_checkpoint_that_is_none_is_told_so() {
    for (String text : List.of("", "17", "17:abc", "x:" + "0".repeat(64), "-1:" + "0".repeat(64))) {
      assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
    String good = "17:" + "0".repeat(64);
    assertThat(Checkpoint.parse(good + "\n").toString()).isEqualTo(good);
  }

  @Test
  void an_organizer_reads_its_own_rows_alone() {
    var organizer = people.organizer();
    var other = people.organizer();
    recordFor(OptionalLong.of(organizer.party()), "test.mine");
    recordFor(OptionalLong.of(other.party()), "test.theirs");
    recordFor(OptionalLong.empty(), "test.center");
    get(organizer, "")
        .body("entries.action", hasItem("test.mine"))
        .body("entries.organizer", everyItem(equalTo((int) organizer.party())));
    get(organizer, "?action=test.theirs").body("entries", empty());
    get(organizer, "?action=test.center").body("entries", empty());
  }

  @Test
  void an_administrator_reads_of_accounts_and_an_auditor_of_none_reads_all() {
    var organizer = people.organizer();
    recordFor(OptionalLong.of(organizer.party()), "event.secret");
    recordFor(OptionalLong.of(organizer.party()), "account.create");
    var administrator = people.administrator();
    get(administrator, "?action=event.secret").body("entries", empty());
    get(administrator, "?action=account.create").body("entries", not(empty()));
    var auditor = people.person(OptionalLong.empty(), OptionalLong.empty(), Role.AUDITOR);
    get(auditor, "?action=event.secret").body("entries", not(empty()));
    var bound =
        people.person(
            OptionalLong.of(people.organizer().party()), OptionalLong.empty(), Role.AUDITOR);
    get(bound, "?action=event.secret").body("entries", empty());
  }

  @Test
  void pages_follow_each_other_without_gap_and_filters_say_what_is_wrong() {
    var organizer = people.organizer();
    for (int i = 0; i < 5; i++) {
      recordFor(OptionalLong.of(organizer.party()), "test.page");
    }
    var first = get(organizer, "?action=test.page&limit=2").body("entries", hasSize(2)).extract();
    int next = first.path("nextBefore");
    get(organizer, "?action=test.page&limit=200&before=" + next).body("entries", hasSize(3));
    given()
        .header("Authorization", "Bearer " + organizer.token())
        .get("/api/v1/audit?action=%25&from=tomorrow&limit=0")
        .then()
        .statusCode(400)
        .body("errors.at", equalTo(List.of("action", "from", "limit")));
  }

  private io.restassured.response.ValidatableResponse get(People.Person person, String query) {
    return given()
        .header("Authorization", "Bearer " + person.token())
        .get("/api/v1/audit" + query)
        .then()
        .statusCode(200);
  }

  /** Does harm, and finds that it is named; then all is as before. */
  private void tampered(
      java.util.function.Consumer<Handle> harm, List<Checkpoint> noted, String told) {
    inPlayedBack(
        handle -> {
          assertThat(Verification.verify(handle, noted).fault()).isEmpty();
          harm.accept(handle);
          assertThat(Verification.verify(handle, noted).fault().orElse("nothing")).contains(told);
        });
    assertThat(verify(noted).fault()).isEmpty();
  }

  /** As somebody who owns the database and turns its triggers off; rolled back after. */
  private void inPlayedBack(java.util.function.Consumer<Handle> work) {
    try {
      database.change(
          handle -> {
            handle.execute("SET LOCAL session_replication_role = replica");
            work.accept(handle);
            throw new PlayedBack();
          });
    } catch (PlayedBack e) {
      // As it should.
    }
  }

  private static final class PlayedBack extends RuntimeException {}

  /** Hashes all from a place on again, as a forger would. */
  private static void rewritten(Handle handle, long from) {
    var hash =
        org.stile.core.Bytes.copyOf(
            handle
                .createQuery("SELECT hash FROM audit WHERE position = :p")
                .bind("p", from - 1)
                .mapTo(byte[].class)
                .one());
    var rows =
        handle
            .createQuery(
                "SELECT "
                    + AuditChain.Row.COLUMNS
                    + " FROM audit WHERE position >= :p ORDER BY position")
            .bind("p", from)
            .map(AuditChain.Row::of)
            .list();
    long position = from;
    for (var row : rows) {
      hash = AuditChain.hash(hash, position, row);
      handle.execute("UPDATE audit SET hash = ? WHERE id = ?", hash.toArray(), row.id());
      position++;
    }
  }

  private static long place(Handle handle, long id) {
    return handle
        .createQuery("SELECT position FROM audit WHERE id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }

  private Verification.Result verify(List<Checkpoint> noted) {
    return database.readOneMoment(handle -> Verification.verify(handle, noted));
  }

  private long recordedAndChained(int rows) {
    long id = recorded(rows);
    chainedAll();
    return id;
  }

  /** Another node, here the scheduled run, may hold the lock for a moment. */
  private void chainedAll() {
    do {
      chainer.chainAll();
    } while (verify(List.of()).waiting() > 0);
  }

  private long recorded(int rows) {
    return database.write(
        handle -> {
          for (int i = 0; i < rows; i++) {
            audit.record(
                handle,
                "account:1",
                OptionalLong.of(1),
                OptionalLong.empty(),
                "test.done",
                "thing:" + UUID.randomUUID(),
                Map.of("n", i));
          }
          return handle
              .createQuery("SELECT max(id) FROM audit WHERE action = 'test.done'")
              .mapTo(Long.class)
              .one();
        });
  }

  private void recordFor(OptionalLong organizer, String action) {
    database.change(
        handle ->
            audit.record(
                handle, "account:1", organizer, OptionalLong.empty(), action, "thing:1", Map.of()));
  }
}
