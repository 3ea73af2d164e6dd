package org.stile.center.sellers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.People.Person;

@CenterTest
class ChipsTest {
  private static final String MEMBERS = "/api/v1/chips/members";

  @Inject People people;

  private static RequestSpecification asked(Person who, String body) {
    return given()
        .header("Authorization", "Bearer " + who.token())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("text/csv")
        .body(body);
  }

  private static RequestSpecification asked(Person who) {
    return given().header("Authorization", "Bearer " + who.token());
  }

  @Test
  void a_list_is_added_to_replaced_and_taken_from() {
    Person organizer = people.organizer();
    asked(
            organizer,
            "chip,valid_until\n04A1B2C3D4E5F6,2027-06-30\n04:a1:b2:c3:d4:e5:f7\n11223344\n")
        .post(MEMBERS)
        .then()
        .statusCode(200)
        .body("chips", equalTo(3));
    asked(organizer)
        .get(MEMBERS + "?begin=04a1")
        .then()
        .body("chip", contains("04A1B2C3D4E5F6", "04A1B2C3D4E5F7"))
        .body("[0].validUntil", containsString("2027-07-01T00:00:00Z"));
    asked(organizer, "AABBCCDD").put(MEMBERS).then().statusCode(200);
    asked(organizer).get(MEMBERS).then().body("chip", contains("AABBCCDD"));
    asked(organizer, "").delete(MEMBERS + "/AABBCCDD").then().statusCode(200);
    asked(organizer, "").delete(MEMBERS + "/AABBCCDD").then().statusCode(404);
  }

  @Test
  void every_wrong_row_is_named_and_nothing_is_changed() {
    Person organizer = people.organizer();
    asked(organizer, "04A1B2C3D4E5F6\n04A1B2\n\n11223344,30.6.2027\nxyz")
        .post(MEMBERS)
        .then()
        .statusCode(400)
        .body(
            "errors.at",
            contains("row 2, column chip", "row 4, column valid_until", "row 5, column chip"));
    asked(organizer).get(MEMBERS).then().body("$", empty());
  }

  @Test
  void a_list_that_is_not_utf8_is_refused() {
    given()
        .header("Authorization", "Bearer " + people.organizer().token())
        .header("Idempotency-Key", "x")
        .contentType("text/csv")
        .body("11223344,Gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1))
        .post("/api/v1/chips/blocked")
        .then()
        .statusCode(400)
        .body("detail", containsString("UTF-8"));
  }

  @Test
  void another_organizers_list_is_another_list() {
    asked(people.organizer(), "11223344").post(MEMBERS).then().statusCode(200);
    asked(people.organizer()).get(MEMBERS).then().body("$", hasSize(0));
    asked(people.seller()).get(MEMBERS).then().statusCode(403);
  }

  @Test
  void lists_are_pasted_uploaded_and_looked_through_on_the_page() {
    Person organizer = people.organizer();
    try (var browser = Browser.withoutScripts(organizer)) {
      Page page = browser.open("/chips");
      page.fill("#chips", "04A1B2C3D4E5F6,2027-06-30\nnonsense");
      page.getByText("Change the list").click();
      assertThat(page.textContent("#problem")).contains("row 2, column chip");
      assertThat(page.inputValue("#chips")).contains("nonsense");
      page.fill("#chips", "");
      page.selectOption("#which", "blocked");
      byte[] file = "chip,reason\n11223344,<b>stolen</b>\n".getBytes(StandardCharsets.UTF_8);
      page.setInputFiles("#file", new FilePayload("chips.csv", "text/csv", file));
      page.getByText("Change the list").click();
      assertThat(page.textContent(".notice")).contains("1 chips changed");
      assertThat(page.textContent("main")).contains("<b>stolen</b>");
    }
    try (var browser = Browser.of(organizer)) {
      browser.open("/chips");
      browser.assertAccessible();
      browser.screenshot("chips");
    }
  }
}
