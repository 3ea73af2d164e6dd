package org.stile.center.accounts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.db.Database;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;
import org.stile.center.web.Role;

/** Long lists of accounts, organizers and sellers: in parts, and searched. */
@CenterTest
class AccountListTest {
  /** More than the page shows of a kind at a time. */
  private static final int MANY = 53;

  @Inject People people;
  @Inject Database database;
  @Inject Accounts accounts;
  @Inject Parties parties;

  private final String word = "Märkte & Co+" + UUID.randomUUID();
  private People.Person admin;

  @BeforeEach
  void an_administrator() {
    admin = people.administrator();
  }

  @Test
  void accounts_come_in_parts_by_email_each_once() {
    List<String> made = new ArrayList<>();
    database.change(
        handle -> {
          long seller = parties.create(handle, "test", Parties.Kind.SELLER, word).id();
          for (int i = 0; i < 7; i++) {
            var draft =
                AccountDraft.of(
                    handle,
                    "clerk-" + i + "@" + UUID.randomUUID() + ".example.org",
                    "Clerk " + i,
                    List.of(Role.CLERK.name()),
                    null,
                    seller);
            made.add(accounts.create(handle, "test", draft, Optional.empty()).email());
          }
        });
    List<String> came = new ArrayList<>();
    String after = null;
    do {
      var part = list("accounts", word.toUpperCase(java.util.Locale.ROOT), after, 3);
      List<String> emails = part.statusCode(200).extract().path("accounts.email");
      assertThat(emails).hasSizeBetween(1, 3);
      came.addAll(emails);
      after = part.extract().path("next");
    } while (after != null);
    assertThat(came).containsExactlyElementsOf(made);
  }

  @Test
  void parts_have_a_size() {
    for (String kind : List.of("accounts", "organizers", "sellers")) {
      list(kind, "", null, 0).statusCode(400).body("errors.at", contains("limit"));
      list(kind, "", null, Portion.LIMIT_MAX + 1)
          .statusCode(400)
          .body("errors.at", contains("limit"));
      list(kind, "", null, Portion.LIMIT_MAX).statusCode(200);
    }
  }

  @Test
  void what_holds_the_words_is_found_and_nothing_else() {
    sellers(2);
    list("sellers", word + " 01", null, 10)
        .statusCode(200)
        .body("parties.name", contains(word + " 01"));
    list("sellers", "%", word, 10).statusCode(200).body("parties", org.hamcrest.Matchers.empty());
  }

  @Test
  void the_page_goes_on_where_a_list_is_longer() {
    sellers(MANY);
    String first = page(AccountsPage.named(word).toString());
    assertThat(shown(first)).hasSize(50);
    String more = first.replaceAll("(?s).*href=\"(/accounts[^\"]*)#sellers\".*", "$1");
    String second = page(more.replace("&amp;", "&"));
    assertThat(shown(second)).hasSize(MANY - 50).doesNotContainAnyElementsOf(shown(first));
    assertThat(second).doesNotContain("More sellers");
  }

  @Test
  void a_refused_name_is_shown_where_it_was_typed_however_long_the_list_is() {
    List<Parties.Party> made = sellers(MANY);
    Parties.Party last = made.getLast();
    String answer =
        given()
            .cookie("stile_session", admin.session())
            .header("Sec-Fetch-Site", "same-origin")
            .contentType("application/x-www-form-urlencoded; charset=UTF-8")
            .formParam("name", made.getFirst().name())
            .post("/accounts/sellers/" + last.id())
            .then()
            .statusCode(409)
            .extract()
            .asString();
    assertThat(answer).contains("id=\"seller-" + last.id() + "\"").contains("aria-invalid");
  }

  private List<Parties.Party> sellers(int count) {
    return database.write(
        handle ->
            IntStream.range(0, count)
                .mapToObj(
                    i ->
                        parties.create(
                            handle, "test", Parties.Kind.SELLER, "%s %02d".formatted(word, i)))
                .toList());
  }

  private ValidatableResponse list(String kind, String words, @Nullable String after, int limit) {
    var request =
        given()
            .header("Authorization", "Bearer " + admin.token())
            .queryParams(Map.of("q", words, "limit", limit));
    if (after != null) {
      request.queryParam("after", after);
    }
    return request.get("/api/v1/" + kind).then();
  }

  private String page(String path) {
    return given()
        .cookie("stile_session", admin.session())
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** Numbers of the sellers on a page. */
  private static List<String> shown(String page) {
    return java.util.regex.Pattern.compile("id=\"seller-([0-9]+)\"")
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
