package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import jakarta.inject.Inject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class AllotmentsTest {
  private static final int SEATS = 1_000;

  @Inject People people;
  @Inject Stadium stadium;

  private Person organizer;
  private Person north;
  private Person south;
  private long event;

  @BeforeEach
  void an_event_with_two_sellers() {
    organizer = people.organizer();
    north = people.seller();
    south = people.seller();
    event = stadium.event(organizer, SEATS);
    stadium.handles(organizer, event, north);
    stadium.handles(organizer, event, south);
  }

  private String cells(Person seller, String ranges) {
    return "{\"by\":\"cells\",\"seller\":" + seller.party() + ",\"cells\":" + ranges + "}";
  }

  @Test
  void selected_cells_become_the_sellers() {
    stadium
        .allot(organizer, event, cells(north, "[[20,5],[10,2],[11,1]]"))
        .statusCode(200)
        .body("[0].seats", equalTo(7))
        .body(
            "[0].cells",
            equalTo(java.util.List.of(java.util.List.of(10, 2), java.util.List.of(20, 5))));
    assertThat(stadium.seatsOf(event, north)).containsExactly(10, 11, 20, 21, 22, 23, 24);
  }

  @Test
  void a_conflict_names_exactly_the_seats_lost_and_changes_nothing() {
    stadium.allot(organizer, event, cells(north, "[[3,2]]")).statusCode(200);
    stadium.block(organizer, event, "{\"blocked\":true,\"cells\":[[7,1]]}").statusCode(200);
    stadium
        .allot(organizer, event, cells(south, "[[0,10]]"))
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:seats-lost"))
        .body("errors.at", contains("3-4", "7"))
        .body("errors[0].message", containsString("seats 4 to 5: allotted to Seller"))
        .body("errors[1].message", containsString("seat 8: blocked"));
    assertThat(stadium.seatsOf(event, south)).isEmpty();
  }

  @Test
  void every_other_seat_of_a_stadium_is_given_in_moments_also_without_statistics() {
    long large = stadium.event(organizer, 40_000);
    stadium.handles(organizer, large, north);
    var ranges = new StringBuilder();
    for (int seat = 0; seat < 40_000; seat += 2) {
      ranges.append(seat == 0 ? "[" : ",").append("[").append(seat).append(",1]");
    }
    // The database's own socket timeout would end it after 20 s.
    stadium.allot(organizer, large, cells(north, ranges + "]")).statusCode(200);
    assertThat(stadium.seatsOf(large, north)).hasSize(20_000);
  }

  @Test
  void a_seller_that_does_not_handle_the_event_gets_nothing() {
    Person stranger = people.seller();
    stadium
        .allot(organizer, event, cells(stranger, "[[0,1]]"))
        .statusCode(400)
        .body("errors[0].at", equalTo("seller"));
  }

  @Test
  void ranges_outside_the_plan_are_all_named() {
    stadium
        .allot(organizer, event, cells(north, "[[-1,1],[0,0],[999,2],[999,1]]"))
        .statusCode(400)
        .body("errors.at", contains("cells[0]", "cells[1]", "cells[2]"));
  }

  @Test
  void an_event_that_is_not_published_has_no_seats_to_give() {
    long draft =
        stadium.event(organizer, org.stile.center.seating.SampleStadium.plan(SEATS), "DRAFT");
    stadium.handles(organizer, draft, north);
    stadium
        .allot(organizer, draft, cells(north, "[[0,1]]"))
        .statusCode(409)
        .body("type", equalTo("urn:stile:problem:event-not-published"));
  }

  @Test
  void another_organizer_cannot_tell_the_event_from_one_that_is_not_there() {
    Person other = people.organizer();
    String body = cells(north, "[[0,1]]");
    stadium.allot(other, event, body).statusCode(404);
    stadium.allot(other, 4_000_000_000L, body).statusCode(404);
    stadium
        .withdraw(other, event, "{\"what\":\"all\",\"seller\":" + north.party() + "}")
        .statusCode(404);
    stadium.block(other, event, "{\"blocked\":true,\"cells\":[[0,1]]}").statusCode(404);
    stadium.get(other, "/events/" + event + "/map/seats").statusCode(404);
    stadium.get(other, "/events/" + event + "/sellers").statusCode(404);
  }

  @Test
  void a_count_is_carved_in_one_piece_where_one_is_large_enough() {
    stadium.allot(organizer, event, cells(north, "[[5,1]]")).statusCode(200);
    String body = "{\"by\":\"count\",\"seller\":" + south.party() + ",\"count\":100}";
    stadium.allot(organizer, event, body).statusCode(200).body("[0].cells", hasSize(1));
    assertThat(stadium.seatsOf(event, south))
        .containsExactlyElementsOf(IntStream.range(6, 106).boxed().toList());
  }

  @Test
  void a_count_of_one_type_takes_only_that_type() {
    String body = "{\"by\":\"count\",\"seller\":" + south.party() + ",\"count\":5,\"type\":%d}";
    int type = 2;
    stadium.allot(organizer, event, body.formatted(type)).statusCode(200);
    assertThat(stadium.count(event, "seller_id = " + south.party())).isEqualTo(5);
    assertThat(stadium.count(event, "seller_id = " + south.party() + " AND type <> " + type))
        .isZero();
  }

  @Test
  void more_than_there_is_is_refused_with_how_many_there_are() {
    String body = "{\"by\":\"count\",\"seller\":" + south.party() + ",\"count\":%d}";
    stadium
        .allot(organizer, event, body.formatted(SEATS + 1))
        .statusCode(409)
        .body("detail", containsString("Only " + SEATS));
    stadium.allot(organizer, event, body.formatted(SEATS)).statusCode(200);
  }

  @Test
  void a_type_goes_whole_to_a_seller() {
    int wheelchairs = stadium.count(event, "type = 2");
    stadium
        .allot(organizer, event, "{\"by\":\"type\",\"seller\":" + north.party() + ",\"type\":2}")
        .statusCode(200)
        .body("[0].seats", equalTo(wheelchairs));
    assertThat(stadium.count(event, "type = 2 AND seller_id IS NULL")).isZero();
  }

  @Test
  void a_ratio_gives_every_seat_and_tells_the_remainder() {
    Person third = people.seller();
    stadium.handles(organizer, event, third);
    String share = "{\"seller\":%d,\"percent\":%s}";
    String body =
        "{\"by\":\"ratio\",\"shares\":["
            + share.formatted(north.party(), "33.33")
            + ","
            + share.formatted(south.party(), "33.33")
            + ","
            + share.formatted(third.party(), "33.34")
            + "]}";
    stadium
        .allot(organizer, event, body)
        .statusCode(200)
        .body("seats", contains(333, 333, 334))
        .body("share.exact", contains(333.3f, 333.3f, 333.4f))
        .body("share.remainder", contains(false, false, true))
        .body("cells.size()", equalTo(3));
    assertThat(stadium.count(event, "seller_id IS NULL")).isZero();
  }

  @Test
  void percentages_that_do_not_add_up_are_told_what_is_missing() {
    String body =
        "{\"by\":\"ratio\",\"shares\":[{\"seller\":%d,\"percent\":60},{\"seller\":%d,\"percent\":%s}]}";
    stadium
        .allot(organizer, event, body.formatted(north.party(), south.party(), "39.5"))
        .statusCode(400)
        .body("detail", containsString("add up to 99.5, not 100; 0.5 missing"));
    stadium
        .allot(organizer, event, body.formatted(north.party(), south.party(), "40"))
        .statusCode(200);
  }

  @Test
  void unsold_seats_come_back_and_sold_ones_stay() {
    stadium.allot(organizer, event, cells(north, "[[0,10]]")).statusCode(200);
    assertThat(stadium.sell(event, north, 1, 2, 3)).isEqualTo(2);
    stadium
        .withdraw(organizer, event, "{\"what\":\"all\",\"seller\":" + north.party() + "}")
        .statusCode(200)
        .body("seats", equalTo(8));
    assertThat(stadium.seatsOf(event, north)).containsExactly(2, 3);
  }

  @Test
  void withdrawn_seats_go_to_another_seller_in_the_same_moment() {
    stadium.allot(organizer, event, cells(north, "[[0,10]]")).statusCode(200);
    stadium
        .withdraw(
            organizer,
            event,
            "{\"what\":\"cells\",\"cells\":[[0,4]],\"seller\":%d,\"giveTo\":%d}"
                .formatted(north.party(), south.party()))
        .statusCode(200)
        .body("giveTo", equalTo((int) south.party()));
    assertThat(stadium.seatsOf(event, south)).containsExactly(0, 1, 2, 3);
    assertThat(stadium.seatsOf(event, north)).containsExactly(4, 5, 6, 7, 8, 9);
  }

  @Test
  void withdrawing_by_type_leaves_the_other_types() {
    stadium.allot(organizer, event, cells(north, "[[0,60]]")).statusCode(200);
    int others = stadium.count(event, "seller_id = " + north.party() + " AND type <> 2");
    stadium
        .withdraw(
            organizer, event, "{\"what\":\"type\",\"type\":2,\"seller\":" + north.party() + "}")
        .statusCode(200);
    assertThat(stadium.seatsOf(event, north)).hasSize(others).isNotEmpty();
  }

  @Test
  void a_selection_with_a_sold_seat_is_not_withdrawn_at_all() {
    stadium.allot(organizer, event, cells(north, "[[0,10]]")).statusCode(200);
    stadium.sell(event, north, 1, 4);
    String body = "{\"what\":\"cells\",\"cells\":[[0,10]],\"seller\":" + north.party() + "}";
    stadium
        .withdraw(organizer, event, body)
        .statusCode(409)
        .body("errors.at", contains("4"))
        .body("errors[0].message", containsString("held or sold by"));
    assertThat(stadium.seatsOf(event, north)).hasSize(10);
  }

  @Test
  void a_sold_seat_cannot_be_blocked_and_a_blocked_one_is_not_sold() {
    stadium.allot(organizer, event, cells(north, "[[0,10]]")).statusCode(200);
    stadium.sell(event, north, 1, 4);
    stadium.block(organizer, event, "{\"blocked\":true,\"cells\":[[4,1]]}").statusCode(409);
    stadium.block(organizer, event, "{\"blocked\":true,\"cells\":[[5,1]]}").statusCode(200);
    assertThat(stadium.sell(event, north, 2, 5)).isZero();
    stadium.block(organizer, event, "{\"blocked\":false,\"cells\":[[5,1]]}").statusCode(200);
    assertThat(stadium.sell(event, north, 2, 5)).isEqualTo(1);
  }

  @Test
  void a_seller_with_seats_stays_on_the_event() {
    stadium.allot(organizer, event, cells(north, "[[0,10]]")).statusCode(200);
    String path = "/api/v1/events/" + event + "/sellers/";
    var asked =
        io.restassured.RestAssured.given().header("Authorization", "Bearer " + organizer.token());
    asked
        .header("Idempotency-Key", "a" + event)
        .delete(path + north.party())
        .then()
        .statusCode(409);
    io.restassured.RestAssured.given()
        .header("Authorization", "Bearer " + organizer.token())
        .header("Idempotency-Key", "b" + event)
        .delete(path + south.party())
        .then()
        .statusCode(200);
  }
}
