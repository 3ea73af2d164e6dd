package org.stile.center.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.testing.Samples;

@CenterTest
class FormsTest {
  private static final Pattern FORM =
      Pattern.compile(
          "<form[^>]*method=\"post\" action=\"(?<to>[^\"]*)\".*?</form>", Pattern.DOTALL);

  /** Forms without a token, and why sending one twice does once what it says. */
  private static final Map<String, String> DONE_ONCE_ANYWAY =
      Map.ofEntries(
          Map.entry("/sign-in", "signs in"),
          Map.entry("/sign-out", "signs out"),
          Map.entry("/password", "needs the password that was"),
          Map.entry("/publish", "nothing changed since"),
          Map.entry("/cancel", "ends what has ended"),
          Map.entry("/withdraw", "ends what has ended"),
          Map.entry("/refund", "ends what has ended"),
          Map.entry("/issue", "answers the same tickets"),
          Map.entry("/forget-holder", "nothing is there to forget"),
          Map.entry("/delete", "nothing is there to delete"),
          Map.entry("/revoke", "revoked is final"),
          Map.entry("/tickets/{ticket.index}", "a status leads there once"),
          Map.entry("/incidents/{incident.id}", "seen is seen"),
          Map.entry("/carried", "rows that are there are not taken again"),
          Map.entry("/chips", "a list is set"),
          Map.entry("/unlock", "nothing is there to unlock"),
          Map.entry("/accounts/{account.id}", "sets what is typed"),
          Map.entry("/accounts/organizers/{organizer.id}", "sets a name"),
          Map.entry("/accounts/sellers/{seller.id}", "sets a name"),
          Map.entry("/accounts/organizers", "names are unique"),
          Map.entry("/accounts/sellers", "names are unique"),
          Map.entry("/accounts/new", "addresses are unique"),
          // Their answers show a secret that only the last answer can show.
          Map.entry("/accounts/{account.id}/password", "the last one counts"),
          Map.entry("{list.base}", "what is not needed can be revoked"),
          Map.entry("/enrol", "what is not needed can be revoked"),
          Map.entry("/gates/unit", "what is not needed can be revoked"),
          Map.entry("/sell/payments", "the last one counts"));

  @Inject People people;
  @Inject Samples samples;
  @Inject Database database;

  private People.Person organizer;
  private People.Person seller;
  private long event;

  @BeforeEach
  void begin() {
    organizer = people.organizer();
    seller = people.seller();
    event = samples.publishedEvent(organizer, 1_000);
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?)",
                event,
                seller.party()));
  }

  @Test
  void every_form_of_a_page_has_a_token_or_is_known_to_need_none() throws IOException {
    var without = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources/templates"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var form = FORM.matcher(Files.readString(file));
        while (form.find()) {
          boolean once =
              form.group().contains("{form:once}") || form.group().contains("name=\"key\"");
          if (!once && DONE_ONCE_ANYWAY.keySet().stream().noneMatch(form.group("to")::endsWith)) {
            without.add(file.getFileName() + ": " + form.group("to"));
          }
        }
      }
    }
    assertThat(without).as("write {form:once} into it, and use Forms.once").isEmpty();
  }

  @Test
  void seats_given_by_a_double_click_are_given_once() throws Exception {
    String token = token();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<String> led =
          threads
              .invokeAll(
                  IntStream.range(0, 8)
                      .<Callable<String>>mapToObj(_ -> () -> give(token, 7).header("Location"))
                      .toList())
              .stream()
              .map(java.util.concurrent.Future::resultNow)
              .distinct()
              .toList();
      assertThat(led).hasSize(1);
      assertThat(led.getFirst()).contains("done=allotted-" + seller.party() + ".7");
    }
    assertThat(allotted()).isEqualTo(7);
    give(token(), 7);
    assertThat(allotted()).as("the page opened again gives again").isEqualTo(14);
  }

  @Test
  void a_form_sent_again_with_other_entries_is_refused_and_says_so() {
    String token = token();
    give(token, 7);
    Response other = give(token, 8);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.asString()).contains("This form was sent before, with other entries");
    assertThat(allotted()).isEqualTo(7);
  }

  @Test
  void a_form_that_was_refused_can_be_corrected_and_sent_with_its_token() {
    String token = token();
    assertThat(give(token, 5_000).statusCode()).isEqualTo(409);
    assertThat(give(token, 5).statusCode()).isEqualTo(303);
    assertThat(allotted()).isEqualTo(5);
  }

  @Test
  void another_persons_token_is_no_key_to_their_result() {
    String token = token();
    give(token, 7);
    People.Person stranger = people.organizer();
    assertThat(send(stranger, token, 7).statusCode()).isEqualTo(404);
  }

  @Test
  void a_browser_that_sends_twice_gives_once() {
    try (var browser = Browser.of(organizer)) {
      Page page = browser.open("/events/" + event + "/sellers");
      page.locator("form[action$='/count'] [name=count]").fill("9");
      page.locator("form[action$='/count'] [name=seller]").selectOption("" + seller.party());
      page.locator("form[action$='/count'] button").first().dblclick();
      page.waitForURL("**/sellers?done=*");
    }
    assertThat(allotted()).isEqualTo(9);
  }

  private String token() {
    String page =
        RestAssured.given()
            .cookie("stile_session", organizer.session())
            .get("/events/" + event + "/sellers")
            .asString();
    var token = Pattern.compile("name=\"once\" value=\"([0-9a-f-]{36})\"").matcher(page);
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private Response give(String token, int count) {
    return send(organizer, token, count);
  }

  private Response send(People.Person who, String token, int count) {
    return RestAssured.given()
        .redirects()
        .follow(false)
        .cookie("stile_session", who.session())
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("once", token)
        .formParam("seller", seller.party())
        .formParam("count", count)
        .post("/events/" + event + "/sellers/count");
  }

  private long allotted() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM seat WHERE event_id = ? AND seller_id = ?")
                .bind(0, event)
                .bind(1, seller.party())
                .mapTo(long.class)
                .one());
  }
}
