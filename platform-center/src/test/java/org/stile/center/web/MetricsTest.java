package org.stile.center.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

/** Who may read the counts, and that no client can make them many. */
@CenterTest
class MetricsTest {
  private static final Pattern SERIES =
      Pattern.compile("^http_server_requests_seconds_count(.*) \\S+$", Pattern.MULTILINE);
  private static final int ATTEMPTS = 60;

  @Inject People people;

  @Test
  void only_an_administrator_reads_them() {
    assertThat(given().get("/q/metrics").statusCode()).isEqualTo(401);
    assertThat(as(people.organizer()).get("/q/metrics").statusCode()).isEqualTo(403);
    assertThat(as(people.organizer()).get("/q/metrics/").statusCode()).isIn(403, 404);
    assertThat(as(people.administrator()).get("/q/metrics").statusCode()).isEqualTo(200);
    assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void what_a_client_makes_up_is_counted_under_one_name() {
    askForWhatIsNotThere(0);
    Set<String> before = series();
    askForWhatIsNotThere(1_000);
    assertThat(series()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void a_route_is_counted_under_its_own_name() {
    String token = people.organizer().token();
    var ends =
        Map.of(
            "/api/v1/venues/77",
            "uri=\"/api/v1/venues/{venue}\"",
            "/api/v1/events/77/counts",
            "/counts\"",
            "/api/v1/events/77/master",
            "/master\"");
    ends.forEach(
        (path, end) -> {
          int answered = given().header("Authorization", "Bearer " + token).get(path).statusCode();
          assertThat(answered).isEqualTo(404);
          awaitSeries(end);
        });
    assertThat(given().get("/api/v1/key-set").statusCode()).isEqualTo(200);
    awaitSeries("uri=\"/api/v1/key-set\"");
  }

  /** A request is counted when its answer is out, maybe after it came in. */
  private void awaitSeries(String part) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (series().stream().noneMatch(each -> each.contains(part))) {
      assertThat(System.nanoTime()).as("%s in %s", part, series()).isLessThan(end);
    }
  }

  private void askForWhatIsNotThere(int from) {
    String administrator = people.administrator().token();
    for (int i = from; i < from + ATTEMPTS; i++) {
      given().get("/nothing/" + i);
      given().get("/map/" + i + ".js");
      given().get("/%7B" + i + "%7D");
      given().get("/api/v1/venues/" + i);
      given().post("/api/v1/venues/" + i);
      given().header("Authorization", "Bearer " + i).delete("/api/v1/events/" + i + "/counts");
      given().header("Authorization", "Bearer " + administrator).post("/api/v1/events/" + i);
      given().contentType("text/odd").body("x").put("/api/v1/venues/" + i);
      given().redirects().follow(false).get("/venues/" + i + "/gates");
      given().request("BREW" + i, "/api/v1/key-set");
      given().request("BREW" + i, "/nothing");
    }
  }

  private static io.restassured.specification.RequestSpecification as(People.Person person) {
    return given()
        .baseUri("http://localhost:" + RestAssured.port)
        .header("Authorization", "Bearer " + person.token());
  }

  private Set<String> series() {
    return SERIES
        .matcher(as(people.administrator()).get("/q/metrics").asString())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
