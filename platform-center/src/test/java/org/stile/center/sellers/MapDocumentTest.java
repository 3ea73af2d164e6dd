package org.stile.center.sellers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.stile.center.seating.SampleStadium;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class MapDocumentTest {
  private static final int COMPRESSED_MAX = 64 * 1024;

  @Inject People people;
  @Inject Stadium stadium;
  @Inject ObjectMapper json;

  @Test
  void a_stadium_of_100_000_seats_takes_at_most_64_kilobytes_compressed() throws IOException {
    byte[] document = json.writeValueAsBytes(MapDocument.of(SampleStadium.plan(100_000)));
    int size = compressed(document);
    System.out.println(
        "map of 100 000 seats: " + document.length + " bytes, " + size + " compressed");
    assertThat(size).isLessThanOrEqualTo(COMPRESSED_MAX);
  }

  @Test
  void plan_and_states_are_asked_for_again_only_when_they_changed() {
    Person organizer = people.organizer();
    Person seller = people.seller();
    long event = stadium.event(organizer, 1_000);
    stadium.handles(organizer, event, seller);
    String map = "/api/v1/events/" + event + "/map/";
    long plan = stadium.plan(event);
    String planTag = tag(organizer, map + plan, "", 200);
    assertThat(tag(organizer, map + plan, planTag, 304)).isEqualTo(planTag);
    stadium.get(organizer, "/events/" + event + "/map/" + (plan + 1)).statusCode(404);
    String states = tag(organizer, map + "seats", "", 200);
    assertThat(tag(organizer, map + "seats", states, 304)).isEqualTo(states);
    String one = "{\"by\":\"cells\",\"seller\":%d,\"cells\":[[0,1]]}".formatted(seller.party());
    stadium.allot(organizer, event, one).statusCode(200);
    assertThat(tag(organizer, map + "seats", states, 200)).isNotEqualTo(states);
  }

  private static String tag(Person who, String path, String known, int status) {
    var asked = given().header("Authorization", "Bearer " + who.token());
    if (!known.isEmpty()) {
      asked.header("If-None-Match", known);
    }
    return asked.get(path).then().statusCode(status).extract().header("ETag");
  }

  private static int compressed(byte[] document) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(document);
    }
    return bytes.size();
  }
}
